"""Questions with a time, proof of place, notes, assignment, copies, rates: what is done and what is refused."""

from datetime import date, datetime, timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import override

from accounts.models import Absence, Notice, Organisation, Team
from accounts.selectors import actor_of
from appeals import digests
from appeals.enums import LimitCode, Status
from appeals.models import Answer, Appeal, Limit, Note, Rating
from appeals.rules import copies
from appeals.rules.report import Place
from appeals.selectors import desk, workload
from appeals.services import assignment, author, notes, questions, ratings, triage, work
from geo.distance import metres
from tests.factories import people
from tests.factories.appeals import AIRPORT, ALMATY, AT, photo, register
from workflow import outbox
from workflow.models import Act
from workflow.refusals import Refused

pytestmark = pytest.mark.django_db

LATER = AT + timedelta(days=1)
DONE = "Шұңқыр асфальтпен жамалды, жол ашық."
NEAR = Place(lon=AIRPORT.lon + 0.001, lat=AIRPORT.lat)  # about 81 m to the east
FAR = Place(lon=AIRPORT.lon + 0.01, lat=AIRPORT.lat)


def refused(code: str, do, *args, **words) -> Refused:
    """Whatever it does is refused with this code, in words, and nothing is written."""
    before = (Act.objects.count(), Answer.objects.count(), list(Appeal.objects.order_by("pk").values("seq", "status")))
    with pytest.raises(Refused) as no:
        do(*args, **words)
    after = (Act.objects.count(), Answer.objects.count(), list(Appeal.objects.order_by("pk").values("seq", "status")))
    assert (no.value.code, before) == (code, after)
    assert len(str(no.value)) > 10
    return no.value


# Questions


def test_a_question_lives_five_working_days_and_then_the_work_goes_on(town):
    appeal = town.appeal(Status.IN_WORK)
    triage.ask(appeal.pk, question="Қай үй?", actor=town.actor("executor"), at=LATER)
    asked = appeal.questions.get()
    # Tuesday 3 February + 5 working days: until the end of Tuesday the 10th.
    assert asked.reply_until == datetime(2026, 2, 11, tzinfo=ALMATY)
    assert questions.lapse_due(asked.reply_until - timedelta(seconds=1)) == []
    acts = questions.lapse_due(asked.reply_until)
    appeal.refresh_from_db()
    asked.refresh_from_db()
    assert [(act.name, act.actor_role, act.before, act.after) for act in acts] == [
        ("lapse", "system", "asked", "in_work")
    ]
    assert (appeal.status, asked.lapsed_at) == (Status.IN_WORK, asked.reply_until)
    assert questions.lapse_due(asked.reply_until + timedelta(days=1)) == []
    outbox.drain()
    assert set(Notice.objects.filter(code="appeal_lapsed").values_list("user", flat=True)) == {town.executor.pk}


def test_the_days_of_a_question_are_a_row(town):
    Limit.objects.filter(code=LimitCode.QUESTION_DAYS).update(value=1)
    appeal = town.appeal(Status.ASKED)
    assert appeal.questions.get().reply_until == datetime(2026, 2, 4, tzinfo=ALMATY)


def test_whoever_left_no_contact_replies_by_the_claim_code(town):
    from workflow.actor import NOBODY

    filed = register(contact=town_without_contact())
    triage.ask(filed.appeal.pk, question="Қай үй?", actor=town.actor("moderator"), at=LATER)
    act = author.reply(filed.appeal.pk, text="212-үй.", claimed={filed.appeal.pk}, actor=NOBODY, at=LATER)
    assert (act.after, act.actor_role) == ("registered", "author")


def town_without_contact():
    from appeals.rules.report import NO_CONTACT

    return NO_CONTACT


