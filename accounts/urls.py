"""Pages about oneself, under ``/{language}/me/``, and the front office's, under ``/{language}/office/``."""

from django.urls import include, path

from accounts.views import inbox, me, office, own_data, push, readings

_me = (
    [
        path("", me.profile, name="profile"),
        path("name/", me.name, name="name"),
        path("iin/", me.iin, name="iin"),
        path("residence/", me.place, name="residence"),
        path("notifications/", me.letters, name="notifications"),
        path("push/", push.allow, name="allow_push"),
        path("push/stop/", push.stop, name="stop_push"),
        path("consents/", me.agreements, name="consents"),
        path("consents/<slug:purpose>/give/", me.give_consent, name="give_consent"),
        path("consents/<slug:purpose>/withdraw/", me.withdraw_consent, name="withdraw_consent"),
        path("leave/", me.leave, name="leave"),
        path("data/", own_data.page, name="own_data"),
        path("data/copy/", own_data.ask_for_copy, name="ask_for_copy"),
        path("data/copy/<int:pk>/", own_data.fetch_copy, name="fetch_copy"),
        path("data/erase/", own_data.erase, name="erase"),
        path("readings/", readings.readings, name="readings"),
        path("security/", me.security, name="security"),
        path("inbox/", inbox.letters, name="inbox"),
        path("inbox/read/", inbox.read_all, name="read_all"),
        path("inbox/<int:pk>/", inbox.letter, name="letter"),
    ],
    "me",
)
_office = ([path("residence/", office.confirm_residence, name="residence")], "office")

urlpatterns = [path("me/", include(_me)), path("office/", include(_office))]
