"""The gazetteer: loaded from files, kept by hand, found however it is typed."""

import json
from io import StringIO

import pytest
from django.contrib.gis.geos import Point
from django.core.management import CommandError, call_command

from geo import reference
from geo.models import District, Place
from geo.selectors import find_places
from geo.services import Loaded, load_places, save_place
from tests.geo.squares import SIDE, SOUTH, WEST, district, square

HEADER = "code,kind,name_kk,name_ru,name_en,aliases,district,lon,lat"


@pytest.fixture
def squares(db):
    district("alatau", square(0, 0))
    district("almaly", square(1, 0))


@pytest.fixture
def load(tmp_path):
    def run(*lines: str, name: str = "places.csv") -> tuple[list[str], list[str]]:
        path = tmp_path / name
        path.write_text("\n".join(lines), encoding="utf-8")
        output, errors = StringIO(), StringIO()
        call_command("load_places", str(path), stdout=output, stderr=errors)
        return output.getvalue().splitlines(), errors.getvalue().splitlines()

    return run


def rows() -> dict:
    return {
        place.code: (place.kind, place.name_kk, place.aliases, place.district_id, place.point.coords)
        for place in Place.objects.all()
    }


class TestLoading:
    def test_a_csv_file_is_loaded_once_and_by_code(self, squares, load):
        lines = [
            HEADER,
            "park-1,park,Гүлзар,Цветник,Garden,Розарий|Старый парк,,76.905,43.205",
            "street-1,street,Абай даңғылы,проспект Абая,Abay avenue,,,76.915,43.205",
            "market-1,market,Базар,Рынок,,,alatau,76.915,43.205",
        ]
        assert load(*lines) == (["3 added, 0 changed, 0 unchanged, 0 edited by hand and left alone, 0 left out."], [])
        assert rows() == {
            "park-1": ("park", "Гүлзар", ["Розарий", "Старый парк"], "alatau", (76.905, 43.205)),
            "street-1": ("street", "Абай даңғылы", [], None, (76.915, 43.205)),
            "market-1": ("market", "Базар", [], "alatau", (76.915, 43.205)),
        }
        assert load(*lines)[0] == ["0 added, 0 changed, 3 unchanged, 0 edited by hand and left alone, 0 left out."]
        lines[1] = lines[1].replace("76.905", "76.912")
        assert load(*lines)[0] == ["0 added, 1 changed, 2 unchanged, 0 edited by hand and left alone, 0 left out."]
        assert rows()["park-1"][3:] == ("almaly", (76.912, 43.205))

    def test_a_geojson_file_says_the_same(self, squares, load):
        properties = {
            "code": "park-1",
            "kind": "park",
            "name_kk": "Гүлзар",
            "name_ru": "Цветник",
            "aliases": ["Розарий"],
        }
        geometry = {"type": "Point", "coordinates": [76.905, 43.205]}
        features = [{"type": "Feature", "properties": properties, "geometry": geometry}, {"type": "Feature"}]
        told, errors = load(json.dumps({"type": "FeatureCollection", "features": features}), name="p.geojson")

        assert told == ["1 added, 0 changed, 0 unchanged, 0 edited by hand and left alone, 1 left out."]
        assert errors == ["Row 2 was left out: the code '' must be Latin letters, digits and hyphens, 80 at most."]
        assert rows() == {"park-1": ("park", "Гүлзар", ["Розарий"], "alatau", (76.905, 43.205))}

    def test_bad_rows_are_named_and_left_out(self, squares, load):
        told, errors = load(
            HEADER,
            "good,park,А,А,,,,76.905,43.205",
            "good,park,Б,Б,,,,76.905,43.205",
            "Not Good,park,А,А,,,,76.905,43.205",
            "b,volcano,А,А,,,,76.905,43.205",
            "c,park,А,А,,,esil,76.905,43.205",
            "d,park,,А,,,,76.905,43.205",
            "e,park,А,А,,,,43.205,76.905",
            "f,park,А,А,,,,0,0",
            "g,park,А,А,,,,east,north",
            "h,park,А,А,,,,71.4,51.1",
            f"i,park,А,{'А' * 201},,,,76.905,43.205",
        )

        assert told == ["1 added, 0 changed, 0 unchanged, 0 edited by hand and left alone, 10 left out."]
        assert errors == [
            "Row 3 was left out: the code good stands already in 2.",
            "Row 4 was left out: the code 'Not Good' must be Latin letters, digits and hyphens, 80 at most.",
            "Row 5 was left out: the kind 'volcano' is unknown; the kinds are district, microdistrict, street, metro, "
            "station, park, market, landmark.",
            "Row 6 was left out: the district 'esil' is unknown; leave it empty or write a code.",
            "Row 7 was left out: the Kazakh or the Russian name is missing.",
            "Row 8 was left out: swapped coordinates 43.205, 76.905.",
            "Row 9 was left out: zero coordinates 0, 0.",
            "Row 10 was left out: invalid coordinates east, north.",
            "Row 11 was left out: the point 71.4, 51.1 is far from the city.",
            "Row 12 was left out: a name is longer than 200 letters.",
        ]
        assert set(rows()) == {"good"}

    @pytest.mark.parametrize(
        ("content", "sentence"),
        [("a,b\n1,2", "has no column code, kind, name_kk, name_ru, lon, lat"), ("", "has no column")],
    )
    def test_a_file_without_its_columns_is_refused(self, squares, load, content, sentence):
        with pytest.raises(CommandError, match=sentence):
            load(content)

    def test_many_rows_take_few_queries(self, squares, django_assert_max_num_queries):
        place = reference.gazetteer.PlaceRow("p", "park", "А", "А", "", (), "", Point(WEST, SOUTH, srid=4326))
        many = [reference.gazetteer.PlaceRow(**{**vars(place), "code": f"p{number}"}) for number in range(300)]
        with django_assert_max_num_queries(6):
            assert load_places(many) == Loaded(added=300)