def test_the_link_of_the_letter_opens_one_question_without_signing_in(town):
    now = timezone.now()
    appeal = town.appeal(Status.IN_WORK, at=now - timedelta(days=1))
    triage.ask(appeal.pk, question="Қай үй екенін жазыңызшы?", actor=town.actor("executor"), at=now)
    outbox.drain()
    with override("kk"):
        link = reverse("appeals:question", args=[questions.token_of(appeal.questions.get())])
    letter = Notice.objects.filter(code="appeal_question").first()
    assert letter.link.split("/", 2)[2] == link.split("/", 2)[2]
    stranger = Client()
    page = stranger.get(link)
    assert (page.status_code, "Қай үй екенін жазыңызшы?" in page.content.decode()) == (200, True)
    assert stranger.post(link, {"text": ""}).status_code == 422
    assert stranger.post(link, {"text": "212-үй."}).status_code == 302
    appeal.refresh_from_db()
    assert (appeal.status, appeal.questions.get().reply) == (Status.IN_WORK, "212-үй.")
    assert "textarea" not in stranger.get(link).content.decode()
    with override("kk"):
        assert stranger.get(reverse("appeals:detail", args=[appeal.number])).status_code == 404
        assert stranger.get(reverse("appeals:question", args=["forged:token"])).status_code == 404


def test_a_lapsed_link_says_so_and_takes_nothing(town):
    appeal = town.appeal(Status.ASKED)  # asked in February, long ago
    with override("kk"):
        link = reverse("appeals:question", args=[questions.token_of(appeal.questions.get())])
    assert (Client().get(link).status_code, Client().post(link, {"text": "Кеш"}).status_code) == (410, 410)
    assert appeal.questions.get().reply == ""


# Proof of place


def test_metres_are_measured_on_the_earth():
    assert metres(76.9455, 43.2363, 76.9455, 43.2463) == 1112
    assert 80 <= metres(NEAR.lon, NEAR.lat, AIRPORT.lon, AIRPORT.lat) <= 82


def test_a_photo_near_the_pin_is_proof_and_what_was_before_is_kept(town):
    appeal = town.appeal(Status.IN_WORK, photos=[photo("red")])
    act = work.report(
        appeal.pk,
        text=DONE,
        photos=[photo()],
        photo_place=NEAR,
        place_source="device",
        actor=town.actor("executor"),
        at=LATER,
    )
    after = appeal.photos.get(moment="after")
    assert (after.distance_m, after.place_source, appeal.photos.filter(moment="before").count()) == (81, "device", 1)
    assert (act.data["distance_m"], act.data["place_source"]) == (81, "device")


def test_a_photo_from_elsewhere_or_from_nowhere_is_no_proof_without_a_reason(town):
    """Rule 20 of the reference."""
    appeal = town.appeal(Status.IN_WORK)
    given = {"text": DONE, "actor": town.actor("executor"), "at": LATER}
    refused("photo_place_needed", work.report, appeal.pk, photos=[photo()], **given)
    far = refused("photo_far", work.report, appeal.pk, photos=[photo()], photo_place=FAR, **given)
    assert "809" in str(far) or "810" in str(far)
    act = work.report(appeal.pk, photos=[photo()], photo_place=FAR, no_photo_reason="Көпірден ғана көрінеді.", **given)
    assert (act.note, act.data["distance_m"] > 200) == ("Көпірден ғана көрінеді.", True)


def test_the_distance_is_a_row_of_the_category(town):
    Limit.objects.filter(code=LimitCode.PHOTO_DISTANCE_M, category__code="roads").update(value=80)
    appeal = town.appeal(Status.IN_WORK)
    given = {"text": DONE, "photos": [photo()], "actor": town.actor("executor"), "at": LATER}
    refused("photo_far", work.report, appeal.pk, photo_place=NEAR, **given)


# Among officials


