"""Places on a photo are covered so that nothing can be restored; the photo as sent stays with officials."""

import io

import pytest
from django.core.files.storage import default_storage
from django.test import Client
from PIL import Image, ImageDraw

from accounts.models import AccessLog
from appeals.models import Photo
from appeals.services import covering, photos, triage
from appeals.services.covering import Region
from tests.factories.appeals import AT
from workflow.models import Act
from workflow.refusals import Refused

pytestmark = pytest.mark.django_db
PLATE = Region(left=250, top=250, width=500, height=250)


def street(word: str = "123ABC02") -> io.BytesIO:
    """A grey street with a white plate in its middle."""
    image = Image.new("RGB", (800, 600), "grey")
    draw = ImageDraw.Draw(image)
    draw.rectangle((200, 150, 600, 300), fill="white")
    for number, char in enumerate(word):
        draw.text((220 + 45 * number, 170), char, fill="black", font_size=60)
    out = io.BytesIO()
    image.save(out, "JPEG", quality=95)
    out.seek(0)
    return out


def opened(name: str) -> Image.Image:
    with default_storage.open(name) as file:
        return Image.open(io.BytesIO(file.read())).convert("RGB")


def cover(town, appeal, *regions: Region, photo: int | None = None, who: str = "moderator"):
    pk = photo or appeal.photos.get().pk
    return covering.cover(appeal.pk, photo=pk, regions=regions, actor=town.actor(who), at=AT)


def test_nothing_finer_than_a_few_cells_is_left(town):
    appeal = town.appeal(photos=[street()])
    cover(town, appeal, PLATE)
    kept = appeal.photos.get()
    original, covered = opened(kept.file.name), opened(kept.covered_file.name)
    box = (200, 150, 600, 300)
    # Averages of five by two cells, up to what JPEG adds.
    cells = covered.crop(box).resize((5, 2), Image.Resampling.BOX).resize((400, 150), Image.Resampling.NEAREST)
    apart = [
        abs(a - b)
        for one, other in zip(cells.get_flattened_data(), covered.crop(box).get_flattened_data(), strict=True)
        for a, b in zip(one, other, strict=True)
    ]
    assert sorted(apart)[int(0.95 * len(apart))] <= 12
    sharp = [
        abs(a - b)
        for one, other in zip(cells.get_flattened_data(), original.crop(box).get_flattened_data(), strict=True)
        for a, b in zip(one, other, strict=True)
    ]
    assert sorted(sharp)[int(0.9 * len(sharp))] > 30
    assert covered.size == original.size
    assert opened(kept.covered_thumb.name).size == (400, 300)


def test_two_plates_of_one_weight_look_the_same(town):
    """The copy depends on the averages alone: whatever is drawn finer does not change it."""
    one, other = (town.appeal(photos=[made]) for made in (street("123ABC02"), street("123ABC02"[::-1])))
    whole = Region(left=0, top=0, width=1000, height=1000)
    for appeal in (one, other):
        cover(town, appeal, whole)
    first, second = (opened(appeal.photos.get().covered_thumb.name).resize((5, 4)) for appeal in (one, other))
    apart = [
        abs(a - b)
        for left, right in zip(first.get_flattened_data(), second.get_flattened_data(), strict=True)
        for a, b in zip(left, right, strict=True)
    ]
    assert max(apart) < 25


def test_strangers_get_the_copy_and_officials_the_original(town, settings):
    settings.STAFF_SECOND_FACTOR = "off"
    appeal = town.appeal(photos=[street()])
    kept = appeal.photos.get()
    triage.publish(
        appeal.pk,
        public_title="Көше",
        public_text="Көшеде шұңқыр бар.",
        photo_ids=[kept.pk],
        actor=town.actor("moderator"),
        at=AT,
    )
    cover(town, appeal, PLATE)
    kept.refresh_from_db()
    files = {
        size: default_storage.open(name).read()
        for size, name in (
            ("thumb", kept.covered_thumb.name),
            ("full", kept.covered_file.name),
            ("original", kept.file.name),
        )
    }
    assert len(set(files.values())) == 3

    def shown(client: Client) -> dict[str, bytes | int]:
        answers = {size: client.get(f"/kk/appeals/{appeal.number}/photos/{kept.pk}/{size}/") for size in files}
        return {size: one.content if one.status_code == 200 else one.status_code for size, one in answers.items()}

    official = Client()
    official.force_login(town.moderator, backend="django.contrib.auth.backends.ModelBackend")
    owner = Client()
    owner.force_login(town.resident, backend="django.contrib.auth.backends.ModelBackend")
    assert shown(Client()) == {**files, "original": 404}
    assert shown(owner) == files
    assert AccessLog.objects.count() == 0
    assert shown(official) == files
    assert [(row.actor_id, row.refs, row.about, row.what) for row in AccessLog.objects.all()] == [
        (town.moderator.pk, [appeal.number], [town.resident.pk], ["photo"])
    ]


