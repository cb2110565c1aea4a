from datetime import date

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import Organisation, User
from appeals.models import Appeal, Category, RoutingRule
from tests.appeals.desk.conftest import fresh, in_kazakh, lately, past_the_second_factor, signed_in  # noqa: F401
from tests.factories import people
from tests.factories.appeals import Town


@pytest.fixture
def moderator(town: Town, signed_in) -> Client:  # noqa: F811
    return signed_in(town.moderator)


@pytest.fixture
def administrator(town: Town) -> User:
    return people.officer("administrator", "city-akimat")


@pytest.fixture
def triage_page():
    return lambda appeal: reverse("admin:appeals_appeal_change", args=[appeal.pk])


@pytest.fixture
def do():
    """Send one act of the triage page, with the version that the appeal object has."""

    def send(client: Client, appeal: Appeal, act: str, **words):
        return client.post(reverse("admin:appeals_appeal_act", args=[appeal.pk, act]), {"seq": appeal.seq, **words})

    return send


@pytest.fixture
def rule(town: Town):
    """A row of the routing table for potholes in Turksib, in force from that day."""

    def add(body: str, since: date) -> RoutingRule:
        return RoutingRule.objects.create(
            category=Category.objects.get(code="roads-pothole"),
            district_id="turksib",
            organisation=Organisation.objects.get(code=body),
            valid_from=since,
        )

    return add