def test_a_note_is_found_at_the_desk_and_shown_to_no_author(town):
    appeal = town.appeal(Status.IN_WORK)
    notes.note(appeal.pk, text="Мердігер зымыран компаниясы.", actor=town.actor("executor"), at=LATER)
    found = desk.queue(town.actor("head"), "open", words="зымыран", on=date(2026, 2, 3))
    assert list(found) == [appeal]
    client = Client()
    client.force_login(town.resident, backend="django.contrib.auth.backends.ModelBackend")
    with override("kk"):
        page = client.get(reverse("appeals:detail", args=[appeal.number])).content.decode()
        mine = client.get(reverse("appeals:list") + "?q=зымыран").content.decode()
    assert ("зымыран компаниясы" in page, appeal.number in mine) == (False, False)
    refused("note_needed", notes.note, appeal.pk, text=" ", actor=town.actor("head"), at=LATER)
    refused("role", notes.note, appeal.pk, text="Мен", actor=town.actor("resident"), at=LATER)
    assert Note.objects.count() == 1


def team_of(body: str, *members) -> Team:
    team = Team.objects.create(
        organisation=Organisation.objects.get(code=body),
        code="roads",
        name_kk="Жол тобы",
        name_ru="Дорожная группа",
        name_en="Road team",
        email="zhol@example.kz",
        valid_from=date(2020, 1, 1),
    )
    team.members.set(members)
    return team


def test_the_head_names_the_executor_and_the_team(town):
    appeal = town.appeal(Status.ROUTED)
    team = team_of("akimat-turksib")
    act = assignment.assign(appeal.pk, executor=town.executor.pk, team=team.pk, actor=town.actor("head"), at=LATER)
    appeal.refresh_from_db()
    assert (appeal.executor, appeal.team, appeal.status) == (town.executor, team, Status.ROUTED)
    assert (act.public, act.data["executor"], act.data["team"]) == (False, town.executor.pk, "roads")
    outbox.drain()
    told = set(Notice.objects.filter(code="appeal_assigned").values_list("user", "address"))
    assert told == {(town.executor.pk, ""), (None, "zhol@example.kz")}


def test_only_people_and_teams_of_the_body_are_assigned_and_only_by_its_head(town):
    appeal = town.appeal(Status.ROUTED)
    stranger, head = people.officer("executor", "akimat-medeu"), town.actor("head")
    foreign = team_of("akimat-medeu")
    refused("assignee_needed", assignment.assign, appeal.pk, actor=head, at=LATER)
    refused("executor_unknown", assignment.assign, appeal.pk, executor=stranger.pk, actor=head, at=LATER)
    refused("team_unknown", assignment.assign, appeal.pk, team=foreign.pk, actor=head, at=LATER)
    for who in ("executor", "controller", "moderator", "resident"):
        words = {"executor": town.executor.pk, "actor": town.actor(who), "at": LATER}
        refused("role", assignment.assign, appeal.pk, **words)


def test_a_deputy_has_the_rights_and_the_letters_while_the_person_is_away(town):
    appeal = town.appeal(Status.ROUTED)
    deputy = people.resident(full_name="Орынбасар")
    Absence.objects.create(user=town.executor, deputy=deputy, valid_from=date(2026, 2, 3), valid_to=date(2026, 2, 10))
    warned = refused(
        "absent", assignment.assign, appeal.pk, executor=town.executor.pk, actor=town.actor("head"), at=LATER
    )
    assert "Орынбасар" in str(warned)
    words = {"executor": town.executor.pk, "despite_absence": True, "actor": town.actor("head"), "at": LATER}
    assignment.assign(appeal.pk, **words)
    outbox.drain()
    told = set(Notice.objects.filter(code="appeal_assigned").values_list("user", flat=True))
    assert told == {town.executor.pk, deputy.pk}
    act = work.accept(appeal.pk, actor=actor_of(deputy, LATER), at=LATER)
    assert (act.actor_id, act.actor_name) == (deputy.pk, f"Орынбасар ({town.executor})")
    before, after = actor_of(deputy, AT), actor_of(deputy, AT + timedelta(days=8))
    assert (before.posts, after.posts) == ((), ())


