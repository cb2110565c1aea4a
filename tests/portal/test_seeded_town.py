"""A seeded town, built once for all tests here: true to the machine, to the rules of real appeals and to its roles."""

import io
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db.models import F
from django.test import override_settings

from accounts.enums import APPOINTED_ROLES
from accounts.models import Appointment, User
from appeals.enums import OPEN, Status
from appeals.models import Answer, Appeal, Photo, Question, QuickAnswer
from appeals.selectors import quick
from appeals.services import claims, work
from appeals.services.routing import suggest_for
from appeals.workflow import APPEAL
from config.portal.seed import plan
from config.portal.seed.people import DEMO
from geo.selectors import district_codes_at
from tests.factories import city, people
from tests.factories.appeals import ALMATY, register
from tests.portal.test_seed_city import END, seed
from workflow.models import Act, Delivery

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def town(django_db_setup, django_db_blocker, tmp_path_factory) -> Iterator[Path]:
    """The folder of its photos. Swept away at the end of the module."""
    folder = tmp_path_factory.mktemp("media")
    with django_db_blocker.unblock(), override_settings(MEDIA_ROOT=folder):
        city.load()
        seed()
    yield folder
    with django_db_blocker.unblock():
        call_command("flush", interactive=False, verbosity=0)


@pytest.fixture(autouse=True)
def media(town: Path, settings) -> Path:
    settings.MEDIA_ROOT = town
    return town


def test_every_status_and_every_role_and_an_overdue_appeal(town):
    assert set(Appeal.objects.values_list("status", flat=True)) == set(Status)
    assert set(Appointment.objects.values_list("role", flat=True)) == set(APPOINTED_ROLES)
    assert Appeal.objects.filter(status__in=OPEN, due_on__lt=date(2026, 11, 20)).exists()
    akims = Appointment.objects.filter(role="district_akimat").values_list("district", flat=True)
    assert set(akims) == set(plan.DISTRICTS)


def test_the_journal_is_one_that_the_machine_admits(town):
    """Seq from 1 without holes, each act from where the last one led, in time, by a role that may."""
    newest: dict[int, Act] = {}
    faults = []
    for act in Act.objects.filter(kind="appeal").order_by("subject_id", "seq"):
        last = newest.get(act.subject_id)
        if last is None:
            right = (act.name, act.seq, act.before, act.after) == ("register", 1, "", Status.REGISTERED)
        else:
            step = APPEAL[act.name]
            right = (act.seq, act.before) == (last.seq + 1, last.after) and act.at >= last.at
            right = right and act.before in step.sources and act.actor_role in step.roles
            right = right and act.after == (
                step.target or (act.after if act.name in {"reply", "forward"} else act.before)
            )
        if not right or act.at >= END:
            faults.append(act)
        newest[act.subject_id] = act
    assert faults == []
    parts = Act.objects.filter(kind="part").order_by("subject_id", "seq")
    assert [(act.seq, act.name, act.before, act.after) for act in parts] == [(1, "split", "", Status.ROUTED)] * 2
    state = {pk: (seq, status) for pk, seq, status in Appeal.objects.values_list("pk", "seq", "status")}
    assert {pk: (act.seq, act.after) for pk, act in newest.items()} == state


def test_the_rows_agree_with_the_status(town):
    sent = set(Answer.objects.filter(sent_at__isnull=False).values_list("appeal_id", flat=True))
    ended = set(Appeal.objects.filter(status__in={"answered", "fixed"}).values_list("pk", flat=True))
    assert ended <= sent
    asked = set(Question.objects.filter(replied_at__isnull=True).values_list("appeal_id", flat=True))
    assert set(Appeal.objects.filter(status="asked").values_list("pk", flat=True)) == asked
    by_controllers = Act.objects.filter(name="answer").values("subject_id")
    sent_by_them = Answer.objects.filter(appeal__in=by_controllers, sent_at__isnull=False)
    one_key = sent_by_them.filter(signed_by=F("written_by"), sent_at__gt=F("written_at")).count()
    assert one_key == 0
    assert Appeal.objects.filter(status__in={"in_work", "reported"}, executor__isnull=True).count() == 0


def test_the_rules_of_real_appeals_hold(town):
    """Legal days, last days, districts and routing come out the same when the real rules are asked again."""
    with_point = list(Appeal.objects.filter(point__isnull=False))
    assert [one.district_id for one in with_point] == district_codes_at([one.point for one in with_point])
    for appeal in Appeal.objects.filter(category__isnull=False).select_related("category", "organisation")[::60]:
        act = Act.objects.filter(subject_id=appeal.pk, name="route").order_by("-seq").first()
        if act is None:
            continue
        on = act.at.astimezone(ALMATY).date()
        again = suggest_for(appeal, on=on)
        assert act.data["routing"] == again.decision
    first = Appeal.objects.order_by("number")[0]
    twin = register(at=first.received_at, category="", text="Осындай уақытта түскен өтініш.").appeal
    assert (twin.registered_on, twin.term_days, twin.due_on) == (first.registered_on, first.term_days, first.due_on)
    numbers = sorted(int(number[5:]) for number in Appeal.objects.values_list("number", flat=True))
    assert numbers == list(range(1, len(numbers) + 1))
    assert claims.find(claims.code_for(first.intake_key)) == first


def test_history_owes_nothing_and_life_goes_on(town):
    assert Delivery.objects.count() == 0
    appeal = Appeal.objects.filter(status="routed", organisation__code="akimat-turksib").latest("pk")
    executor = User.objects.get(email="executor@demo.birge.example")
    work.accept(appeal.pk, actor=people.acting(executor, END), at=END)
    appeal.refresh_from_db()
    assert (appeal.status, appeal.executor) == ("in_work", executor)


def test_some_are_public_some_have_photos(town, media):
    total = Appeal.objects.count()
    public = Appeal.objects.filter(published_at__isnull=False).exclude(public_title="").exclude(public_text="")
    assert 0.4 < public.count() / total < 0.6
    photo = Photo.objects.filter(moment="before").first()
    assert (media / photo.file.name).read_bytes()[:3] == (media / photo.thumb.name).read_bytes()[:3] == b"\xff\xd8\xff"
    assert Photo.objects.filter(moment="after", appeal__published_at__isnull=False).exists()


def test_the_accounts_open(town, client):
    out = io.StringIO()
    call_command("demo_accounts", stdout=out)
    lines = out.getvalue().splitlines()
    # The resident, the doer of a plan, the officials by name, and of each district its akim and its secretary.
    assert len(lines) == 1 + 2 + len(DEMO) + 2 * len(plan.DISTRICTS)
    password = lines[0].rpartition(" ")[2]
    for line in lines[1:]:
        assert User.objects.get(email=line.split()[0]).check_password(password) is True


def test_it_fills_an_empty_city_only(town):
    with pytest.raises(CommandError, match="journal is never emptied"):
        seed()


def test_answers_at_first_contact_are_noted_checked_and_counted(town):
    given = Act.objects.filter(kind="appeal", name="answer_at_once").values_list("data__answer", flat=True)
    assert set(QuickAnswer.objects.values_list("answer_id", flat=True)) == set(given)
    checked = QuickAnswer.objects.filter(passed__isnull=False)
    assert set(checked.values_list("sampled", flat=True)) == {True}
    assert not checked.filter(checked_by=F("answered_by")).exists()
    figures = quick.figures(since=date(2025, 11, 20), until=END.date())
    assert figures.answered > 0.3 * figures.registered
    assert figures.checked == checked.filter(forwarded=False, appeal__reopened=0).count()
