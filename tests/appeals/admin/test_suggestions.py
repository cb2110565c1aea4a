"""The machine's word in the office: on an appeal, and how good each model is."""

from django.urls import reverse
from django.utils import timezone

from appeals.models import SuggestionModel
from appeals.services import suggesting
from tests.factories.appeals import register
from tests.factories.suggestions import quick_fit


def fitted(monkeypatch) -> SuggestionModel:
    monkeypatch.setattr(suggesting, "fit", quick_fit)
    now = timezone.now()
    return suggesting.refit(at=now, on=timezone.localdate(now))


def test_the_office_reads_how_good_each_model_is(town, moderator, monkeypatch):
    model = fitted(monkeypatch)
    listed = moderator.get(reverse("admin:appeals_suggestionmodel_changelist"))
    shown = moderator.get(reverse("admin:appeals_suggestionmodel_change", args=[model.pk]))
    assert (listed.status_code, shown.status_code) == (200, 200)
    assert "stray-dogs: " in shown.content.decode()


def test_an_appeal_carries_the_machines_word_and_the_moderator_sees_it(town, moderator, triage_page, monkeypatch):
    model = fitted(monkeypatch)
    appeal = register(text="Во дворе дома не горит фонарь, лампа перегорела", category="").appeal
    assert (appeal.category, appeal.suggestion["model"], appeal.suggestion["abstained"]) == (None, model.version, False)
    page = moderator.get(triage_page(appeal)).content.decode()
    assert f"{round(appeal.suggestion['suggestions'][0]['confidence'] * 100)}%" in page


def test_without_a_model_the_page_says_nothing_of_a_machine(town, moderator, triage_page):
    appeal = register(text="Во дворе дома не горит фонарь, лампа перегорела").appeal
    assert appeal.suggestion == {}
    assert moderator.get(triage_page(appeal)).context["machine"] is None


def test_thanks_are_told_from_what_the_machine_does_not_understand(town, moderator, triage_page, monkeypatch):
    fitted(monkeypatch)
    thanks = register(text="Барлығыңызға көп рақмет, мереке құтты болсын!", category="").appeal
    noise = register(text="фывапролдж ячсмитьбю", category="").appeal
    told = [moderator.get(triage_page(each)).context["machine"] for each in (thanks, noise)]
    assert [(each["leaves"], each["no_appeal"]) for each in told] == [([], True), ([], False)]
