"""A plan in a file of an office: read, judged, compared with what stands here. Nothing is written."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from accounts.marks import marked
from accounts.models import Organisation
from accounts.texts import clean, one_line
from geo.models import District
from meetings.enums import InstructionStatus
from meetings.models import Instruction, Plan
from meetings.rules.goals import read_goal
from meetings.rules.plan.states import language_of, state_of
from meetings.rules.plan.table import NoTable, Row, read_rows
from meetings.rules.plan.words import plain
from meetings.selectors.bodies import Directory
from meetings.services.plan_files import Unreadable, read_grid
from meetings.services.plan_rows import Helper, Words
from meetings.services.plan_terms import Term, term_of
from workflow.calendar import current
from workflow.refusals import Refused
from workflow.workdays import Calendar

Key = tuple[str, str, int]


@dataclass(frozen=True)
class Finding:
    """Something to tell about a row of the file. ``stops``: nothing is written until it is mended."""

    row: int
    sentence: str
    stops: bool = False


@dataclass(frozen=True)
class Difference:
    """A column that differs: as it stands here, and as the file says."""

    column: str
    here: str
    there: str


@dataclass(frozen=True)
class Entry:
    """A row of the file: ``change`` is new, changed or same; ``instruction``: the row that it is here."""

    row: int
    key: Key
    words: Words
    change: str = "new"
    instruction: Instruction | None = None
    differences: Sequence[Difference] = ()
    carried: str = ""


@dataclass(frozen=True)
class Reading:
    """A file read and compared. ``missing``: rows that stand here and not in the file; they are left alone."""

    entries: Sequence[Entry]
    findings: Sequence[Finding] = ()
    missing: Sequence[Instruction] = field(default=())

    @property
    def stops(self) -> list[Finding]:
        return [finding for finding in self.findings if finding.stops]

    @property
    def notes(self) -> list[Finding]:
        return [finding for finding in self.findings if not finding.stops]

    def count(self, change: str) -> int:
        return sum(1 for entry in self.entries if entry.change == change)


def read(path: Path, *, given_on: date, plan: Plan | None = None) -> Reading:
    """Read a file and compare it with a plan; nothing is written.

    Refused: ``unreadable``: another kind of file, a damaged or much too big one, no table of a plan in it.
    """
    try:
        rows = read_rows(read_grid(path))
    except (Unreadable, NoTable) as error:
        raise Refused(_unreadable(str(error)), code="unreadable", field="file") from error
    if not rows:
        raise Refused(_("The table of the plan has no rows."), code="unreadable", field="file")
    reader = _Reader(given_on=plan.given_on if plan else given_on, calendar=current())
    entries = [reader.entry(row) for row in rows]
    here = _standing(plan)
    compared = [_compared(entry, here, reader.findings, plan) for entry in entries]
    seen = {entry.key for entry in compared}
    missing = [instruction for key, instruction in here.items() if key not in seen]
    return Reading(compared, sorted(reader.findings, key=lambda one: one.row), missing)


class _Reader:
    """Turns rows of a file into words of a plan, and keeps what there is to tell of them."""

    def __init__(self, *, given_on: date, calendar: Calendar) -> None:
        self.given_on, self.calendar = given_on, calendar
        self.directory = Directory(given_on)
        self.districts = _districts()
        self.findings: list[Finding] = []
        self._seen: Counter[tuple[str, str]] = Counter()

    def entry(self, row: Row) -> Entry:
        number = one_line(row.number).rstrip(".")[:20]
        section = one_line(row.section)[:300]
        place = (section, number)
        self._seen[place] += 1
        text = clean(row.instruction)
        if not text:
            self._tell(row.row, _("There is no instruction in this row."), stops=True)
        lead, lead_text = self._lead(row)
        words = Words(
            term=self._term(row),
            question=marked(clean(row.question)),
            number=number,
            section=section,
            lead=lead,
            lead_text=lead_text,
            helpers=[self._helper(row, doer.name, doer.by_agreement) for doer in row.doers[1:]],
            form=one_line(row.form)[:300],
            funding=row.money.text,
            amount_tenge=self._amount(row),
            progress_text=marked(clean(row.progress)),
            more={"state_text": one_line(row.state)[:200], **self._district(section)},
            sdg=self._goal(row),
            text_kk=text if language_of(text) == "kk" else "",
            text_ru=text if language_of(text) == "ru" else "",
        )
        return Entry(row.row, (*place, self._seen[place]), words, carried=state_of(row.state))

    def _tell(self, row: int, sentence: str, *, stops: bool = False) -> None:
        self.findings.append(Finding(row, sentence, stops))

    def _lead(self, row: Row) -> tuple[Organisation | None, str]:
        if row.leads > 1:
            self._tell(row.row, _("Two bodies are said to lead. Leave one; the others take part."), stops=True)
        if not row.lead:
            self._tell(row.row, _("Nobody is responsible. Name a body before the plan is published."))
            return None, ""
        match = self.directory.find(row.lead)
        if match is None:
            sentence = _("“%(name)s” is no body that we know: it stays as written.")
            self._tell(row.row, sentence % {"name": row.lead})
            return None, row.lead[:300]
        if match.ended_on is not None:
            heirs = ", ".join(f"“{heir.name}”" for heir in match.heirs)
            told = {"body": match.body.name, "day": f"{match.ended_on:%d.%m.%Y}", "heirs": heirs}
            sentence = _("“%(body)s” has not existed since %(day)s. Write the body that came after it: %(heirs)s.")
            self._tell(row.row, sentence % told, stops=True)
            return None, row.lead[:300]
        return match.body, ""

    def _helper(self, row: Row, name: str, by_agreement: bool) -> Helper:
        match = self.directory.find(name)
        if match is not None and match.ended_on is not None:
            told = {"body": match.body.name, "day": f"{match.ended_on:%d.%m.%Y}"}
            self._tell(row.row, _("“%(body)s” has not existed since %(day)s: it stays as written.") % told)
        body = match.body if match and match.ended_on is None else None
        return Helper(name, body, by_agreement)

    def _term(self, row: Row) -> Term:
        term = term_of(row.due, given_on=self.given_on, calendar=self.calendar)
        if term.is_past:
            told = {"term": term.text, "given": f"{self.given_on:%d.%m.%Y}"}
            sentence = _("The term “%(term)s” ends before %(given)s, the day on which the plan was given.")
            self._tell(row.row, sentence % told, stops=True)
        elif not term.text:
            self._tell(row.row, _("There is no term. Write one before the plan is published."))
        elif term.doubt or (term.last is None and term.kind in {"unclear", "date", "month", "quarter", "half", "year"}):
            sentence = _("The term “%(term)s” was not understood: it stays as written, and nobody is reminded of it.")
            self._tell(row.row, sentence % {"term": term.text})
        return term

    def _amount(self, row: Row) -> int | None:
        if row.money.doubt:
            sentence = _("The amount “%(text)s” was not understood: it stays as written.")
            self._tell(row.row, sentence % {"text": row.money.text})
        return row.money.tenge

    def _goal(self, row: Row) -> str:
        """Of earlier plans a goal alone is taken too; what is no goal stops the file, as no column could keep it."""
        if not row.sdg:
            return ""
        code = read_goal(row.sdg)
        if code is None:
            sentence = _("There is no target %(n)s among the Goals. Write it as the UN does, for example 11.2.")
            self._tell(row.row, sentence % {"n": row.sdg}, stops=True)
        return code or ""

    def _district(self, section: str) -> dict[str, Any]:
        """The heading of a section that names one district says where its rows are."""
        said = plain(section)
        found = [district for stem, district in self.districts if stem in said]
        return {"district": found[0]} if len(found) == 1 else {}


def _districts() -> list[tuple[str, District]]:
    """(the name without its case ending and the word "district", the district)."""
    pairs = []
    for district in District.objects.defer("outline"):
        for name in (district.name_kk, district.name_ru):
            stem = plain(name).replace(" район", "").replace(" ауданы", "").strip()
            pairs.append((stem.removesuffix("ский").removesuffix("ый"), district))
    unique = {(stem, district.pk): (stem, district) for stem, district in pairs if len(stem) > 3}
    return list(unique.values())


def _standing(plan: Plan | None) -> dict[Key, Instruction]:
    if plan is None:
        return {}
    rows = plan.instructions.filter(parent__isnull=True).select_related("lead", "plan", "district")
    seen: Counter[tuple[str, str]] = Counter()
    found = {}
    for row in rows.prefetch_related("co_doers").order_by("position"):
        seen[row.section, row.number] += 1
        found[row.section, row.number, seen[row.section, row.number]] = row
    return found


def _compared(entry: Entry, here: dict[Key, Instruction], findings: list[Finding], plan: Plan | None) -> Entry:
    row = here.get(entry.key)
    if row is None:
        return entry
    differences = list(_differences(row, entry.words))
    given = row.status != InstructionStatus.DRAFT
    if given and any(one.column == "due" for one in differences):
        sentence = _("The term of a given instruction is moved by the akim or a deputy on its page, with a reason.")
        findings.append(Finding(entry.row, sentence, stops=True))
    if given and any(one.column == "lead" for one in differences):
        sentence = _("A given instruction goes to another body by “redirect” on its page, with a reason.")
        findings.append(Finding(entry.row, sentence, stops=True))
    change = "changed" if differences else "same"
    return replace(entry, change=change, instruction=row, differences=differences)


def _differences(row: Instruction, words: Words) -> Iterable[Difference]:
    text = words.text_kk or words.text_ru
    if text not in {row.text_kk, row.text_ru}:
        yield Difference("instruction", row.text, text)
    if words.sdg and words.sdg != row.goal:
        yield Difference("sdg", row.goal, words.sdg)
    # A plan that was sent out comes back with what is covered in public: nobody changed the question by that.
    if words.question not in {row.question, row.public_question}:
        yield Difference("question", row.question, words.question)
    if words.form != row.form:
        yield Difference("form", row.form, words.form)
    if (words.lead and words.lead.pk) != row.lead_id or (not words.lead and words.lead_text != row.lead_text):
        here = row.lead.name if row.lead else row.lead_text
        yield Difference("lead", here, words.lead.name if words.lead else words.lead_text)
    ours = [_sign(one.organisation_id, one.name) for one in row.co_doers.all()]
    theirs = [_sign(one.organisation.pk if one.organisation else None, one.name) for one in words.helpers]
    if ours != theirs:
        here = ", ".join(one.name for one in row.co_doers.all())
        yield Difference("co_doers", here, ", ".join(one.name for one in words.helpers))
    if not _same_term(row, words.term):
        yield Difference("due", row.term_text, words.term.text)
    if words.amount_tenge != row.amount_tenge:
        yield Difference("amount", str(row.amount_tenge or ""), str(words.amount_tenge or ""))


def _sign(organisation_id: int | None, name: str) -> tuple[int | None, str]:
    return organisation_id, "" if organisation_id else name.casefold()


def _same_term(row: Instruction, term: Term) -> bool:
    if term.text == row.term_text:
        return True
    return term.last is not None and term.last == row.due_to


def _unreadable(why: str) -> str:
    """The reader's own words are English: what it says most often is said in the language of the page."""
    known = {
        "only XLSX": _("Only XLSX, DOCX and CSV are read; save the file as one of them."),
        "no row names": _("No row names the columns of a plan: the instruction and the term."),
        "more than": _("The file has too many rows: bring it in parts."),
        "larger than": _("The file is too large: bring it in parts."),
        "no table": _("The document has no table."),
        "several sheets": _("Several sheets hold plans: save each of them as a file of its own."),
    }
    return next((sentence for mark, sentence in known.items() if mark in why), "") or _(
        "The file is damaged or cannot be read. Open it, save it again and try once more."
    )
