"""Photos are served by who may see them."""

import pytest

from appeals.models import Photo
from tests.factories.appeals import photo


@pytest.mark.parametrize("size", ["thumb", "full"])
def test_who_sees_a_photo(town, visitor, author, officer, publish, size):
    hidden, shown = town.appeal(photos=[photo()]), publish(town.appeal(photos=[photo()]))
    table = {
        one.number: [
            browser.get(f"/kk/appeals/{one.number}/photos/{one.photos.get().pk}/{size}/").status_code
            for browser in (visitor, author, officer)
        ]
        for one in (hidden, shown)
    }
    assert table == {hidden.number: [404, 200, 200], shown.number: [200, 200, 200]}


def test_how_a_photo_is_served(town, visitor, author, publish):
    hidden, shown = town.appeal(photos=[photo()]), publish(town.appeal(photos=[photo()]))
    names = ("Content-Type", "Cache-Control", "X-Content-Type-Options", "Content-Disposition")
    public, private = (
        [browser.get(f"/kk/appeals/{one.number}/photos/{one.photos.get().pk}/full/")[name] for name in names]
        for browser, one in ((visitor, shown), (author, hidden))
    )
    inline = [f'inline; filename="{one.number}-{one.photos.get().pk}.jpg"' for one in (shown, hidden)]
    assert public == ["image/jpeg", "public, max-age=86400, immutable", "nosniff", inline[0]]
    assert private == ["image/jpeg", "private, no-store", "nosniff", inline[1]]


def test_a_photo_that_was_not_released_stays_hidden(town, visitor, publish):
    appeal = publish(town.appeal(photos=[photo(), photo("black")]))
    kept = appeal.photos.last()
    Photo.objects.filter(pk=kept.pk).update(is_public=False)
    assert visitor.get(f"/kk/appeals/{appeal.number}/photos/{kept.pk}/full/").status_code == 404


def test_a_photo_belongs_to_its_number(town, visitor, publish):
    one, other = publish(town.appeal(photos=[photo()])), publish(town.appeal(photos=[photo()]))
    assert visitor.get(f"/kk/appeals/{one.number}/photos/{other.photos.get().pk}/full/").status_code == 404
