"""Filing an appeal: the receipt, the legal clock, the routing table's word, every refusal."""

import io
import re
import uuid
from datetime import date, datetime

import pytest

from accounts.models import Organisation
from appeals.enums import Source, Status
from appeals.models import Appeal, Photo, RoutingRule
from appeals.rules import claims as code_rules
from appeals.rules.report import NO_CONTACT, NO_PLACE, Contact, Place
from appeals.services import claims
from tests.factories.appeals import AIRPORT, ALMATY, AT, CITY_HALL, photo, register
from tests.threads import at_once
from workflow.models import Act, Delivery
from workflow.refusals import Refused

pytestmark = pytest.mark.django_db


def local(*moment: int) -> datetime:
    return datetime(*moment, tzinfo=ALMATY)


def test_the_receipt(town):
    filed = register()
    appeal = Appeal.objects.get()
    assert filed.appeal == appeal
    assert filed.is_new is True
    assert re.fullmatch(r"2026-\d{6}", appeal.number)
    assert re.fullmatch(r"([0-9A-Z]{4}-){3}[0-9A-Z]{4}", filed.claim_code)
    assert (appeal.status, appeal.seq, appeal.status_since, appeal.received_at) == (Status.REGISTERED, 1, AT, AT)
    assert (appeal.registered_on, appeal.due_on) == (date(2026, 2, 2), date(2026, 2, 23))
    assert (appeal.district_id, appeal.category.code, appeal.organisation) == ("turksib", "roads-pothole", None)
    assert appeal.contact_email == "aigul@example.kz"


def test_the_act_of_registration_tells_clock_and_routing(town):
    appeal = register().appeal
    act = Act.objects.get()
    rule = RoutingRule.objects.get(category__code="roads-pothole", district="turksib")
    assert (act.name, act.seq, act.after, act.actor_role, act.basis) == (
        "register",
        1,
        "registered",
        "author",
        "APPC art. 64",
    )
    assert act.data["due_on"] == "2026-02-23"
    assert act.data["term"] == {"days": 15, "unit": "working", "basis": "APPC art. 76"}
    assert act.data["routing"] == appeal.routing
    assert appeal.routing["inputs"] == {
        "category": "roads-pothole",
        "district": "turksib",
        "on": "2026-02-02",
        "pin": True,
        "areas": [],
        "answers": {},
    }
    assert (appeal.routing["rule"], appeal.routing["organisation"]) == (rule.pk, "akimat-turksib")
    assert {lost["why"] for lost in appeal.routing["lost"]} == {
        "other_district",
        "broader_category",
        "broader_area",
        "no_longer_in_force",
    }
    assert set(Delivery.objects.values_list("handler", flat=True)) == {"letters", "live", "repeats"}


@pytest.mark.parametrize(
    ("received", "registered", "due"),
    [
        (local(2026, 2, 2, 18, 30), date(2026, 2, 2), date(2026, 2, 23)),
        (local(2026, 1, 30, 19, 5), date(2026, 2, 2), date(2026, 2, 23)),
        (local(2026, 1, 31, 11, 0), date(2026, 2, 2), date(2026, 2, 23)),
        (local(2026, 3, 5, 9, 0), date(2026, 3, 5), date(2026, 4, 1)),
        (local(2026, 5, 8, 9, 0), date(2026, 5, 8), date(2026, 6, 2)),
    ],
)
def test_the_legal_day_and_the_last_day(town, received, registered, due):
    appeal = register(at=received).appeal
    assert (appeal.registered_on, appeal.due_on) == (registered, due)


@pytest.mark.parametrize(
    ("kind", "due"),
    [
        ("complaint", date(2026, 3, 2)),
        ("request", date(2026, 2, 17)),
        ("proposal", date(2026, 2, 23)),
        ("petition", date(2026, 3, 2)),
    ],
)
def test_the_kind_sets_the_term(town, kind, due):
    assert register(kind=kind).appeal.due_on == due


def test_the_year_of_the_number_is_that_of_the_registration(town):
    appeal = register(at=local(2025, 12, 31, 20, 0)).appeal
    assert (appeal.number[:4], appeal.registered_on) == ("2026", date(2026, 1, 5))


