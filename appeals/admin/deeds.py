"""What the desk does to many appeals at once: chosen, looked at beforehand, done, and for a minute taken back."""

import hashlib
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.contrib.admin import ModelAdmin
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from appeals.admin import bulk_forms as forms
from appeals.admin import company
from appeals.admin.addresses import query_of
from appeals.admin.rights import Clerk, clerk
from appeals.selectors import desk
from appeals.services import bulk, readings
from appeals.views import words
from appeals.views.desk.acts import CONFLICT, UNPROCESSABLE
from workflow.refusals import Refused

MOST = bulk.MOST
SESSION_KEY = "triage_batch"
# The report of what was skipped is kept for so long; undoing ends earlier.
REPORT_S = 600
SKIPPED_KEPT = 100


@dataclass(frozen=True)
class Names:
    """Code -> name, in the language of the page."""

    bodies: Mapping[str, str] = field(default_factory=dict)
    categories: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Task:
    """A button and a key of the desk. ``deed`` turns a filled form into what is done to each (``services.bulk``).

    ``would`` says of one appeal what will happen to it, ``told`` how many it was done to. A further task (merging
    duplicates, for instance) is one more row in ``TASKS``: its button, key, preview and undo follow from it.
    """

    name: str
    key: str
    icon: str
    label: str | Promise
    form: type[forms.TaskForm]
    deed: Callable[[dict[str, Any], Clerk], bulk.Deed]
    would: Callable[[Mapping[str, Any], Names], str]
    told: Callable[[int], str]


def _to_body(facts: Mapping[str, Any], names: Names) -> str:
    body = names.bodies.get(facts["organisation"], facts["organisation"])
    if facts.get("by_table"):
        return _("To: %(body)s, as the table says") % {"body": body}
    return _("To: %(body)s") % {"body": body}


def _to_category(facts: Mapping[str, Any], names: Names) -> str:
    before = facts["before"]["category"]
    after = names.categories.get(facts["category"], facts["category"])
    if not before:
        return after
    return f"{names.categories.get(before, before)} → {after}"


def _to_public(facts: Mapping[str, Any], names: Names) -> str:
    return _("Everybody will read: %(title)s") % {"title": facts["title"]}


def _to_answer(facts: Mapping[str, Any], names: Names) -> str:
    return _("The author gets the answer in this language: %(language)s") % {"language": facts["language"]}


TASKS: dict[str, Task] = {
    task.name: task
    for task in (
        Task(
            "route",
            "r",
            "send",
            gettext_lazy("Route"),
            forms.RouteForm,
            lambda given, at_work: bulk.route(**given, at=at_work.at),
            _to_body,
            lambda n: ngettext("%(n)d appeal was routed.", "%(n)d appeals were routed.", n) % {"n": n},
        ),
        Task(
            "categorise",
            "c",
            "tag",
            gettext_lazy("Category"),
            forms.CategoriseForm,
            lambda given, at_work: bulk.categorise(**given, at=at_work.at),
            _to_category,
            lambda n: ngettext("%(n)d appeal was sorted.", "%(n)d appeals were sorted.", n) % {"n": n},
        ),
        Task(
            "publish",
            "p",
            "eye",
            gettext_lazy("Publish"),
            forms.PublishForm,
            lambda given, at_work: bulk.publish(at=at_work.at),
            _to_public,
            lambda n: ngettext("%(n)d appeal was published.", "%(n)d appeals were published.", n) % {"n": n},
        ),
        Task(
            "merge",
            "m",
            "merge",
            gettext_lazy("Merge"),
            forms.MergeForm,
            lambda given, at_work: bulk.merge(**given, at=at_work.at),
            lambda facts, names: _("Goes into № %(number)s; its author is told.") % {"number": facts["kept"]},
            lambda n: ngettext("%(n)d appeal was merged.", "%(n)d appeals were merged.", n) % {"n": n},
        ),
        Task(
            "answer_at_once",
            "a",
            "file-check",
            gettext_lazy("Answer"),
            forms.AnswerForm,
            lambda given, at_work: bulk.answer(**given, actor=at_work.actor, at=at_work.at),
            _to_answer,
            lambda n: ngettext("%(n)d appeal was answered.", "%(n)d appeals were answered.", n) % {"n": n},
        ),
    )
}