def test_a_team_with_a_mailbox_is_told_instead_of_persons(town):
    appeal = town.appeal()
    Appeal.objects.filter(pk=appeal.pk).update(team=team_of("akimat-turksib"))
    town.executor, town.head  # noqa: B018  both would be told
    triage.route(appeal.pk, organisation="akimat-turksib", actor=town.actor("moderator"), at=LATER)
    Appeal.objects.filter(pk=appeal.pk).update(team=Team.objects.get())
    outbox.drain()
    told = set(Notice.objects.filter(code="appeal_arrived").values_list("user", "address"))
    assert told == {(None, "zhol@example.kz")}


# Near-copies

TEMPLATE = (
    "Құрметті азамат, сіздің өтінішіңіз қаралды. Тиісті жұмыстар жүргізілді, мәселе қызмет бақылауына алынды. "
    "Сізге ризашылығымызды білдіреміз және белсенділігіңіз үшін алғыс айтамыз."
)


def test_likeness_counts_words_and_facts_of_the_case():
    same = copies.likeness(TEMPLATE, TEMPLATE)
    dated = copies.likeness(TEMPLATE + " 2026 жыл.", TEMPLATE)
    own = copies.likeness(DONE, TEMPLATE, case=["Райымбек даңғылында шұңқыр"])
    assert (same.percent, same.facts) == (100, frozenset())
    assert (dated.percent > 80, dated.facts) == (True, {"2026"})
    assert (own.percent, own.facts) == (0, {"шұңқыр"})


def answered(town, text: str, at: datetime) -> Answer:
    appeal = town.appeal(Status.IN_WORK, at=at)
    work.report(appeal.pk, text=text, no_photo_reason="Түн.", actor=town.actor("executor"), at=at + timedelta(hours=5))
    return appeal.answers.get()


def test_a_template_sent_twice_is_shown_to_the_controller_as_a_copy(town, settings):
    settings.STAFF_SECOND_FACTOR = "off"
    first = answered(town, TEMPLATE, AT)
    work.answer(first.appeal_id, actor=town.actor("controller"), at=LATER)
    second = answered(town, TEMPLATE + " 3 ақпан.", LATER)
    fresh = answered(town, "Райымбек даңғылындағы аялдама жанындағы шұңқыр 3 ақпанда жамалды.", LATER)
    assert (first.copy_of, second.copy_of, fresh.copy_of) == (None, first, None)
    assert second.copy_percent >= 60
    flagged = desk.queue(town.actor("controller"), "copies", on=date(2026, 2, 4))
    assert [appeal.pk for appeal in flagged] == [second.appeal_id]
    client = Client()
    client.force_login(town.controller, backend="django.contrib.auth.backends.ModelBackend")
    with override("en"):
        page = client.get(reverse("desk:appeal", args=[second.appeal.number])).content.decode()
    assert "It repeats an earlier answer" in page


def test_the_threshold_is_a_row(town):
    Limit.objects.filter(code=LimitCode.NEAR_COPY_PERCENT).update(value=101)
    first = answered(town, TEMPLATE, AT)
    work.answer(first.appeal_id, actor=town.actor("controller"), at=LATER)
    assert answered(town, TEMPLATE, LATER).copy_of is None


# Rates and reopening


def test_a_low_rate_and_a_reopening_go_to_a_supervisor_and_to_another_approver(town):
    """Rule 21 of the reference."""
    akim = people.officer("district_akimat", "akimat-turksib", "turksib")
    appeal = town.appeal(Status.ANSWERED)
    town.head  # noqa: B018
    ratings.rate(appeal.pk, stars=1, reasons=["half-done", "empty-answer"], actor=town.actor("resident"), at=LATER)
    act = author.reopen(appeal.pk, reason="Жартысы ғана.", actor=town.actor("resident"), at=LATER)
    assert (act.data["supervise"], act.data["organisation"], act.data["times"]) == (True, "akimat-turksib", 1)
    outbox.drain()
    told = set(Notice.objects.filter(code="appeal_supervise").values_list("user", flat=True))
    assert told == {town.head.pk, akim.pk}
    assert list(desk.queue(town.actor("head"), "supervise", on=date(2026, 2, 4))) == [appeal]
    work.accept(appeal.pk, actor=town.actor("executor"), at=LATER)
    work.report(appeal.pk, text=DONE, no_photo_reason="Түн.", actor=town.actor("executor"), at=LATER)
    refused("same_approver", work.answer, appeal.pk, actor=town.actor("controller"), at=LATER)
    other = people.acting(people.officer("controller", "city-akimat"), AT)
    assert work.answer(appeal.pk, actor=other, at=LATER).after == "answered"


