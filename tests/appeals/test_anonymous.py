"""No input is refused for a missing name; words of danger, crime or threat go to an operator at once (rules 1, 15)."""

from datetime import timedelta

import pytest

from accounts.models import Notice
from appeals.enums import Kind, Status
from appeals.handlers import tell
from appeals.models import Appeal
from appeals.rules import threats
from appeals.rules.report import NO_CONTACT
from tests.factories import people
from tests.factories.appeals import AT, Town, register
from workflow.models import Act

THREATS = [
    "Мектепке бомба қойылған деп естідім, тексеріңіздерші.",
    "Сосед угрожает, говорит: убью, если не уедешь.",
    "Маған «өлтіремін» деп қорқытып жүр, көршім екен.",
    "Инспектор вымогает взятку за разрешение на стройку.",
    "Аулада есірткі сатып жүр, жасөспірімдер жиналады.",
    "ВО ДВОРЕ ДЕЛАЮТ ЗАКЛАДКИ НАРКОТИКОВ",
    "Somebody said there is a bomb at the station.",
]
CALM = [
    "Райымбек даңғылында терең шұңқыр бар.",
    "Не горит фонарь у третьего подъезда.",
    "Автобус № 92 кестеден үнемі кешігеді.",
    "Прошу обрезать дерево, ветки бьют по окну.",
    "The bus is late every morning.",
    "Комбинат шумит ночью, спать невозможно.",
]
LEGAL = [kind for kind in Kind if kind != Kind.QUICK_REPORT]


@pytest.mark.parametrize("text", THREATS)
def test_words_of_crime_or_threat_are_known(text):
    assert threats.found_in(text)


@pytest.mark.parametrize("text", CALM)
def test_calm_words_are_not(text):
    assert not threats.found_in(text)


@pytest.mark.parametrize("kind", LEGAL)
def test_an_anonymous_legal_appeal_is_registered_and_waits_for_a_name(town: Town, kind):
    appeal = register(kind=kind, contact=NO_CONTACT).appeal
    question = appeal.questions.get()
    assert appeal.status == Status.ASKED
    assert question.reply_until > AT and question.reply_until.date() <= appeal.due_on
    assert appeal.due_on == register(kind=kind).appeal.due_on


def test_an_anonymous_quick_report_is_worked_on(town: Town):
    assert register(contact=NO_CONTACT).appeal.status == Status.REGISTERED


@pytest.mark.parametrize("kind", list(Kind))
@pytest.mark.parametrize("text", THREATS[:3])
def test_an_anonymous_threat_waits_for_nobody(town: Town, kind, text):
    """It stays in the first line's hands: no question, so nothing that lapses by itself."""
    appeal = register(kind=kind, contact=NO_CONTACT, text=text).appeal
    assert (appeal.status, appeal.urgent) == (Status.REGISTERED, True)
    assert appeal.questions.count() == 0


def test_the_operators_over_the_place_are_told_at_once(town: Town):
    over_city = town.operator
    over_turksib = people.officer("operator", "open-almaty", "turksib")
    people.officer("operator", "open-almaty", "medeu")
    people.officer("moderator", "open-almaty")
    gone = people.officer("operator", "open-almaty")
    gone.appointments.update(valid_to=(AT - timedelta(days=1)).date())
    appeal = register(kind=Kind.COMPLAINT, contact=NO_CONTACT, text=THREATS[1]).appeal
    act = Act.objects.get(kind="appeal", subject_id=appeal.pk, name="register")
    tell(act)
    tell(act)
    told = list(Notice.objects.filter(code="appeal_alarm", channel="inbox").values_list("user_id", flat=True))
    assert sorted(told) == sorted([over_city.pk, over_turksib.pk])


def test_a_calm_appeal_alarms_nobody(town: Town):
    _operator = town.operator
    register()
    for act in Act.objects.filter(kind="appeal", name="register"):
        tell(act)
    assert Appeal.objects.count() == 1
    assert Notice.objects.filter(code="appeal_alarm").count() == 0
