from datetime import date, datetime, timedelta

import pytest
from django.contrib.auth.models import AnonymousUser

from accounts import organisations, reference
from accounts.enums import OrganisationKind, Role
from accounts.models import Appointment, Organisation
from accounts.selectors import actor_of, posts
from tests.accounts.conftest import ALMATY, AT
from workflow.actor import NOBODY, Actor, Post
from workflow.refusals import Refused

FIRST, LAST = date(2026, 2, 1), date(2026, 3, 1)


def body(code: str) -> Organisation:
    return Organisation.objects.get(code=code)


@pytest.mark.parametrize(
    ("day", "held"),
    [
        (date(2026, 1, 31), False),
        (date(2026, 2, 1), True),
        (date(2026, 2, 28), True),
        (date(2026, 3, 1), False),
    ],
)
def test_a_post_is_held_from_its_first_day_up_to_but_not_on_its_last(city, aigul, day, held):
    organisations.appoint(aigul, role=Role.EXECUTOR, organisation=body("akimat-medeu"), valid_from=FIRST, valid_to=LAST)
    assert posts(aigul, day).exists() == held


def test_the_day_is_the_citys_not_greenwichs(city, aigul):
    organisations.appoint(aigul, role=Role.EXECUTOR, organisation=body("akimat-medeu"), valid_from=FIRST)
    just_after_midnight = datetime(2026, 2, 1, 0, 30, tzinfo=ALMATY)
    assert actor_of(aigul, just_after_midnight).roles == {"executor"}
    assert actor_of(aigul, just_after_midnight - timedelta(hours=1)).roles == frozenset()


def test_the_actor_carries_name_and_posts_in_one_query(city, aigul, django_assert_num_queries):
    medeu = body("akimat-medeu")
    organisations.appoint(aigul, role=Role.HEAD, organisation=medeu, district=medeu.district, valid_from=FIRST)
    organisations.appoint(aigul, role=Role.CONTROLLER, organisation=body("city-akimat"), valid_from=FIRST)
    with django_assert_num_queries(1):
        actor = actor_of(aigul, AT)
    assert actor == Actor(
        user_id=aigul.pk,
        name="Айгүл Серікқызы",
        posts=(Post("head", medeu.pk, "medeu"), Post("controller", body("city-akimat").pk, None)),
    )


def test_nobody_has_no_posts(aigul):
    assert actor_of(AnonymousUser(), AT) is NOBODY
    aigul.is_active = False
    assert actor_of(aigul, AT) is NOBODY


def test_a_post_in_a_body_that_is_no_more_does_not_count(city, aigul):
    Appointment.objects.create(
        user=aigul, role=Role.EXECUTOR, organisation=body("dept-urban-mobility"), valid_from=date(2024, 1, 1)
    )
    assert posts(aigul, date(2025, 8, 7)).count() == 1
    assert posts(aigul, date(2025, 8, 8)).count() == 0


def test_nobody_is_appointed_to_a_body_that_is_no_more(city, aigul):
    with pytest.raises(Refused) as refusal:
        organisations.appoint(
            aigul, role=Role.EXECUTOR, organisation=body("dept-urban-mobility"), valid_from=date(2025, 8, 8)
        )
    assert (refusal.value.code, refusal.value.field) == ("body_not_in_force", "organisation")
    assert Appointment.objects.count() == 0


@pytest.mark.parametrize(
    ("role", "opens"), [(Role.MODERATOR, True), (Role.ADMINISTRATOR, True), (Role.EXECUTOR, False)]
)
def test_a_post_opens_the_admin_to_those_who_work_there(city, aigul, role, opens):
    organisations.appoint(aigul, role=role, organisation=body("city-akimat"), valid_from=FIRST)
    aigul.refresh_from_db()
    assert aigul.is_staff == opens


def test_a_post_answers_for_the_parts_of_its_body_and_for_what_it_came_from(city, aigul):
    organisations.appoint(aigul, role=Role.HEAD, organisation=body("dept-energy-water"), valid_from=FIRST)
    organisations.appoint(aigul, role=Role.HEAD, organisation=body("dept-traffic"), valid_from=date(2025, 8, 8))
    held = actor_of(aigul, AT).posts
    codes = [set(Organisation.objects.filter(pk__in=post.bodies).values_list("code", flat=True)) for post in held]
    below = {"dept-energy-water", "almaty-su", "alatau-zharyk", "almaty-qala-zharyk", "almaty-heat"}
    assert codes[0] >= below
    assert {"dept-traffic", "dept-urban-mobility"} <= codes[1]
    assert not codes[0] & codes[1]


def test_the_shipped_bodies(city):
    akimats = Organisation.objects.filter(kind=OrganisationKind.DISTRICT_AKIMAT)
    assert {(one.code, one.district_id, one.parent.code) for one in akimats} == {
        (f"akimat-{district}", district, "city-akimat")
        for district in ("alatau", "almaly", "auezov", "bostandyk", "zhetysu", "medeu", "nauryzbay", "turksib")
    }
    assert {one.code for one in body("dept-urban-mobility").successors.all()} == {"dept-traffic", "dept-roads"}
    assert {one.code for one in body("dept-economy-finance").predecessors.all()} == {"dept-economy", "dept-finance"}
    assert not Organisation.objects.filter(name_kk="").exists()
    assert not Organisation.objects.filter(name_ru="").exists()
    assert not Organisation.objects.filter(name_en="").exists()


def test_loading_again_changes_nothing_and_keeps_what_the_city_edited(city):
    Organisation.objects.filter(code="almaty-su").update(name_kk="Алматы Су ЖШС", phone="1508")
    assert reference.load() == {"organisations": 0, "letter templates": 0}
    assert body("almaty-su").name_kk == "Алматы Су ЖШС"


@pytest.mark.parametrize("above", ["city-akimat", "dept-energy-water", "almaty-su"])
def test_a_body_never_becomes_part_of_itself(city, above):
    with pytest.raises(Refused) as refusal:
        organisations.place(body("city-akimat"), body(above if above != "city-akimat" else "akimat-medeu"))
    assert (refusal.value.code, refusal.value.field) == ("cycle", "parent")
    assert body("city-akimat").parent is None


def test_a_body_moves_to_another(city):
    moved = organisations.place(body("almaty-tazalyk"), body("dept-ecology"))
    assert (moved.parent.code, body("almaty-tazalyk").parent.code) == ("dept-ecology", "dept-ecology")