def test_a_good_rate_or_none_calls_no_supervisor(town):
    for stars in (5, None):
        appeal = town.appeal(Status.ANSWERED)
        if stars:
            ratings.rate(appeal.pk, stars=stars, actor=town.actor("resident"), at=LATER)
        act = author.reopen(appeal.pk, reason="Қайта ойылды.", actor=town.actor("resident"), at=LATER)
        assert "supervise" not in act.data


def test_silence_is_not_counted_as_content(town):
    silent, rated, fixed = (town.appeal(Status.ANSWERED) for _n in range(3))
    ratings.rate(rated.pk, stars=2, actor=town.actor("resident"), at=LATER)
    author.confirm(fixed.pk, actor=town.actor("resident"), at=LATER)
    again = town.appeal(Status.REOPENED)
    voices = workload.voices(town.actor("head"), at=LATER)
    assert (voices.answered, voices.fixed, voices.reopened, voices.silent) == (4, 1, 1, 2)
    assert (voices.rated, voices.mean) == (1, 2.0)
    assert {silent.status, again.status} == {Status.ANSWERED, Status.REOPENED}


def test_the_days_for_reopening_are_a_row_of_the_category(town):
    roads = town.appeal(Status.ANSWERED)
    litter = town.appeal(Status.ANSWERED, category="snow-ice")
    assert (roads.reopen_until - roads.ended_at).days == 30
    days = (litter.reopen_until - litter.ended_at).days
    assert days == (14 if litter.category.parent.code == "cleaning" else 30)


BAD_RATES = {
    "no star": ({"stars": None}, "stars_needed"),
    "six stars": ({"stars": 6}, "stars_needed"),
    "a reason of one's own": ({"stars": 3, "reasons": ["bored"]}, "reason_unknown"),
}


@pytest.mark.parametrize("name", BAD_RATES)
def test_a_refused_rate_writes_nothing(town, name):
    words, code = BAD_RATES[name]
    appeal = town.appeal(Status.ANSWERED)
    refused(code, ratings.rate, appeal.pk, **words, actor=town.actor("resident"), at=LATER)
    assert Rating.objects.count() == 0


def test_whoever_did_the_work_does_not_confirm_it(town):
    appeal = town.appeal(Status.ANSWERED, actor=town.actor("executor"))
    refused("same_person", author.confirm, appeal.pk, actor=town.actor("executor"), at=LATER)


# The letter of the week


def test_the_digest_goes_once_a_week_to_everybody_with_work_and_to_mailboxes(town):
    appeal = town.appeal(Status.IN_WORK)
    Appeal.objects.filter(pk=appeal.pk).update(team=team_of("akimat-turksib"))
    people.officer("executor", "akimat-medeu")
    monday = datetime(2026, 2, 9, 8, tzinfo=ALMATY)
    digests.send(monday)
    digests.send(monday + timedelta(hours=1))
    told = set(Notice.objects.filter(code="desk_digest").values_list("user", "address"))
    assert told == {(town.executor.pk, ""), (None, "zhol@example.kz")}
    letter = Notice.objects.get(code="desk_digest", user=town.executor)
    assert appeal.number in letter.body
    digests.send(monday + timedelta(days=7))
    assert Notice.objects.filter(code="desk_digest").count() == 4