class TestByHand:
    def test_saving_folds_the_names_finds_the_district_and_shields_the_row(self, squares, load):
        place = Place(code="park-1", kind="park", name_kk="Гүлзар", name_ru="Цветник", aliases=["Rose garden"],
                      point=Point(WEST + 1.5 * SIDE, SOUTH + SIDE / 2, srid=4326))  # fmt: skip
        save_place(place)

        kept = Place.objects.get()
        assert (kept.district_id, kept.by_hand) == ("almaly", True)
        assert kept.folded == "\nгулзар\nтсветник\nросе гарден\nросегарден\n"
        told, _ = load(HEADER, "park-1,park,Басқа,Другой,,,,76.905,43.205")
        assert told == ["0 added, 0 changed, 0 unchanged, 1 edited by hand and left alone, 0 left out."]
        assert Place.objects.get().name_ru == "Цветник"

    def test_a_street_stays_without_a_district(self, squares):
        street = Place(code="s", kind="street", name_kk="Абай", name_ru="Абай", point=Point(WEST, SOUTH, srid=4326))

        assert save_place(street).district_id is None


class TestReference:
    def test_loading_twice_changes_nothing(self, gazetteer):
        count = Place.objects.count()

        assert (gazetteer.added, count > 300) == (count, True)
        assert reference.load() == Loaded(same=count)
        assert District.objects.filter(shipped=True).count() == 8

    def test_an_imported_outline_is_left_alone_and_an_older_drawing_replaced(self, city):
        outline = city["medeu"].outline
        District.objects.filter(code__in=["almaly", "auezov"]).update(outline=outline)
        District.objects.filter(code="almaly").update(shipped=False)
        reference.load()

        after = District.objects.in_bulk()
        assert after["almaly"].outline.equals_exact(outline)
        assert after["auezov"].outline.equals_exact(city["auezov"].outline)

    def test_figures_edited_in_the_admin_survive(self, city):
        District.objects.filter(code="zhetysu").update(population=181_000)
        reference.load()

        assert District.objects.get(code="zhetysu").population == 181_000


