"""The table of a plan: which column holds what, and what each row says."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace

from meetings.rules.plan.doers import Doer, count_leads, read_doers
from meetings.rules.plan.due import Due, DueKind, read_due
from meetings.rules.plan.money import Money, read_money, unit_of_column
from meetings.rules.plan.words import plain

# Words of the heads of columns, Russian and Kazakh, in the order of the usual layout. The first that fits wins.
COLUMNS = {
    "instruction": ("мероприят", "поручен", "іс-шара", "іс шара", "тапсырма", "мера ", "меры", "instruction"),
    "doers": ("исполнит", "ответствен", "орындаушы", "жауапты", "responsible", "lead"),
    "due": ("срок", "мерзім", "due", "term"),
    "progress": ("ход исполн", "информация об исполн", "орындалу барыс", "принятые меры", "результат", "progress"),
    "form": ("форма заверш", "форма исполн", "аяқталу нысан", "аяқтау нысан", "form"),
    "money": ("финанс", "сумма", "қаржы", "сома", "бюджет", "funding", "amount"),
    "state": ("статус", "мәртебе", "состояние", "state", "status"),
    "person": ("ф.и.о", "фио", "заявител", "аты-жөн", "өтініш беруші", "applicant"),
    "meeting": ("дата и место", "дата встреч", "кездесу күн", "meeting"),
    "question": ("вопрос", "предложен", "сұрақ", "сұрағ", "ұсыныс", "проблем", "мәселе", "question"),
    "sdg": ("цур", "тдм", "одм міндет", "устойчивого развития", "орнықты даму", "sdg"),
    "number": ("№", "п/п", "р/с", "номер", "number"),
}
NEEDED = frozenset({"instruction", "due"})
Cells = Sequence[str]


class NoTable(ValueError):
    """The file holds no table of a plan; the message says what was looked for."""


@dataclass(frozen=True)
class Row:
    """A row understood. ``row``: its number in the file, from 1. ``section``: the heading above it.

    ``leads``: how many bodies are said to lead. ``unclear``: column -> what could not be understood there; the cell's
    text is kept in the field itself.
    """

    row: int
    number: str
    question: str
    instruction: str
    doers: list[Doer]
    due: Due
    money: Money
    form: str = ""
    progress: str = ""
    state: str = ""
    sdg: str = ""
    section: str = ""
    leads: int = 0
    unclear: dict[str, str] = field(default_factory=dict)

    @property
    def lead(self) -> str:
        return self.doers[0].name if self.doers else ""

    @property
    def co_doers(self) -> list[str]:
        return [doer.name for doer in self.doers[1:]]


def read_rows(grid: Iterable[tuple[int, Cells]]) -> list[Row]:
    """Every row of the plan in a grid of cells (row number in the file, texts).

    Rows above the head, rows of column numbers and empty rows are passed over; a head may take two rows. A row with
    one text across, or with a Roman number or one that those below go on («2.» before «2.1»), is the heading of those
    below. A total or a signature under the table is no row. Refused (``NoTable``): no row names the instruction and the
    term.
    """
    places: dict[str, int] = {}
    unit: int | None = None
    section = ""
    rows: list[Row] = []
    lines = [(number, [cell.strip() for cell in cells]) for number, cells in grid]
    for at, (number, texts) in enumerate(lines):
        head, named = _head(texts), _named(texts, places)
        if head:
            places, unit = _with_sum(head, texts)
        elif not places or _is_numbering(texts):
            continue
        elif places and not rows and not section and _goes_on(named, texts):
            places, unit = _with_sum(places, texts)
        elif heading := _heading(texts, places) or _numbered_heading(named, _named(_after(lines, at), places)):
            section = heading
        elif any(texts) and not _is_beside(named):
            rows.append(_row(number, named, unit=unit, section=section))
    if not places:
        raise NoTable("no row names the columns of a plan: the instruction (поручение, мероприятие, тапсырма) and the "
                      "term (срок, мерзімі)")  # fmt: skip
    return rows


def _row(number: int, cells: dict[str, str], *, unit: int | None, section: str) -> Row:
    doers = read_doers(cells.get("doers", ""))
    due = read_due(cells.get("due", ""))
    money = read_money(cells.get("money", ""), unit=unit)
    if source := cells.get("source"):
        money = replace(money, text=", ".join(filter(None, (source, money.text))))
    return Row(
        row=number,
        number=cells.get("number", ""),
        question=cells.get("question", ""),
        instruction=cells.get("instruction", ""),
        doers=doers,
        due=due,
        money=money,
        form=cells.get("form", ""),
        progress=cells.get("progress", ""),
        state=cells.get("state", ""),
        sdg=cells.get("sdg", ""),
        section=section,
        leads=count_leads(cells.get("doers", "")),
        unclear=dict(_unclear(cells, doers, due, money)),
    )


def _unclear(cells: dict[str, str], doers: list[Doer], due: Due, money: Money) -> Iterator[tuple[str, str]]:
    if not cells.get("instruction"):
        yield "instruction", "no instruction"
    if not doers:
        yield "lead", "nobody is responsible"
    if due.doubt or due.kind is DueKind.UNCLEAR:
        yield "due", f"{due.doubt}: {due.text}"
    if money.doubt:
        yield "amount", f"{money.doubt}: {money.text}"


def is_head(texts: Cells) -> bool:
    """Whether this row names the columns of a plan."""
    return bool(_head(texts))


def _head(texts: Cells) -> dict[str, int]:
    """The places of the columns, if this row is the head."""
    places: dict[str, int] = {}
    for at, text in enumerate(texts):
        said = plain(text)
        if not said or len(said) > 120:
            continue
        name = next((name for name, words in COLUMNS.items() if any(word in said for word in words)), None)
        if name and name not in places:
            places[name] = at
    return places if places.keys() >= NEEDED and len(places) >= 3 else {}


def _named(texts: Cells, places: dict[str, int]) -> dict[str, str]:
    return {name: texts[at] if at < len(texts) else "" for name, at in places.items()}


def _after(lines: Sequence[tuple[int, Cells]], at: int) -> Cells:
    return lines[at + 1][1] if at + 1 < len(lines) else ()


def _goes_on(named: dict[str, str], texts: Cells) -> bool:
    """Whether this is the second row of a head: it names what a wide column is divided into, and nothing is told."""
    told = any(named.get(name) for name in ("number", "question", "instruction", "doers", "due"))
    return not told and len([text for text in texts if text]) > 1 and not any(re.search(r"\d", text) for text in texts)


def _with_sum(places: dict[str, int], texts: Cells) -> tuple[dict[str, int], int | None]:
    """The money stands where the head says what it counts in, or names a sum; the source may have its own column."""
    said = {at: plain(text) for at, text in enumerate(texts) if text and at not in _others(places)}
    money = next((at for at, text in said.items() if unit_of_column(text) or re.search("сумма|сома", text)), None)
    if money is None:
        return places, None
    source = places.get("money", money)
    apart = {"source": source} if source != money else {}
    return {**places, **apart, "money": money}, unit_of_column(texts[money])


def _others(places: dict[str, int]) -> set[int]:
    return {at for name, at in places.items() if name != "money"}


def _is_numbering(texts: Cells) -> bool:
    """The row 1, 2, 3 ... under the head."""
    filled = [text for text in texts if text]
    return len(filled) > 2 and filled == [str(number) for number in range(1, len(filled) + 1)]


def _is_beside(named: dict[str, str]) -> bool:
    """«Итого», «Аким района ... Петров П.П.»: nothing is asked, nothing is ordered, and no number leads the row."""
    told = named.get("instruction") or named.get("question")
    return not told and bool(re.fullmatch(r"[^\d]*[^\W\d]{3}[^\d]*", named.get("number", "")))


def _heading(texts: Cells, places: dict[str, int]) -> str:
    """One text alone in a row, or the same in all its merged cells; a body or a term alone is none."""
    filled = {text for text in texts if text}
    if len(filled) != 1 or len(texts) < 3:
        return ""
    (text,) = filled
    repeated = sum(bool(each) for each in texts)
    if repeated == 1 and texts.index(text) in {places["due"], places.get("doers")}:
        return ""
    return text if (repeated == 1 or repeated == len(texts)) and re.search(r"[^\W\d]", text) else ""


def _numbered_heading(named: dict[str, str], below: dict[str, str]) -> str:
    """«I | Благоустройство», or «2. | Дороги» above «2.1»: a number, one text, and nobody who would have to do it."""
    filled = {text for name, text in named.items() if text and name != "number"}
    if len(filled) != 1 or not (named.get("question") or named.get("instruction")):
        return ""
    number = named.get("number", "").rstrip(".")
    goes_on = bool(number) and below.get("number", "").startswith(f"{number}.")
    return filled.pop() if goes_on or re.fullmatch("[IVXІ]{1,5}", number) else ""
