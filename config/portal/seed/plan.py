"""How much of what: shares of categories, districts, months and outcomes of the seeded year.

Sources: the figures of Open Almaty for nine months of 2025 (topics, quarters, two districts, share of quick answers);
where they are silent, inhabitants of the districts and our own judgement.
"""

# A year's appeals at scale 1, and the people who handle them.
APPEALS_A_YEAR = 180_000
RESIDENTS = 12_000

# Top category -> share in per cent: transport 21, networks 13, roads 13, cleaning 11, greening 8, lighting 5, rest 29.
TOPS = {
    "transport": 21.0,
    "roads": 13.0,
    "cleaning": 11.0,
    "greening": 8.0,
    "lighting": 5.0,
    "water": 5.0,
    "electricity": 3.2,
    "heat": 3.3,
    "gas": 1.5,
    "traffic": 6.0,
    "housing": 6.0,
    "yards": 4.0,
    "people": 3.0,
    "animals": 2.5,
    "construction": 2.5,
    "ecology": 2.0,
    "order": 2.0,
    "land": 1.0,
}

# District -> share in per cent: Bostandyk and Medeu as published, the others by inhabitants.
DISTRICTS = {
    "bostandyk": 16.0,
    "medeu": 13.0,
    "alatau": 15.6,
    "auezov": 14.5,
    "almaly": 10.9,
    "turksib": 10.8,
    "zhetysu": 9.7,
    "nauryzbay": 9.5,
}

# January to December: 29, 42 and 29 per cent in the first three quarters, an ordinary fourth one.
MONTHS = (9.3, 9.3, 10.4, 13.4, 15.2, 13.4, 9.8, 9.4, 9.8, 10.0, 10.0, 10.0)

_WINTER = (3.0, 2.5, 1.2, 0.2, 0.0, 0.0, 0.0, 0.0, 0.0, 0.1, 1.0, 2.5)
_HEATING = (2.0, 1.8, 1.2, 0.4, 0.05, 0.02, 0.02, 0.02, 0.1, 1.6, 1.8, 2.0)
_SUMMER = (0.0, 0.0, 0.1, 0.7, 1.4, 2.0, 2.4, 2.2, 1.0, 0.2, 0.0, 0.0)
_GROWING = (0.3, 0.4, 1.0, 1.8, 1.8, 1.4, 1.1, 1.0, 1.0, 0.9, 0.5, 0.3)
_THAW = (0.8, 1.2, 2.0, 2.0, 1.5, 0.9, 0.7, 0.7, 0.8, 0.8, 0.8, 0.7)
_RAIN = (0.2, 0.3, 1.2, 2.2, 2.4, 1.4, 0.8, 0.6, 0.7, 0.8, 0.5, 0.2)
_SCHOOL = (1.0, 1.0, 1.0, 1.0, 0.9, 0.5, 0.4, 1.6, 2.0, 1.2, 1.0, 0.9)

# Leaf or top category -> how its months differ from the city's.
SEASONS = {
    "snow-ice": _WINTER,
    "heat": _HEATING,
    "boiler-house": _HEATING,
    "watering": _SUMMER,
    "rivers": _SUMMER,
    "greening": _GROWING,
    "yards": _GROWING,
    "roads": _THAW,
    "aryk": _RAIN,
    "kindergarten": _SCHOOL,
    "school": _SCHOOL,
    "traffic-scooters": _SUMMER,
    "air": _HEATING,
}
EVEN = (1.0,) * 12

# Hour of the day -> weight.
HOURS = (3, 2, 1, 1, 1, 2, 5, 14, 30, 44, 50, 48, 42, 44, 46, 44, 42, 40, 38, 36, 34, 28, 18, 8)

KAZAKH_SHARE = 0.6
SOURCES = {"portal": 46, "call_centre": 38, "social": 6, "messenger": 5, "front_office": 4, "api": 1}
WITH_ACCOUNT = 0.45
WITH_CONTACT = 0.85
WITH_PLACE = 0.93
WITHOUT_CATEGORY = 0.12
WITH_PHOTO = 0.25
PUBLISHED = 0.5

# What becomes of an appeal.
ANSWERED_AT_ONCE = 0.69
WITHDRAWN = 0.012
ASKED = 0.035
GIVEN_BACK = 0.03
RETURNED = 0.08
DAWDLED = 0.07
CONFIRMED = 0.3
REOPENED = 0.045
# Working hours from a preliminary decision to the decision: more than three working days.
HOURS_OF_HEARING = 45
# At first contact one can only explain (two keys).
DECISIONS_AT_ONCE = {"explained": 100}
DECISIONS_OF_BODIES = {"satisfied": 78, "partly": 10, "explained": 9, "refused": 3}
AFTER_PHOTO = 0.8

# Categories whose reports speak of no one place.
PLACELESS = frozenset({"transport", "people", "land"})
