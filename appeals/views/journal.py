"""The whole journal of an appeal in sentences, for officials: who did what, by what right, and what it changed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from accounts.enums import Role
from appeals.enums import Decision, Kind
from appeals.models import Appeal
from appeals.selectors import desk
from appeals.selectors.faces import acts_shown
from appeals.policy import Viewer
from appeals.views.timeline import TOLD
from config_free_day import day
from workflow.models import Act

INSIDE: dict[str, tuple[str, str | Promise]] = {
    "categorise": ("tag", gettext_lazy("The category was corrected")),
    "publish": ("eye", gettext_lazy("Published")),
    "unpublish": ("eye-off", gettext_lazy("Taken off the public pages")),
    "assign": ("user-check", gettext_lazy("The executor was named")),
}