def test_a_repetition_gives_the_same_receipt_and_writes_nothing(town, files):
    key = uuid.uuid4()
    first = register(key=key, photos=[photo()])
    kept = files()
    second = register(key=key, photos=[photo()], at=local(2026, 2, 3, 9, 0))
    assert (second.appeal, second.claim_code, second.is_new) == (first.appeal, first.claim_code, False)
    assert (Appeal.objects.count(), Act.objects.count(), Photo.objects.count()) == (1, 1, 1)
    assert files() == kept


@pytest.mark.parametrize(
    "other", [{"text": "Басқа мәтін, мүлде басқа."}, {"photos": [photo("red")]}, {"place": CITY_HALL}]
)
def test_the_same_key_with_another_content_is_refused(town, other):
    key = uuid.uuid4()
    register(key=key)
    with pytest.raises(Refused) as refusal:
        register(key=key, **other)
    assert (refusal.value.code, Appeal.objects.count()) == ("key_reused", 1)


def test_the_key_of_somebody_else_opens_nothing(town):
    key = uuid.uuid4()
    register(key=key, actor=town.actor("resident"))
    with pytest.raises(Refused) as refusal:
        register(key=key)
    assert refusal.value.code == "key_reused"


REFUSED = {
    "text_short": ({"text": " \n қысқа \n "}, "text"),
    "text_long": ({"text": "а" * 5001}, "text"),
    "language_unknown": ({"language": "de"}, "language"),
    "category_unknown": ({"category": "no-such"}, "category"),
    "kind_unknown": ({"kind": "plea"}, "kind"),
    "place_outside": ({"place": Place(lon=71.43, lat=51.13)}, "point"),
    "place_swapped": ({"place": Place(lon=43.25, lat=76.9)}, "point"),
    "place_zero": ({"place": Place(lon=0.0, lat=0.0)}, "point"),
    "place_invalid": ({"place": Place(lon=76.9)}, "point"),
    "district_needed": ({"place": Place(address="Абай, 10")}, "district"),
    "district_unknown": ({"place": Place(district="nowhere")}, "district"),
    "address_long": ({"place": Place(district="medeu", address="а" * 301)}, "address"),
    "email_wrong": ({"contact": Contact(email="aigul@")}, "email"),
    "phone_wrong": ({"contact": Contact(phone="12345")}, "phone"),
    "consent_needed": ({"consent": ""}, "consent"),
    "source_denied": ({"source": Source.CALL_CENTRE}, "source"),
    "photos_too_many": ({"photos": [photo() for _ in range(6)]}, "photos"),
    "photo_kind": ({"photos": [photo(), io.BytesIO(b"<svg/>" * 9)]}, "photos"),
}


@pytest.mark.parametrize("code", REFUSED)
def test_a_refusal_names_its_field_and_leaves_nothing(town, files, code):
    given, field = REFUSED[code]
    with pytest.raises(Refused) as refusal:
        register(**given)
    assert (refusal.value.code, refusal.value.field) == (code, field)
    assert len(str(refusal.value)) > 10
    assert (Appeal.objects.count(), Act.objects.count(), Photo.objects.count(), files()) == (0, 0, 0, set())


def test_a_top_category_is_not_chosen(town):
    with pytest.raises(Refused) as refusal:
        register(category="roads")
    assert refusal.value.code == "category_unknown"


def test_an_address_with_its_district(town):
    appeal = register(place=Place(district="medeu", address="  Достық  даңғылы, 85 ")).appeal
    assert (appeal.point, appeal.district_id, appeal.address) == (None, "medeu", "Достық даңғылы, 85")


def test_a_point_counts_and_not_the_named_district(town):
    place = Place(lon=AIRPORT.lon, lat=AIRPORT.lat, district="medeu", address="Әуежай")
    assert register(place=place).appeal.district_id == "turksib"


def test_no_place_no_category_no_contact(town):
    appeal = register(place=NO_PLACE, category="", contact=NO_CONTACT).appeal
    assert (appeal.point, appeal.district, appeal.category, appeal.author, appeal.contact_email) == (
        None,
        None,
        None,
        None,
        "",
    )
    assert (appeal.routing["problem"], appeal.routing_rule) == ("no_category", None)


