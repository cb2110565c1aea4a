"""Each part has its own clock and its own people: extension, ladder, calendar, assignment, forwarding."""

from collections.abc import Callable
from datetime import date, datetime, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.models import Notice, Team
from appeals.enums import BreachKind, Status
from appeals.models import Appeal, Breach, Escalation, Extension, Part
from appeals.services import assignment, part_work, terms
from tests.appeals.admin.conftest import do, moderator, triage_page  # noqa: F401
from tests.appeals.desk.conftest import past_the_second_factor, signed_in  # noqa: F401
from tests.factories import people
from tests.factories.appeals import AT, Town
from workflow import outbox
from workflow.models import Act, CalendarDay, DayKind
from workflow.refusals import Refused

LATER = AT + timedelta(days=1)
# AT is Monday 2 February 2026; the term ends on Monday 23 February.
DUE, LONGER = date(2026, 2, 23), date(2026, 3, 16)


@pytest.fixture
def appeal(town: Town) -> Appeal:
    return town.appeal(Status.SPLIT)


@pytest.fixture
def road(appeal: Appeal) -> Part:
    return appeal.parts.get(number=1)


@pytest.fixture
def lights(appeal: Appeal) -> Part:
    return appeal.parts.get(number=2)


def refusal(call: Callable[[], object]) -> str:
    with pytest.raises(Refused) as refused:
        call()
    return refused.value.code


def extend(town: Town, part: Part, *, at: datetime = LATER, **words) -> Act:
    words = {"until": LONGER, "reason": "Жерасты желілерін тексеру керек.", **words}
    return terms.extend_part(part.pk, **words, actor=town.actor("head"), at=at)


def test_a_head_extends_the_own_part_and_the_author_is_told_at_once(town: Town, appeal, road, lights):
    act = extend(town, road)
    for each in (appeal, road, lights):
        each.refresh_from_db()
    assert (road.due_on, lights.due_on, appeal.due_on) == (LONGER, DUE, LONGER)
    decided = Extension.objects.get()
    assert (decided.part, decided.before, decided.notice_due_on) == (road, DUE, date(2026, 2, 6))
    letters = Notice.objects.filter(user=town.resident, code="appeal_extended")
    assert {letter.key.startswith(decided.notice_key) for letter in letters} == {True}
    assert Act.objects.filter(kind="appeal", subject_id=appeal.pk, name="part_moved").last().data["step"] == act.name

    # That the letter arrived is found by its key; where none ever does, the breach is the appeal's.
    terms.watch_notices(at=LATER)
    decided.refresh_from_db()
    assert decided.told_at is not None
    Extension.objects.update(told_at=None, notice_key="appeal:none:")
    terms.watch_notices(at=AT + timedelta(days=7))
    assert Breach.objects.get(kind=BreachKind.NOTICE_LATE).appeal_id == appeal.pk


def test_what_an_extension_of_a_part_refuses(town: Town, appeal, road):
    stranger = people.acting(people.officer("head", "dept-traffic"), LATER)
    executor = town.actor("executor")
    words = {"until": LONGER, "reason": "Тексеру керек."}
    before = Act.objects.count()
    assert refusal(lambda: terms.extend_part(road.pk, **words, actor=stranger, at=LATER)) == "role"
    assert refusal(lambda: terms.extend_part(road.pk, **words, actor=executor, at=LATER)) == "role"
    assert refusal(lambda: extend(town, road, reason=" ")) == "reason_needed"
    assert refusal(lambda: extend(town, road, until=DUE)) == "until_early"
    assert refusal(lambda: extend(town, road, until=date(2026, 4, 3))) == "until_late"
    assert refusal(lambda: extend(town, road, until=date(2026, 3, 14))) == "until_not_working"
    assert refusal(lambda: extend(town, road, at=AT + timedelta(days=30))) == "term_over"
    assert (Act.objects.count(), Extension.objects.count()) == (before, 0)
    extend(town, road)
    assert refusal(lambda: extend(town, road, until=date(2026, 3, 18))) == "already_extended"
    extend(town, road, until=date(2026, 3, 18), override="Сараптама күткеннен ұзаққа созылды.")
    assert Extension.objects.count() == 2


def test_a_changed_calendar_moves_parts_and_the_appeal_with_them(town: Town, appeal, road, lights):
    extend(town, road)
    for day in (date(2026, 2, 10), LONGER):
        CalendarDay.objects.create(date=day, kind=DayKind.HOLIDAY, name_kk="Қосымша демалыс")

    assert terms.recalculate(at=LATER, by="Әкімші") == 3  # the appeal's first day, and both parts

    for each in (appeal, road, lights):
        each.refresh_from_db()
    assert (road.due_on, lights.due_on) == (date(2026, 3, 17), date(2026, 2, 24))
    assert (appeal.first_due_on, appeal.due_on) == (date(2026, 2, 24), date(2026, 3, 17))
    told = Act.objects.get(kind="part", subject_id=lights.pk, name="recalculate").data
    assert (told["due_on_before"], told["due_on"], told["by"]) == ("2026-02-23", "2026-02-24", "Әкімші")
    assert terms.recalculate(at=LATER) == 0


