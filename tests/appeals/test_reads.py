"""Faces and lists: what each viewer reads of an appeal, and which appeals stand in which queue."""

from datetime import date, timedelta

import pytest

from appeals.enums import Status
from appeals.models import Appeal
from appeals.policy import STRANGER, Viewer
from appeals.rules.privacy import rounded
from appeals.rules.report import NO_CONTACT, Contact, Place
from appeals.selectors import faces, lists
from appeals.selectors.lists import Filters
from appeals.services import author, triage
from tests.factories import people
from tests.factories.appeals import AT, CITY_HALL, photo, register
from workflow.actor import NOBODY

pytestmark = pytest.mark.django_db

LATER = AT + timedelta(days=1)
PUBLIC = {"public_title": "Үй суық", "public_text": "Батареялар мұздай, үйде суық."}


def published(town, appeal: Appeal, **words) -> Appeal:
    triage.publish(appeal.pk, **{**PUBLIC, **words}, actor=town.actor("moderator"), at=LATER)
    return Appeal.objects.select_related("category", "district", "organisation").get(pk=appeal.pk)


def cold_flat(town, **given) -> Appeal:
    contact = Contact(name="Айгүл", email="a@example.kz")
    place = Place(lon=CITY_HALL.lon, lat=CITY_HALL.lat, address="Тимирязев, 42, 17-пәтер")
    text = "Айгүлмін, 17-пәтер, батареялар мұздай."
    filed = register(category="heat-none", place=place, contact=contact, text=text, photos=[photo(), photo("red")])
    return published(town, filed.appeal, **given)


def test_a_stranger_reads_what_was_published(town):
    appeal = cold_flat(town)
    face = faces.face(appeal, STRANGER)
    assert (face.title, face.text, face.inside, face.contact) == (
        "Үй суық",
        "Батареялар мұздай, үйде суық.",
        False,
        NO_CONTACT,
    )
    assert (face.point, face.point_is_rounded, face.address) == (rounded(CITY_HALL.lon, CITY_HALL.lat), True, "")


def test_a_place_in_the_street_is_exact_for_everybody(town):
    appeal = published(town, register(place=Place(lon=CITY_HALL.lon, lat=CITY_HALL.lat, address="Абай, 10")).appeal)
    face = faces.face(appeal, STRANGER)
    assert (face.point, face.point_is_rounded, face.address) == ((CITY_HALL.lon, CITY_HALL.lat), False, "Абай, 10")


def test_inside_it_is_as_written_and_an_analyst_sees_no_contact(town):
    appeal = cold_flat(town)
    contact = Contact(name="Айгүл", email="a@example.kz")
    viewers = {
        "moderator": Viewer(town.actor("moderator")),
        "analyst": Viewer(people.acting(people.officer("analyst", "city-akimat"), AT)),
        "holder of the code": Viewer(NOBODY, frozenset({appeal.pk})),
    }
    read = {name: faces.face(appeal, viewer) for name, viewer in viewers.items()}
    assert {face.text for face in read.values()} == {appeal.text}
    assert {(face.point, face.address) for face in read.values()} == {
        ((CITY_HALL.lon, CITY_HALL.lat), "Тимирязев, 42, 17-пәтер")
    }
    assert {name: face.contact for name, face in read.items()} == {
        "moderator": contact,
        "analyst": NO_CONTACT,
        "holder of the code": contact,
    }


def test_photos_are_shown_as_released(town):
    appeal = cold_flat(town)
    first, second = appeal.photos.all()
    triage.publish(appeal.pk, **PUBLIC, photo_ids=[second.pk], actor=town.actor("moderator"), at=LATER)
    appeal.refresh_from_db()
    inside = Viewer(town.actor("moderator"))
    assert list(faces.photos(appeal, STRANGER)) == [second]
    assert list(faces.photos(appeal, inside)) == [first, second]
    assert (faces.photo(first.pk, STRANGER), faces.photo(second.pk, STRANGER)) == (None, second)
    assert faces.photo(first.pk, inside) == first
    triage.unpublish(appeal.pk, reason="Қате жарияланды.", actor=town.actor("moderator"), at=LATER)
    assert (faces.photo(second.pk, STRANGER), faces.photo(second.pk, inside)) == (None, second)


