"""The letter of Monday: the review of the week goes along as a PDF, bounded, for those alone who may read it."""

from datetime import timedelta

import pypdfium2
import pytest
from allauth.account.models import EmailAddress
from django.core import mail

from accounts import notices
from accounts.enums import Role
from accounts.models import Appointment
from accounts.notices import attached
from meetings.handlers import plan_digests
from tests.factories.plans import Office, later

LATE = later(60)


@pytest.fixture
def akim(hall, clock):
    office = Office()
    row = office.given(text="Установить опоры освещения", term="до 1 апреля 2026 года")
    person = office.person(Role.AKIM, "city-akimat")
    person.language = "ru"
    person.save()
    EmailAddress.objects.create(user=person, email=person.email, verified=True, primary=True)
    clock(LATE)
    assert plan_digests.send(LATE) >= 1
    return person, row


def letter(person, at=LATE):
    notices.deliver(at)
    (found,) = [one for one in mail.outbox if one.to == [person.email]]
    return found


def test_the_review_of_the_week_is_attached_and_can_be_read(akim):
    person, row = akim
    ((name, content, mime),) = letter(person).attachments
    assert (name, mime) == (f"plan-{LATE:%Y-%m-%d}.pdf", "application/pdf")
    assert len(content) < 200_000
    said = " ".join(page.get_textpage().get_text_bounded() for page in pypdfium2.PdfDocument(content))
    assert "Установить опоры освещения" in " ".join(said.split())
    assert row.ref in said and "обзор недели" in said


def test_a_paper_that_is_too_large_stays_behind(akim, monkeypatch):
    monkeypatch.setattr(attached, "MOST_BYTES", 1000)
    found = letter(akim[0])
    assert found.attachments == []
    assert "1" in found.subject and "PDF" in found.body


def test_whoever_lost_the_post_before_the_letter_left_gets_no_paper(akim):
    Appointment.objects.filter(user=akim[0]).update(valid_to=(LATE - timedelta(days=1)).date())
    assert letter(akim[0]).attachments == []