def test_a_region_taken_back_is_whole_again_and_no_file_is_left(town, files, django_capture_on_commit_callbacks):
    appeal = town.appeal(photos=[street()])
    before = files()
    with django_capture_on_commit_callbacks(execute=True):
        cover(town, appeal, PLATE)
        cover(town, appeal, PLATE, Region(0, 0, 100, 100))
    assert len(files() - before) == 2
    with django_capture_on_commit_callbacks(execute=True):
        cover(town, appeal)
    assert files() == before
    kept = appeal.photos.get()
    assert (kept.covered, kept.covered_file.name, kept.covered_thumb.name) == ([], "", "")
    assert [act.data for act in Act.objects.filter(name="cover")] == [
        {"photo": kept.pk, "regions": number} for number in (1, 2, 0)
    ]


def test_the_sweep_leaves_covered_copies_alone(town, files):
    appeal = town.appeal(photos=[street()])
    cover(town, appeal, PLATE)
    before = files()
    assert (photos.sweep(AT.date()), files()) == (0, before)


@pytest.mark.parametrize(
    ("regions", "code"),
    [
        ([Region(900, 0, 200, 100)], "region_outside"),
        ([Region(-1, 0, 200, 100)], "region_outside"),
        ([Region(0, 0, 3, 100)], "region_outside"),
        ([PLATE] * 21, "regions_many"),
    ],
)
def test_refused_in_words_and_nothing_written(town, files, regions, code):
    appeal = town.appeal(photos=[street()])
    before, acts = files(), Act.objects.count()
    with pytest.raises(Refused) as refusal:
        cover(town, appeal, *regions)
    assert (refusal.value.code, refusal.value.field) == (code, "regions")
    assert (files(), Act.objects.count(), appeal.photos.get().covered) == (before, acts, [])


def test_a_photo_of_another_appeal_is_unknown_and_an_executor_may_not(town, files):
    one, other = (town.appeal(photos=[street()]) for _each in range(2))
    before = files()
    with pytest.raises(Refused) as refusal:
        cover(town, one, PLATE, photo=other.photos.get().pk)
    assert refusal.value.code == "photo_unknown"
    with pytest.raises(Refused) as refusal:
        cover(town, one, PLATE, who="resident")
    assert (refusal.value.code, files()) == ("role", before)


def test_the_page_takes_numbers(town, settings):
    settings.STAFF_SECOND_FACTOR = "off"
    appeal = town.appeal(photos=[street()])
    kept = appeal.photos.get()
    client = Client()
    client.force_login(town.moderator, backend="django.contrib.auth.backends.ModelBackend")
    page = f"/admin/appeals/appeal/{appeal.pk}/photos/{kept.pk}/"
    assert client.get(page).status_code == 200
    form = {"r-TOTAL_FORMS": 2, "r-INITIAL_FORMS": 0, "seq": appeal.seq}
    half = client.post(page, form | {"r-0-left": "25", "r-0-top": "25"})
    assert half.status_code == 422
    box = {"r-0-left": "25", "r-0-top": "25", "r-0-width": "50", "r-0-height": "25.5"}
    assert client.post(page, form | box).status_code == 302
    assert Photo.objects.get(pk=kept.pk).covered == [{"left": 250, "top": 250, "width": 500, "height": 255}]
    again = client.get(page).content.decode()
    assert 'value="25.5"' in again
    assert client.get(f"/admin/appeals/appeal/{appeal.pk}/photos/{kept.pk + 1}/").status_code == 404