def test_the_buttons_of_each(town):
    appeal = town.appeal(Status.ANSWERED)
    assert faces.open_acts(appeal, Viewer(town.actor("resident")), at=LATER) == ("confirm", "rate", "reopen")
    assert faces.open_acts(appeal, Viewer(town.actor("resident")), at=appeal.reopen_until) == ("confirm", "rate")
    assert faces.open_acts(appeal, STRANGER, at=LATER) == ()


def test_the_journal_is_read_whole_by_posts_only(town):
    appeal = published(town, town.appeal())
    assert [act.name for act in faces.acts_shown(appeal, STRANGER)] == ["register"]
    assert [act.name for act in faces.acts_shown(appeal, Viewer(town.actor("resident")))] == ["register"]
    assert [act.name for act in faces.acts_shown(appeal, Viewer(town.actor("moderator")))] == ["register", "publish"]


@pytest.fixture
def queues(town) -> dict[str, Appeal]:
    """One appeal in each status, the one merged into, an urgent one, and one reopened that no body has."""
    found = {status: town.appeal(status) for status in Status}
    found["merged into"] = found[Status.MERGED].merged_into
    found["urgent"] = register(category="roads-manhole", at=LATER).appeal
    answered = town.appeal()
    triage.answer_at_once(
        answered.pk, text="Жауап осындай: бәрі жөнделді.", decision="explained", actor=town.actor("moderator"), at=LATER
    )
    author.reopen(answered.pk, reason="Жоқ.", actor=town.actor("resident"), at=LATER)
    found["reopened to nobody"] = answered
    return found


def names(queues: dict[str, Appeal], found) -> list[str]:
    by_key = {appeal.pk: str(name) for name, appeal in queues.items()}
    return [by_key[appeal.pk] for appeal in found]


def test_the_queue_of_the_first_line(town, queues):
    moderator, executor = town.actor("moderator"), town.actor("executor")
    assert names(queues, lists.to_triage(moderator)) == ["urgent", "registered", "merged into", "reopened to nobody"]
    assert [list(lists.to_triage(one)) for one in (executor, NOBODY)] == [[], []]
    of_body = lists.of_posts(executor, Filters(statuses=frozenset({Status.ROUTED, Status.IN_WORK})))
    assert set(names(queues, of_body)) == {"routed", "in_work"}


def test_own_appeals(town, queues):
    mine = lists.own(Viewer(town.actor("resident"), frozenset({queues["urgent"].pk})))
    assert set(names(queues, mine)) == {*map(str, Status), "urgent", "reopened to nobody"}
    assert list(lists.own(STRANGER)) == []


def test_filters(town):
    hole = published(town, register().appeal, public_text="Аялдаманың жанында терең шұңқыр.")
    cold = cold_flat(town)
    hidden = register(category="", place=Place()).appeal

    def found(**given) -> set[Appeal]:
        return set(lists.public(Filters(**given)))

    assert found() == {hole, cold}
    assert found(category="roads") == found(category="roads-pothole") == found(district="turksib") == {hole}
    assert found(words="ТЕРЕҢ шұңқыр") == {hole}
    assert found(words=cold.number) == {cold}
    assert found(words=hidden.number) == found(words="17-пәтер") == set()
    assert found(statuses=frozenset({"answered"})) == found(urgent=True) == set()
    assert found(received_from=date(2026, 2, 3)) == set()
    assert found(received_from=date(2026, 2, 2), received_before=date(2026, 2, 3)) == {hole, cold}
    assert found(overdue_on=date(2026, 2, 23)) == set()
    assert found(overdue_on=date(2026, 2, 24)) == {hole, cold}
    assert set(lists.of_posts(town.actor("moderator"), Filters(words="17-пәтер"))) == {cold}


def test_a_word_of_two_letters_is_found_where_a_word_begins_so(town):
    water = town.appeal(text="Бірінші қабатта су ағып жатыр, еден ісінді.")
    first = town.appeal(text="Су жоқ екі күннен бері, неге екенін айтпайды.")
    road = town.appeal(text="Жолда досудан кейін қалған тас үйіндісі бар.")
    found = lists.of_posts(town.actor("moderator"), lists.Filters(words="су"))
    assert set(found) == {water, first}
    assert road not in found
    assert list(lists.of_posts(town.actor("moderator"), lists.Filters(words="%_"))) == []
