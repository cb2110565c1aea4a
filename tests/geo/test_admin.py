"""The admin shows districts and edits places."""

import pytest
from django.contrib.admin.sites import site
from django.test import RequestFactory
from django.utils import translation

from geo.models import District, Place
from tests.factories import people


@pytest.fixture
def request_of_chief(db, rf: RequestFactory):
    request = rf.get("/admin/")
    request.user = people.resident(is_staff=True, is_superuser=True)
    return request


def form_of(place: Place | None, request, **values):
    admin = site.get_model_admin(Place)
    given = {
        "code": "park-1", "kind": "park", "name_kk": "Гүлзар", "name_ru": "Цветник", "name_en": "", "district": "",
        "other_names": "Розарий\n\n Старый парк \nРозарий", "lon": "76.9455", "lat": "43.2363", **values,
    }  # fmt: skip
    return admin, admin.get_form(request, place, change=place is not None)(given, instance=place)


def test_a_place_saved_in_the_admin_can_be_found(city, request_of_chief):
    admin, form = form_of(None, request_of_chief)
    assert form.is_valid(), form.errors
    admin.save_model(request_of_chief, form.save(commit=False), form, change=False)

    place = Place.objects.get()
    assert (place.aliases, place.district_id, place.by_hand) == (["Розарий", "Старый парк"], "bostandyk", True)
    assert "\nрозари\n" in place.folded
    found, _ = admin.get_search_results(request_of_chief, Place.objects.all(), "gulzar")
    assert list(found) == [place]

    admin, form = form_of(place, request_of_chief)
    assert form.initial["other_names"] == "Розарий\nСтарый парк"
    assert (form.initial["lon"], form.initial["lat"]) == (76.9455, 43.2363)


@pytest.mark.parametrize(("lon", "lat", "code"), [("43.2", "76.9", "swapped"), ("71.43", "51.13", "outside")])
def test_a_useless_point_is_refused_in_the_form(city, request_of_chief, lon, lat, code):
    _, form = form_of(None, request_of_chief, lon=lon, lat=lat)

    assert not form.is_valid()
    assert {field: [error.code for error in errors.as_data()] for field, errors in form.errors.items()} == {
        "lat": [code]
    }


def test_a_district_is_shown_with_its_drawing_area_and_neighbours(city, request_of_chief):
    admin = site.get_model_admin(District)
    auezov = District.objects.get(code="auezov")
    with translation.override("ru"):
        assert admin.neighbours(auezov) == (
            "Алатауский район, Алмалинский район, Бостандыкский район, Наурызбайский район"
        )
        drawing = admin.drawing(auezov)
    assert 22 < float(admin.measured_area(auezov)) < 25
    assert drawing.startswith('<svg viewBox="') and drawing.count("<path d=") == 2
    assert 'aria-label="Ауэзовский район"' in drawing
    assert "style=" not in drawing


def test_districts_are_neither_added_nor_removed_and_places_hidden_not_removed(city, request_of_chief):
    districts, places = site.get_model_admin(District), site.get_model_admin(Place)

    assert {
        "add district": districts.has_add_permission(request_of_chief),
        "delete district": districts.has_delete_permission(request_of_chief),
        "delete place": places.has_delete_permission(request_of_chief),
        "add place": places.has_add_permission(request_of_chief),
    } == {"add district": False, "delete district": False, "delete place": False, "add place": True}
    assert "outline" not in districts.get_form(request_of_chief, city["medeu"], change=True).base_fields


def test_the_pages_of_the_admin_are_drawn(gazetteer, request_of_chief):
    """Each page renders in full, in Kazakh; the door in front of them is tested with sign-in."""
    districts, places = site.get_model_admin(District), site.get_model_admin(Place)
    place = Place.objects.get(code="district-medeu")
    pages = {
        "districts": lambda: districts.changelist_view(request_of_chief),
        "a district": lambda: districts.changeform_view(request_of_chief, "auezov"),
        "places": lambda: places.changelist_view(request_of_chief),
        "a place": lambda: places.changeform_view(request_of_chief, str(place.pk)),
        "a new place": lambda: places.changeform_view(request_of_chief),
    }
    with translation.override("kk"):
        drawn = {name: draw().render().content.decode() for name, draw in pages.items()}

    signs = {"districts": "Медеу ауданы", "a district": "<svg viewBox=", "places": "Орындар", "a place": "бойлық",
             "a new place": "бойлық"}  # fmt: skip
    assert {name: sign in drawn[name] for name, sign in signs.items()} == dict.fromkeys(pages, True)
