"""What a city chooses: map, geocoder, intake limits. Numbers of law are rows in the database, not settings."""

from config.settings.env import env

# An address of a MapLibre style; empty: the map is drawn from this service's own tiles and needs no internet.
MAP_STYLE_URL = env.str("MAP_STYLE_URL", "")
# A Nominatim-compatible server; empty: the gazetteer alone answers.
GEOCODER_URL = env.str("GEOCODER_URL", "")
GEOCODER_TIMEOUT_S = env.float("GEOCODER_TIMEOUT_S", 2.0)
OVERPASS_URL = env.str("OVERPASS_URL", "")

# A point this near to a district still belongs to it: borders are drawn by hand and phones are imprecise.
DISTRICT_TOLERANCE_M = env.int("DISTRICT_TOLERANCE_M", 150)

PHOTOS_PER_APPEAL = 5
PHOTO_MAX_BYTES = 10 * 1024 * 1024
PHOTO_MAX_PIXELS = 40_000_000
DRAFT_DAYS = env.int("DRAFT_DAYS", 30)
# A wide frame around the city: west, south, east, north in degrees. It tells swapped coordinates from far ones and
# keeps the geocoder in town; which point is in the city is said by the outline of the districts alone.
CITY_BOX = tuple(env.list("CITY_BOX", [76.4, 42.8, 77.5, 43.6], subcast=float))
# So many days after an answer its author may open the appeal again.
REOPEN_DAYS = env.int("REOPEN_DAYS", 30)
# Working days within which an appeal is forwarded to the competent body (APPC art. 65), and within which the body
# complained of passes a complaint up (art. 91). To be confirmed against the Code.
FORWARD_WORKING_DAYS = env.int("FORWARD_WORKING_DAYS", 3)
PASS_UP_WORKING_DAYS = env.int("PASS_UP_WORKING_DAYS", 3)

# Below this confidence the machine suggests no category: an operator decides.
SUGGESTION_THRESHOLD = env.float("SUGGESTION_THRESHOLD", 0.2)
