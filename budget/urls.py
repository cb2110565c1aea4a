"""Pages of the people's budget. Ballot and desk have addresses of their own."""

from django.urls import path, re_path

from budget.views import joining, public, tiles, writing

app_name = "budget"

NUMBER = r"(?P<number>P-\d{4}-\d{6,9})"

urlpatterns = [
    path("budget/", public.home, name="home"),
    path("me/proposals/", writing.mine, name="mine"),
    path("budget/invitations/<int:pk>/", joining.answer, name="invitation"),
    path("budget/wishes/<int:pk>/", joining.decide, name="wish"),
    path("budget/protocols/<int:pk>/", public.protocol, name="protocol"),
    re_path(rf"^budget/proposals/{NUMBER}/$", public.proposal, name="proposal"),
    re_path(rf"^budget/proposals/{NUMBER}/fragment/$", public.fragment, name="fragment"),
    re_path(rf"^budget/proposals/{NUMBER}/write/$", writing.write, name="write"),
    re_path(rf"^budget/proposals/{NUMBER}/photos/$", writing.add_photos, name="add_photos"),
    re_path(rf"^budget/proposals/{NUMBER}/photos/(?P<pk>\d+)/remove/$", writing.remove_photo, name="remove_photo"),
    re_path(rf"^budget/proposals/{NUMBER}/photos/(?P<pk>\d+)/(?P<size>thumb|full)/$", public.photo, name="photo"),
    re_path(rf"^budget/proposals/{NUMBER}/together/$", joining.invite, name="invite"),
    re_path(rf"^budget/proposals/{NUMBER}/join/$", joining.ask, name="join"),
    re_path(rf"^budget/proposals/{NUMBER}/(?P<name>withdraw|discard|appeal)/$", writing.act, name="act"),
    path("budget/<slug:code>/", public.edition, name="edition"),
    path("budget/<slug:code>/fragment/", public.edition_fragment, name="edition_fragment"),
    path("budget/<slug:code>/rules.json", public.rules_file, name="rules"),
    path("budget/<slug:code>/proposals/", public.listing, name="list"),
    path("budget/<slug:code>/map/", public.city_map, name="map"),
    path("budget/<slug:code>/new/", writing.begin, name="begin"),
]

# Without a language, like all tiles.
tile_patterns = [
    path("tiles/budget/<slug:code>/<int:z>/<int:x>/<int:y>.mvt", tiles.proposal_tile, name="proposal-tile")
]