def offered(at_work: Clerk) -> list[Task]:
    """The tasks of somebody who sorts; nobody else has any."""
    return list(TASKS.values()) if at_work.may_sort else []


def run(admin: ModelAdmin, request: HttpRequest, name: str, seen: dict[int, int]) -> HttpResponse:
    """Show what would happen to each of the chosen; with ``do`` and the same words as shown, do it.

    ``seen``: key -> version that the person saw.
    """
    task, at_work = TASKS.get(name), clerk(request)
    if task is None or request.method != "POST" or not at_work.may_sort:
        raise Http404
    is_filled = "filled" in request.POST
    form = task.form(request.POST if is_filled or not task.form.asks else None, today=at_work.today)
    if not form.is_bound:
        return _page(admin, request, task, form, seen)
    if not form.is_valid():
        return _page(admin, request, task, form, seen, status=UNPROCESSABLE)
    try:
        deed = task.deed(form.given(), at_work)
        if "do" in request.POST and request.POST.get("rehearsed") == _mark(form, seen):
            report = bulk.do(deed, seen=seen, actor=at_work.actor, at=at_work.at)
            return _done(admin, request, task, report)
        report = bulk.rehearse(deed, seen=seen, actor=at_work.actor, at=at_work.at)
    except Refused as refusal:
        return _refused(admin, request, task, form, seen, refusal)
    return _page(admin, request, task, form, seen, report=report)


def accept(admin: ModelAdmin, request: HttpRequest) -> HttpResponse:
    """Make the machine's suggestion the category of one appeal, by one press; it can be taken back like any other."""
    at_work = clerk(request)
    pk, seq, code = [*request.POST.get("take", "").split(":"), "", ""][:3]
    if request.method != "POST" or not at_work.may_sort or not (_is_small(pk) and _is_small(seq)):
        raise Http404
    seen = {int(pk): int(seq)}
    try:
        report = bulk.do(bulk.categorise(category=code, at=at_work.at), seen=seen, actor=at_work.actor, at=at_work.at)
    except Refused as refusal:
        admin.message_user(request, str(refusal.sentence), messages.ERROR)
        return HttpResponseRedirect(_back(request))
    return _done(admin, request, TASKS["categorise"], report)


def undo(admin: ModelAdmin, request: HttpRequest, pk: int) -> HttpResponse:
    """Take back the last thing done, or say why it cannot be."""
    at_work = clerk(request)
    if request.method != "POST" or not at_work.may_sort:
        raise Http404
    try:
        report = bulk.undo(pk, actor=at_work.actor, at=at_work.at)
    except Refused as refusal:
        request.session.pop(SESSION_KEY, None)
        admin.message_user(request, str(refusal.sentence), messages.ERROR)
        return HttpResponseRedirect(_back(request))
    number = len(report.done)
    told = ngettext("Taken back: %(n)d appeal.", "Taken back: %(n)d appeals.", number) % {"n": number}
    _keep(request, told, report, at=at_work.at, undo=None)
    return HttpResponseRedirect(_back(request))


def last(request: HttpRequest, at_work: Clerk) -> dict[str, Any] | None:
    """What was done last from this browser, as long as it matters: ``told``, ``skipped``, seconds ``left`` to undo."""
    kept = request.session.get(SESSION_KEY)
    if not kept:
        return None
    age = (at_work.at - datetime.fromisoformat(kept["at"])).total_seconds()
    left = max(0, int(bulk.UNDO_S - age)) if kept["undo"] else 0
    if not left and age > (REPORT_S if kept["skipped"] else bulk.UNDO_S):
        return None
    return {**kept, "left": left}


def _keep(request: HttpRequest, told: str, report: bulk.Report, *, at: datetime, undo: int | None) -> None:
    skipped = [{"pk": one.pk, "number": one.number, "sentence": one.sentence} for one in report.skipped]
    request.session[SESSION_KEY] = {
        "told": told,
        "at": at.isoformat(),
        "undo": undo,
        "skipped": skipped[:SKIPPED_KEPT],
        "more": max(0, len(skipped) - SKIPPED_KEPT),
        "number": len(skipped),
    }


