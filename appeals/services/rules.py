"""What a row of the routing table must be before it is kept."""

import json
from datetime import date

from django.contrib.gis.geos import GEOSException, GEOSGeometry, MultiPolygon, Polygon
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from appeals.models import RoutingRule
from appeals.rules import conditions, routing
from appeals.rules.conditions import Condition
from appeals.selectors import routing as table
from geo.models import District
from geo.points import LON_LAT
from workflow.refusals import Refused

FAULTS: dict[str, tuple[str, str | Promise]] = {
    conditions.UNKNOWN_QUESTION: (
        "conditions",
        gettext_lazy("No leaf of this category asks such a question. See its list."),
    ),
    conditions.UNKNOWN_ANSWER: (
        "conditions",
        gettext_lazy("This answer cannot be given. See the answers to the question."),
    ),
    conditions.WRONG_OPERATOR: (
        "conditions",
        gettext_lazy("Answers of this kind are not compared so: lists take = and in, numbers and days < and >."),
    ),
    routing.TEAM_OF_ANOTHER: ("team", gettext_lazy("This team belongs to another body. Choose one of the rule's own.")),
}


def check(rule: RoutingRule) -> None:
    """Refuse a row that could not be followed from its first day on.

    Refused: ``area_invalid``, ``area_outside``, ``area_and_district``; ``body_not_in_force``, ``team_not_in_force``;
    the faults of conditions; ``team_of_another_body``. Its days, and a second row for the same cell, are for the
    database's own constraints.
    """
    _check_area(rule)
    _check_days(rule)
    wrong = table.read([rule])[0].fault
    if wrong:
        field, sentence = FAULTS[wrong]
        raise Refused(str(sentence), code=wrong, field=field)


def read_area(text: str) -> MultiPolygon | None:
    """An outline from GeoJSON (a geometry, a feature or a collection of one); nothing for nothing.

    Refused: ``area_unreadable``.
    """
    if not text.strip():
        return None
    try:
        given = json.loads(text)
        if given.get("type") == "FeatureCollection":
            (given,) = given["features"]
        shape = GEOSGeometry(json.dumps(given.get("geometry", given)), srid=LON_LAT)
    except (ValueError, AttributeError, KeyError, TypeError, GEOSException) as fault:
        raise _unreadable() from fault
    if isinstance(shape, Polygon):
        return MultiPolygon(shape, srid=LON_LAT)
    if not isinstance(shape, MultiPolygon):
        raise _unreadable()
    return shape


def read_conditions(text: str) -> list[dict]:
    """Conditions as they are kept, from one a line. Refused: ``condition_unreadable``, naming the line."""
    try:
        return [condition.plain() for condition in conditions.parse(text)]
    except ValueError as fault:
        sentence = _("“%(line)s” is no condition. Write for example: extent = street.") % {"line": str(fault)[:80]}
        raise Refused(sentence, code="condition_unreadable", field="conditions") from fault


def written(rule: RoutingRule) -> str:
    """The conditions of a row as ``read_conditions`` reads them."""
    rows = rule.conditions if isinstance(rule.conditions, list) else []
    return "\n".join(conditions.written(Condition.from_plain(each)) for each in rows if isinstance(each, dict))


def _unreadable() -> Refused:
    sentence = _("Paste the outline as GeoJSON: a Polygon or a MultiPolygon, longitude first.")
    return Refused(sentence, code="area_unreadable", field="area")


def _check_area(rule: RoutingRule) -> None:
    rule.has_area = rule.area is not None  # type: ignore[attr-defined]  # as the selector annotates it
    if rule.area is None:
        return
    if rule.district_id:
        sentence = _("A rule has a district or an area of its own, not both. Clear one of them.")
        raise Refused(sentence, code="area_and_district", field="area")
    if not rule.area.valid:
        sentence = _("The outline of the area is broken: its lines cross or it has no inside. Draw it anew.")
        raise Refused(sentence, code="area_invalid", field="area")
    if not District.objects.filter(outline__intersects=rule.area).exists():
        sentence = _("The area lies outside the city. Check that longitude stands before latitude.")
        raise Refused(sentence, code="area_outside", field="area")


def _check_days(rule: RoutingRule) -> None:
    since = rule.valid_from
    if not _exists(rule.organisation, since):
        sentence = _("%(body)s does not exist on the first day of this rule: choose its successor or another day.")
        raise Refused(sentence % {"body": rule.organisation}, code="body_not_in_force", field="organisation")
    if rule.team and not _exists(rule.team, since):
        sentence = _("The team does not exist on the first day of this rule: choose another team or another day.")
        raise Refused(sentence, code="team_not_in_force", field="team")


def _exists(body, on: date) -> bool:
    return body.valid_from <= on and (body.valid_to is None or on < body.valid_to)
