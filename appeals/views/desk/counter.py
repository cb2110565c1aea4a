"""The operator's form: who calls, what happened, where, and at best the answer at once. One page, by keyboard.

Everything works by buttons; the ``counter`` island asks the same questions while the operator types.
"""

from dataclasses import dataclass
from functools import cached_property
from typing import Any
from uuid import UUID, uuid4

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.datastructures import MultiValueDict
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.consents import current_version
from accounts.documents import pdf_response
from accounts.phones import normalised
from appeals.enums import Kind, Source
from appeals.models import Appeal, Category
from appeals.rules import emergency
from appeals.rules.report import Contact, Place
from appeals.selectors import callers, knowledge, regimes, taxonomy, terms
from appeals.selectors.public import districts
from appeals.services import claims, first_contact, readings
from appeals.services.first_contact import Said
from appeals.views import slips, words
from appeals.views.desk.counter_form import CounterForm
from appeals.views.desk.door import Official, for_officials
from appeals.views.forms.details import PREFIX, DetailsForm
from appeals.workflow import TRIAGE
from workflow.refusals import Refused

UNPROCESSABLE, CONFLICT = 422, 409
MOST_ARTICLES = 5
# Where a refusal speaks of a field that the form shows under another name.
FIELD_OF = {"point": "address", "lon": "address", "lat": "address"}
ANSWER_REFUSALS = frozenset({"answer_short", "answer_long"})


def for_clerks(view):
    """Like ``for_officials``, for posts of the first line only: the others have nobody to write down for (403)."""

    @for_officials
    def at_the_counter(request: HttpRequest, official: Official, *args, **kwargs) -> HttpResponse:
        if not TRIAGE & official.actor.roles:
            raise PermissionDenied
        return view(request, official, *args, **kwargs)

    return at_the_counter


@require_http_methods(["GET", "HEAD", "POST"])
@for_clerks
def page(request: HttpRequest, official: Official) -> HttpResponse:
    """The form. ``action``: ``look`` shows what is found, ``article:…`` takes an answer, ``file`` files."""
    if request.method != "POST":
        counter = Counter(official, _first_values(request), key=uuid4())
        return counter.page(request)
    counter = Counter(official, request.POST.dict(), key=_key(request), posted=request.POST, files=request.FILES)
    action = request.POST.get("action", "file")
    if action.startswith("article:"):
        counter.take_article(action.partition(":")[2])
        return counter.page(request)
    return counter.page(request) if action == "look" else _file(request, counter)


@require_POST
@for_clerks
def aside(request: HttpRequest, official: Official) -> HttpResponse:
    """What is found by what is typed, alone: for the island."""
    counter = Counter(official, request.POST.dict(), key=_key(request), posted=request.POST)
    counter.noted(request)
    return render(request, "desk/counter/aside.html", counter.context())


@require_safe
@for_clerks
def filed(request: HttpRequest, official: Official, number: str) -> HttpResponse:
    """The receipt to be read out: number, code, last day; the slip; the next caller."""
    appeal = _own(official, number)
    context = {
        "appeal": appeal,
        "code": "" if appeal.author_id else claims.code_for(appeal.intake_key),
        "answered": appeal.quick_answers.exists(),
    }
    return render(request, "desk/counter/filed.html", context)


@require_safe
@for_clerks
def slip(request: HttpRequest, official: Official, number: str) -> HttpResponse:
    """The slip on paper, in the language of the appeal."""
    appeal = _own(official, number)
    readings.saw(request, official.actor, [appeal], place="paper", contacts=True, text=False)
    return pdf_response(slips.pdf(request, appeal, language=appeal.language), name=f"slip-{appeal.number}")


def _own(official: Official, number: str) -> Appeal:
    """An appeal that this very officer filed: the slip carries the secret code, so nobody else may print it."""
    appeal = official.appeal(number)
    if appeal.filed_by_id != official.actor.user_id:
        raise Http404
    return appeal


def _key(request: HttpRequest) -> UUID:
    try:
        return UUID(request.POST.get("key", ""))
    except ValueError:
        return uuid4()


def _first_values(request: HttpRequest) -> dict[str, str]:
    """The next caller comes through the same channel."""
    source = request.session.get("counter_source", Source.CALL_CENTRE.value)
    return {"source": source, "kind": Kind.QUICK_REPORT.value, "language": (get_language() or "kk")[:2]}