class TestSearch:
    @pytest.mark.parametrize(
        ("typed", "first"),
        [
            ("Жетісу", "district-zhetysu"),
            ("Жетысуский", "district-zhetysu"),
            ("Jetisu", "district-zhetysu"),
            ("ЖETICУ", "district-zhetysu"),
            ("auezov", "district-auezov"),
            ("Əуезов ауд", "district-auezov"),
            ("турксиб", "district-turksib"),
            ("nauryzbai", "district-nauryzbay"),
            ("Калининский район", "district-bostandyk"),
        ],
    )
    def test_a_district_comes_first_however_it_is_typed(self, gazetteer, typed, first):
        assert find_places(typed)[0].code == first

    @pytest.mark.parametrize(
        ("typed", "name"),
        [
            ("Shymbulak", "Горнолыжный курорт Шымбулак"),
            ("Шымбұлақ", "Горнолыжный курорт Шымбулак"),
            ("чимбулак", "Горнолыжный курорт Шымбулак"),
            ("мкр. Калкаман 2", "микрорайон Калкаман-2"),
            ("Қалқаман-2 ы.а.", "микрорайон Калкаман-2"),
            ("пр. Абая 52/1", "проспект Абая"),
            ("Abay avenue", "проспект Абая"),
            ("Абай даңғылы", "проспект Абая"),
            ("Əл-Фараби", "проспект Аль-Фараби"),
            ("нуркент", "микрорайон Нуркент"),
            ("Дубок", "микрорайон Шабыт"),
            ("kok tobe", "микрорайон Коктобе"),
            ("8 мкр", "8-й микрорайон"),
        ],
    )
    def test_a_place_is_found_by_any_name(self, gazetteer, typed, name):
        assert find_places(typed)[0].name_ru == name

    def test_an_old_name_finds_the_new_micro_district(self, gazetteer):
        assert "микрорайон Нуркент" in {place.name_ru for place in find_places("Алгабас-1")}

    def test_exact_before_prefix_before_word_before_likeness(self, squares):
        for code, name in [("w", "Жаңа Самал"), ("p", "Самалтау"), ("e", "Самал"), ("l", "Самел"), ("n", "Достық")]:
            save_place(Place(code=code, kind="park", name_kk=name, name_ru=name,
                             point=Point(WEST, SOUTH, srid=4326)))  # fmt: skip

        assert [place.code for place in find_places("самал")] == ["e", "p", "w"]
        assert [place.code for place in find_places("самалтауы")] == ["p"]

    def test_one_district_can_be_asked_for_and_streets_across_several_stay(self, squares):
        for code, kind, column in [("here", "park", 0.5), ("there", "park", 1.5), ("long", "street", 1.5)]:
            save_place(Place(code=code, kind=kind, name_kk="Самал", name_ru="Самал",
                             point=Point(WEST + column * SIDE, SOUTH + SIDE / 2, srid=4326)))  # fmt: skip

        assert {place.code for place in find_places("самал", district="alatau")} == {"here", "long"}
        assert {place.code for place in find_places("самал")} == {"here", "there", "long"}

    def test_twins_are_told_once_and_the_hidden_never(self, squares):
        for code, hidden in [("a", False), ("b", False), ("c", True)]:
            save_place(Place(code=code, kind="street", name_kk="Абай" if code != "c" else "Абайлы", name_ru="Абая",
                             point=Point(WEST, SOUTH, srid=4326), hidden=hidden))  # fmt: skip

        assert [place.code for place in find_places("абай")] == ["a"]

    @pytest.mark.parametrize("typed", ["", "   ", "?!.,", "%", "\\"])
    def test_signs_alone_find_nothing_and_ask_nothing(self, gazetteer, typed, django_assert_num_queries):
        with django_assert_num_queries(0):
            assert find_places(typed) == []

    def test_one_query_with_districts(self, gazetteer, django_assert_num_queries):
        with django_assert_num_queries(1):
            found = find_places("самал", limit=5)
            names = {place.district.name for place in found if place.district}
        assert 0 < len(found) <= 5
        assert names