def test_contacts_are_kept_in_one_form(town):
    contact = Contact(name=" Айгүл  Сейтқали ", email=" a@example.kz ", phone="8 (701) 234-56-78")
    appeal = register(contact=contact).appeal
    assert (appeal.contact_name, appeal.contact_email, appeal.contact_phone) == (
        "Айгүл Сейтқали",
        "a@example.kz",
        "+77012345678",
    )


def test_the_author_is_who_is_signed_in(town):
    appeal = register(actor=town.actor("resident")).appeal
    assert (appeal.author, appeal.filed_by) == (town.resident, None)


def test_an_operator_files_for_somebody_and_both_are_kept(town):
    appeal = register(source=Source.CALL_CENTRE, author=town.resident, actor=town.actor("operator")).appeal
    assert (appeal.author, appeal.filed_by, appeal.source) == (town.resident, town.operator, "call_centre")
    assert Act.objects.get().actor_role == "operator"


def test_danger_raises_a_flag_and_nothing_else(town):
    by_words = register(text="Кіреберісте газ иісі шығып тұр, қорқып отырмыз.", category="").appeal
    by_category = register(category="roads-manhole").appeal
    calm = register().appeal
    assert [(one.urgent, one.status) for one in (by_words, by_category, calm)] == [
        (True, "registered"),
        (True, "registered"),
        (False, "registered"),
    ]
    assert list(Act.objects.order_by("pk").values_list("data__emergency", flat=True)) == ["104", "112", ""]


def test_photos_go_along_hidden_from_strangers(town, files):
    appeal = register(photos=[photo(), photo("red")]).appeal
    rows = list(appeal.photos.values_list("moment", "position", "is_public", "act_seq", "width", "height"))
    assert rows == [("before", 1, False, 1, 640, 480), ("before", 2, False, 1, 640, 480)]
    named = {name for one in appeal.photos.all() for name in (one.file.name, one.thumb.name)}
    assert files() == named
    assert all(re.fullmatch(r"photos/2026-02-02/[0-9a-f]{32}(-400)?\.jpg", name) for name in named)


def test_the_claim_code_finds_its_appeal_and_is_nowhere_in_the_database(town):
    filed = register()
    other = register()
    assert claims.find(filed.claim_code.lower().replace("-", " ")) == filed.appeal
    assert claims.find(filed.claim_code, number=filed.appeal.number) == filed.appeal
    assert claims.find(filed.claim_code, number=other.appeal.number) is None
    assert claims.find("0000-0000-0000-0000") is None
    assert claims.find("") is None
    bare = code_rules.read(filed.claim_code)
    row = Appeal.objects.filter(pk=filed.appeal.pk).values().get()
    assert [name for name, value in row.items() if bare in str(value) or filed.claim_code in str(value)] == []


def test_the_same_leaf_before_and_after_the_reform(town):
    before = register(category="traffic-lights", at=local(2025, 8, 7, 10, 0)).appeal
    after = register(category="traffic-lights", at=local(2025, 8, 8, 10, 0)).appeal
    assert [one.routing["organisation"] for one in (before, after)] == ["dept-urban-mobility", "dept-traffic"]
    assert Organisation.objects.get(code="dept-traffic").predecessors.get().code == "dept-urban-mobility"


@pytest.mark.django_db(transaction=True)
def test_eight_clicks_make_one_appeal(busy_town, files):
    key = uuid.uuid4()
    receipts = at_once(8, lambda number: register(key=key, photos=[photo()]))
    assert {(one.appeal.pk, one.claim_code) for one in receipts} == {(receipts[0].appeal.pk, receipts[0].claim_code)}
    assert sorted(one.is_new for one in receipts) == [False] * 7 + [True]
    assert (Appeal.objects.count(), Act.objects.count(), Photo.objects.count(), len(files())) == (1, 1, 1, 2)


@pytest.mark.django_db(transaction=True)
def test_eight_residents_get_eight_numbers(busy_town):
    numbers = at_once(8, lambda number: register().appeal.number)
    assert len(set(numbers)) == 8