@dataclass
class Counter:
    """What was typed, and what is found by it."""

    official: Official
    typed: dict[str, Any]
    key: UUID
    posted: QueryDict | None = None
    files: MultiValueDict | None = None

    @cached_property
    def tree(self) -> list[taxonomy.Branch]:
        return taxonomy.tree(self.official.today)

    @cached_property
    def form(self) -> CounterForm:
        return CounterForm(initial=self.typed, tree=self.tree)

    @cached_property
    def bound(self) -> CounterForm:
        return CounterForm(self.typed, self.files, tree=self.tree)

    @cached_property
    def caller(self) -> callers.Caller:
        return callers.by_phone(normalised(self.typed.get("phone", "")) or "", actor=self.official.actor)

    @cached_property
    def leaf(self) -> Category | None:
        code = self.typed.get("category", "")
        return next((leaf for each in self.tree for leaf in each.leaves if leaf.code == code), None)

    @cached_property
    def details(self) -> DetailsForm | None:
        """The extra questions of the category; the operator may leave out what the caller does not know."""
        # The tree was read with its questions.
        asked = getattr(self.leaf, "asked", ())
        return DetailsForm(asked, self.posted or QueryDict(), needed=False) if asked else None

    @property
    def emergency_phone(self) -> str:
        """Whom to call before writing: by the category, else by the words."""
        by_category = self.leaf.emergency_phone if self.leaf else ""
        return by_category or emergency.phone_for(self.typed.get("text", ""))

    def take_article(self, code: str) -> None:
        """Put the article's words into the answer, in the language of the answer; what stood there is kept below."""
        article = knowledge.article(code, on=self.official.today)
        if article is None:
            return
        body = article.body_in(self._language)
        before = self.typed.get("answer", "").strip()
        self.typed["answer"] = f"{body}\n\n{before}" if before and before != body else body
        self.typed["article"] = code

    def noted(self, request: HttpRequest) -> None:
        """The panel shows what came from this phone before: to whom it belongs learns of it."""
        readings.saw(request, self.official.actor, self.caller.appeals, place="counter", contacts=True)

    def context(self) -> dict[str, Any]:
        code = self.leaf.code if self.leaf else ""
        kind = self.typed.get("kind", "")
        return {
            "caller": self.caller,
            "details": self.details,
            "earlier": [(appeal, words.state(appeal)) for appeal in self.caller.appeals],
            "articles": self._articles(code),
            "chosen_article": self.typed.get("article", ""),
            "answer_language": self._language,
            "emergency_phone": self.emergency_phone,
            "regime": next((each for each in regimes.regimes(self.official.at) if each.kind == kind), None),
            "hours": self._hours,
            "no_name": not self.typed.get("name", "").strip() and not self.for_person,
            "no_contact": not (self.typed.get("phone", "").strip() or self.typed.get("email", "").strip()),
            "for_person": self.for_person,
        }

    @property
    def _hours(self) -> int | None:
        """The term in hours of an emergency category."""
        if self.leaf is None or not self.leaf.emergency_phone:
            return None
        return terms.emergency_hours(self.leaf, on=self.official.today)

    @property
    def _language(self) -> str:
        language = self.typed.get("language", "")
        return language if language in dict(settings.LANGUAGES) else "kk"

    def _articles(self, category: str) -> list[dict[str, str]]:
        """Ready answers in the language of the answer."""
        text, language = self.typed.get("text", ""), self._language
        found = knowledge.found(text, on=self.official.today, category=category, limit=MOST_ARTICLES)
        return [
            {
                "code": article.code,
                "title": article.title_in(language),
                "body": article.body_in(language),
                "owner": article.organisation.name,
            }
            for article in found
        ]

    @property
    def for_person(self) -> bool:
        return bool(self.typed.get("for_person")) and self.caller.person is not None

    def page(self, request: HttpRequest, *, form: CounterForm | None = None, errors=None, status=200) -> HttpResponse:
        context = {
            **self.context(),
            "form": form or self.form,
            "errors": errors or [],
            "key": self.key,
            "districts": districts(),
        }
        self.noted(request)
        return render(request, "desk/counter/new.html", context, status=status)


def _file(request: HttpRequest, counter: Counter) -> HttpResponse:
    form = counter.bound
    if not form.is_valid():
        return counter.page(request, form=form, status=UNPROCESSABLE)
    try:
        registered = first_contact.file(
            key=counter.key, **_words(counter), actor=counter.official.actor, at=counter.official.at
        )
    except Refused as refusal:
        return _refused(request, counter, refusal)
    request.session["counter_source"] = form.cleaned_data["source"]
    messages.success(request, _("Appeal № %(number)s is registered.") % {"number": registered.appeal.number})
    return redirect("desk:filed", registered.appeal.number)


def _words(counter: Counter) -> dict[str, Any]:
    """What the form says, as the service takes it."""
    said = counter.bound.cleaned_data
    return {
        "text": said["text"],
        "language": said["language"],
        "category": said["category"],
        "kind": said["kind"],
        "source": said["source"],
        "place": Place(said["lon"], said["lat"], said["district"], said["address"]),
        "contact": Contact(said["name"], said["email"], said["phone"]),
        "consent": current_version() if said["consent"] else "",
        "details": {code: said for code, said in counter.details.typed().items() if said} if counter.details else {},
        "author": counter.caller.person if counter.for_person else None,
        "answer": Said(said["answer"], said["article"]) if said["answer"].strip() else None,
        "photos": said["photos"],
    }


def _refused(request: HttpRequest, counter: Counter, refusal: Refused) -> HttpResponse:
    """The page with all that was typed and the sentence at its field."""
    form = counter.bound
    field = "answer" if refusal.code in ANSWER_REFUSALS else FIELD_OF.get(refusal.field, refusal.field)
    errors = []
    if field in form.fields:
        form.add_error(field, str(refusal.sentence))
    else:
        href = f"#id_{field}" if field.startswith(PREFIX) else ""
        errors.append({"text": str(refusal.sentence), "href": href})
    if counter.files:
        sentence = _("Choose the photos once more: a browser does not keep them.")
        errors.append({"text": sentence, "href": "#id_photos"})
    return counter.page(request, form=form, errors=errors, status=CONFLICT if refusal.conflict else UNPROCESSABLE)