def test_each_part_climbs_the_ladder_to_its_own_people(town: Town, appeal, road, lights):
    assert town.head and town.executor
    other_head = people.officer("head", "dept-traffic")
    part_work.accept(lights.pk, actor=town.actor("lights_executor"), at=LATER)
    after = timezone.make_aware(datetime(2026, 2, 25, 9, 0))

    assert terms.climb(at=after) > 0
    outbox.drain(200)

    climbed = {each.part_id for each in Escalation.objects.filter(appeal=appeal)}
    assert climbed == {None, road.pk, lights.pk}
    pairs = ((town.head, road), (other_head, lights), (town.head, lights), (other_head, road))
    letters = Notice.objects.filter(code="term_missed")
    told = [
        letters.filter(user=user, key__startswith=f"appeal:{appeal.pk}:{part.pk}:").exists() for user, part in pairs
    ]
    assert told == [True, True, False, False]
    again = Escalation.objects.count()
    terms.climb(at=after)
    assert Escalation.objects.count() == again
    assert not Act.objects.filter(kind="appeal", name="part_moved", data__step="warn").exists()


def test_a_head_names_executor_and_team_of_the_own_part(town: Town, appeal, road):
    team = Team.objects.create(
        organisation=road.organisation,
        code="roads",
        name_kk="Жол тобы",
        name_ru="Дорожная",
        email="roads@example.kz",
        valid_from=AT.date(),
    )
    named = {"executor": town.executor.pk, "team": team.pk}
    before = appeal.seq
    assignment.assign_part(road.pk, **named, actor=town.actor("head"), at=LATER)
    outbox.drain(50)
    road.refresh_from_db(), appeal.refresh_from_db()
    assert (road.executor, road.team, appeal.seq) == (town.executor, team, before)
    mark = {"code": "appeal_assigned", "key__startswith": f"appeal:{appeal.pk}:{road.pk}:"}
    assert Notice.objects.filter(**mark, user=town.executor).exists()
    assert Notice.objects.filter(**mark, address="roads@example.kz").exists()

    stranger = town.lights_executor.pk
    head = town.actor("head")
    assert refusal(lambda: assignment.assign_part(road.pk, executor=stranger, actor=head, at=LATER)) == (
        "executor_unknown"
    )
    assert refusal(lambda: assignment.assign_part(road.pk, actor=head, at=LATER)) == "assignee_needed"
    part_work.give_back(road.pk, reason="Біздің міндет емес.", actor=town.actor("executor"), at=LATER)
    road.refresh_from_db()
    assert (road.executor, road.team) == (None, None)


def test_the_desk_offers_a_head_the_clock_and_the_people_of_a_part(town: Town, signed_in):  # noqa: F811
    appeal = town.appeal(Status.SPLIT, at=timezone.now() - timedelta(days=1))
    head = signed_in(town.head)
    page = head.get(reverse("desk:part", args=[appeal.number, 1]))
    assert {offer.deed.name for offer in page.context["offers"].all} >= {"extend", "assign"}
    act = reverse("desk:part_act", args=[appeal.number, 1, "assign"])
    seq = appeal.parts.get(number=1).seq
    assert head.post(act, {"seq": seq, "executor": town.executor.pk}).status_code == 302
    assert appeal.parts.get(number=1).executor == town.executor


def test_one_part_is_forwarded_from_the_triage_page(town: Town, moderator, do, triage_page):  # noqa: F811
    appeal = town.appeal(Status.SPLIT, at=timezone.now() - timedelta(hours=4))
    assert 'id="forward_part-outside"' in moderator.get(triage_page(appeal)).content.decode()
    words = {"number": 2, "outside": "Алматы облысының Полиция департаменті", "reason": "Құзыретімізге жатпайды."}
    do(moderator, appeal, "forward_part", **words)
    road, lights = appeal.parts.order_by("number")
    assert (road.status, lights.status, lights.outside) == (Status.ROUTED, Status.FORWARDED, words["outside"])
    assert Notice.objects.filter(user=town.resident, code="appeal_forwarded").exists()
    appeal.refresh_from_db()
    answer = do(moderator, appeal, "forward_part", **(words | {"number": 1, "outside": ""}))
    assert (answer.status_code, appeal.parts.get(number=1).status) == (422, Status.ROUTED)
