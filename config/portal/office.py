"""The admin as an office: its menu by rooms, its first page, its brand. Who sees what each room's own admin says."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.templatetags.static import static
from django.urls import reverse
from django.utils.translation import gettext as _
from django_vite.core.asset_loader import DjangoViteAssetLoader

from appeals.admin.rights import clerk
from appeals.selectors import desk

# Room -> the models of its admin (app label, model, icon of Material Symbols), in the order of the menu.
_ROOMS: dict[str, tuple[tuple[str, str, str], ...]] = {
    "appeals": (
        ("appeals", "appeal", "inbox"),
        ("appeals", "article", "menu_book"),
        ("appeals", "quickgoal", "flag"),
        ("appeals", "category", "account_tree"),
        ("appeals", "routingrule", "alt_route"),
        ("appeals", "term", "gavel"),
        ("appeals", "limit", "straighten"),
        ("appeals", "remedy", "balance"),
        ("appeals", "hearingexception", "hearing"),
        ("appeals", "ratingreason", "star"),
    ),
    "meetings": (
        ("meetings", "category", "category"),
        ("meetings", "norm", "gavel"),
    ),
    "people": (
        ("accounts", "user", "person"),
        ("accounts", "appointment", "badge"),
        ("accounts", "organisation", "apartment"),
        ("accounts", "team", "groups"),
        ("accounts", "absence", "event_busy"),
    ),
    "letters": (
        ("accounts", "notice", "mail"),
        ("accounts", "noticetemplate", "edit_note"),
    ),
    "city": (
        ("geo", "district", "map"),
        ("geo", "place", "pin_drop"),
        ("workflow", "calendarday", "calendar_month"),
        ("workflow", "officehours", "schedule"),
    ),
    "journal": (
        ("workflow", "act", "history"),
        ("accounts", "accesslog", "visibility"),
        ("workflow", "delivery", "outbox"),
    ),
}


def _titles() -> dict[str, str]:
    return {
        "appeals": _("Appeals"),
        "meetings": _("Meetings"),
        "people": _("People and bodies"),
        "letters": _("Letters"),
        "city": _("City and calendar"),
        "journal": _("Journal and deliveries"),
    }


def subheader(request: HttpRequest) -> str:
    return _("Almaty together")


def icon(request: HttpRequest) -> str:
    return static("favicon.svg")


def stylesheet(request: HttpRequest) -> str:
    """The address of our components' styles for the admin, as the build named it."""
    return DjangoViteAssetLoader.instance().generate_vite_asset_url("styles/admin.scss")


def menu(request: HttpRequest) -> list[dict[str, Any]]:
    """The rooms with what this person may open; a room with nothing in it is left out."""
    titles = _titles()
    rooms = [
        {"title": titles[room], "separator": True, "items": items}
        for room, models in _ROOMS.items()
        if (items := [_entry(*model) for model in models if _may_open(request, *model[:2])])
    ]
    own = [{"title": _("Overview"), "icon": "home", "link": reverse("admin:index")}]
    if clerk(request).actor.posts:
        own.append({"title": _("Desk"), "icon": "table_rows", "link": reverse("desk:queue")})
    return [{"title": "", "items": own}, *rooms]


def own_links(request: HttpRequest) -> list[dict[str, Any]]:
    """Links of the person's own menu: passwords and second factors have their pages on the site."""
    return [
        {"title": _("My page"), "link": reverse("me:profile")},
        {"title": _("Sign-in and security"), "link": reverse("me:security")},
    ]


def dashboard(request: HttpRequest, context: dict[str, Any]) -> dict[str, Any]:
    """The first page: how many appeals wait for the first line, and the rooms."""
    at_work = clerk(request)
    # "items" of a dict is a method in a template: the entries get a name of their own.
    context["rooms"] = [{**room, "entries": room["items"]} for room in menu(request) if room["title"]]
    if at_work.may_read:
        numbers = desk.triage_parts(at_work.actor, on=at_work.today)
        context["queue"] = _tiles(numbers)
    return context


def _tiles(numbers: dict[str, int]) -> list[dict[str, Any]]:
    list_url = reverse("admin:appeals_appeal_changelist")
    told = (
        ("sort", _("To sort"), "info", "inbox"),
        ("overdue", _("Overdue"), "late", "octagon-alert"),
        ("asked", _("Waiting for the author"), "wait", "message-square"),
        ("publish", _("Not published"), "idle", "eye-off"),
    )
    return [
        {"label": label, "tone": tone, "icon": icon, "number": numbers[name], "url": f"{list_url}?part={name}"}
        for name, label, tone, icon in told
    ]


def _registered(app: str, model: str) -> admin.ModelAdmin | None:
    return next((each for each in admin.site._registry.values() if each.opts.label_lower == f"{app}.{model}"), None)


def _may_open(request: HttpRequest, app: str, model: str) -> bool:
    found = _registered(app, model)
    return found is not None and found.has_view_or_change_permission(request)


def _entry(app: str, model: str, icon: str) -> dict[str, Any]:
    found = _registered(app, model)
    name = str(found.opts.verbose_name_plural) if found else model
    return {
        "title": name[:1].upper() + name[1:],
        "icon": icon,
        "link": reverse(f"admin:{app}_{model}_changelist"),
    }