def _done(admin: ModelAdmin, request: HttpRequest, task: Task, report: bulk.Report) -> HttpResponse:
    told = task.told(len(report.done)) if report.done else _("Nothing was done.")
    _keep(request, told, report, at=clerk(request).at, undo=report.batch)
    return HttpResponseRedirect(_back(request))


def _refused(
    admin: ModelAdmin, request: HttpRequest, task: Task, form: forms.TaskForm, seen: dict[int, int], refusal: Refused
) -> HttpResponse:
    if refusal.code == "nothing_chosen" or refusal.code == "too_many":
        admin.message_user(request, str(refusal.sentence), messages.ERROR)
        return HttpResponseRedirect(_back(request))
    form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal.sentence))
    status = CONFLICT if refusal.conflict else UNPROCESSABLE
    return _page(admin, request, task, form, seen, status=status)


def _page(
    admin: ModelAdmin,
    request: HttpRequest,
    task: Task,
    form: forms.TaskForm,
    seen: dict[int, int],
    *,
    report: bulk.Report | None = None,
    status: int = 200,
) -> HttpResponse:
    """What is chosen, what is still to be filled in, and, once that is known, what will happen to each."""
    titles = _titles(request, seen) if seen else {}
    done, skipped = (report.done, report.skipped) if report else ([], [])
    names = _names([one.facts for one in done])
    here = company.met(request, list(seen))
    context = {
        **admin.admin_site.each_context(request),
        "opts": admin.opts,
        "title": str(task.label),
        "task": task,
        "form": form,
        "seen": [f"{pk}:{seq}" for pk, seq in seen.items()],
        "number": len(seen),
        "report": report,
        "lines": [
            {
                "pk": one.pk,
                "number": one.number,
                "title": titles.get(one.pk, ""),
                "would": task.would(one.facts, names),
                "here": ", ".join(here.get(one.pk, [])),
            }
            for one in done
        ],
        "skipped": [
            {"pk": one.pk, "number": one.number, "title": titles.get(one.pk, ""), "why": one.sentence}
            for one in skipped
        ],
        "rehearsed": _mark(form, seen) if report else "",
        "back": request.POST.get("back", ""),
        "undo_s": bulk.UNDO_S,
    }
    response = TemplateResponse(request, "admin/appeals/appeal/deed.html", context, status=status)
    response["Cache-Control"] = "private, no-store"
    return response


def _titles(request: HttpRequest, seen: Mapping[int, int]) -> dict[int, str]:
    rows = desk.triage_queue(clerk(request).actor).filter(pk__in=list(seen)[: MOST + 1])
    light = rows.select_related(None).defer("routing", "suggestion")
    rows_read = list(light)
    readings.saw(request, clerk(request).actor, rows_read, place="triage_list")
    return {appeal.pk: words.title(appeal) for appeal in rows_read}


def _names(facts: list[dict[str, Any]]) -> Names:
    bodies = {each["organisation"] for each in facts if each.get("organisation")}
    categories = {each["category"] for each in facts if each.get("category")}
    categories |= {code for each in facts if (code := (each.get("before") or {}) and _category_before(each))}
    return Names(desk.body_names(bodies), desk.category_names(categories))


def _category_before(facts: Mapping[str, Any]) -> str:
    before = facts["before"]
    return before.get("category") or "" if isinstance(before, dict) else ""


def _mark(form: forms.TaskForm, seen: Mapping[int, int]) -> str:
    """A mark of what was shown: other words or other appeals are shown anew before anything is done."""
    shown = json.dumps([form.cleaned_data, sorted(seen.items())], sort_keys=True, default=str)
    return hashlib.sha256(shown.encode()).hexdigest()


def seen_in(request: HttpRequest) -> dict[int, int]:
    """Key -> version of the chosen appeals, as the page told them that the person chose from."""
    pairs = (text.partition(":") for text in request.POST.getlist("chosen"))
    return {int(pk): int(seq) for pk, _colon, seq in pairs if _is_small(pk) and _is_small(seq)}


def _is_small(text: str) -> bool:
    return text.isdecimal() and len(text) < 16


def _back(request: HttpRequest) -> str:
    query = query_of(QueryDict(request.POST.get("back", "")[:1000]))
    address = reverse("admin:appeals_appeal_changelist")
    return f"{address}?{query}" if query else address
