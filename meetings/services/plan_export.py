"""A plan as offices keep it, XLSX or DOCX, in Kazakh or Russian. What is exported can be imported."""

import io
import re
from collections.abc import Iterable, Sequence

import docx
import openpyxl
from django.utils import translation
from django.utils.translation import gettext
from django.utils.translation import pgettext as in_context
from docx.enum.section import WD_ORIENT
from docx.shared import Cm, Pt
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter

from accounts.marks import spoken
from meetings.enums import EvidenceKind, InstructionStatus
from meetings.models import Instruction, Plan
from meetings.rules.plan.due import DueKind
from meetings.rules.plan.money import read_money

# The heads as the offices print them. Readers of plans know these words; they are no phrases of pages.
HEADS = {
    "kk": (
        "р/с №",
        "Тұрғынның сұрағы (ұсынысы)",
        "Іс-шара (тапсырма)",
        "Жауапты орындаушылар",
        "Орындау мерзімі",
        "Аяқталу нысаны",
        "Қаржыландыру көзі, сомасы (теңге)",
        "Орындалу барысы",
        "Мәртебесі",
    ),
    "ru": (
        "№ п/п",
        "Вопрос (предложение) жителя",
        "Мероприятие (поручение)",
        "Ответственные исполнители",
        "Срок исполнения",
        "Форма завершения",
        "Источник финансирования, сумма (тенге)",
        "Ход исполнения",
        "Статус",
    ),
}
# A tenth column, where a row of the plan names a goal.
GOAL = {"kk": "ОДМ міндеті", "ru": "Задача ЦУР"}
BY_AGREEMENT = {"kk": "(келісім бойынша)", "ru": "(по согласованию)"}
WIDTHS = (6, 38, 48, 34, 20, 20, 24, 40, 20, 10)
Table = list[tuple[str, ...]]


def _table(
    instructions: Sequence[Instruction], language: str
) -> tuple[tuple[str, ...], list[tuple[str, tuple[str, ...]]]]:
    """The head, and (section, cells) for each instruction; they come with lead, co-doers and reports fetched.

    The column of goals stands only where a row names one.
    """
    head = (*HEADS[language], GOAL[language])
    width = len(head) if any(row.goal for row in instructions) else len(HEADS[language])
    with translation.override(language):
        return head[:width], [(row.section, _cells(row, language)[:width]) for row in instructions]


def as_xlsx(plan: Plan, instructions: Sequence[Instruction], language: str) -> bytes:
    language = language if language in HEADS else "kk"
    head, found = _table(instructions, language)
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    sheet.title = plan.code[:31]
    with translation.override(language):
        sheet.append([title_of(plan)])
    sheet.merge_cells(start_row=1, start_column=1, end_row=1, end_column=len(head))
    sheet["A1"].font = Font(bold=True, size=13)
    sheet.append(head)
    section = ""
    for heading, cells in found:
        if heading != section:
            section = heading
            sheet.append([heading])
            sheet.merge_cells(start_row=sheet.max_row, start_column=1, end_row=sheet.max_row, end_column=len(head))
            sheet.cell(sheet.max_row, 1).font = Font(bold=True)
        sheet.append(cells)
        for cell in sheet[sheet.max_row]:
            cell.data_type = "s"  # a text that begins with "=" is a text
    _dress(sheet, len(head))
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def as_docx(plan: Plan, instructions: Sequence[Instruction], language: str) -> bytes:
    language = language if language in HEADS else "kk"
    document = docx.Document()
    page = document.sections[0]
    page.orientation = WD_ORIENT.LANDSCAPE
    page.page_width, page.page_height = page.page_height, page.page_width
    for side in ("left_margin", "right_margin", "top_margin", "bottom_margin"):
        setattr(page, side, Cm(1.5))
    with translation.override(language):
        document.add_heading(title_of(plan), level=1)
    # Rows known beforehand: adding them one by one walks the whole table each time.
    head, found = _table(instructions, language)
    lines = _with_sections(found, len(head))
    table = document.add_table(rows=1 + len(lines), cols=len(head))
    table.style = "Table Grid"
    cells = table._cells
    for number, texts in enumerate([head, *lines]):
        for place, text in enumerate(texts):
            cell = cells[number * len(head) + place]
            cell.text = text
            for run in cell.paragraphs[0].runs:
                run.font.size = Pt(8)
                run.font.bold = number == 0
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def title_of(plan: Plan) -> str:
    """The heading of the plan in the active language."""
    if plan.title:
        return plan.title
    told = {"label": plan.label, "akimat": plan.akimat.name, "day": f"{plan.given_on:%d.%m.%Y}"}
    if plan.meeting_id:
        sentence = gettext("Plan of instructions № %(label)s after the meeting with residents of %(day)s. %(akimat)s")
        return sentence % told
    return gettext("Plan of instructions № %(label)s of %(day)s. %(akimat)s") % told


def _with_sections(found: Iterable[tuple[str, tuple[str, ...]]], width: int) -> Table:
    lines: Table = []
    section = ""
    for heading, cells in found:
        if heading != section:
            section = heading
            lines.append((heading, *[""] * (width - 1)))
        lines.append(cells)
    return lines


def _cells(row: Instruction, language: str) -> tuple[str, ...]:
    return (
        row.number,
        spoken(row.public_question),
        row.text,
        doers_of(row, language),
        term_of(row),
        row.form,
        _funding(row),
        progress_of(row),
        str(InstructionStatus(row.status).label),
        row.goal,
    )


def doers_of(row: Instruction, language: str) -> str:
    """The leading body first, one to a line."""
    names = [row.lead.name if row.lead else row.lead_text]
    for one in row.co_doers.all():
        names.append(f"{one.label} {BY_AGREEMENT[language]}" if one.by_agreement else one.label)
    return "\n".join(name for name in names if name)


def term_of(row: Instruction) -> str:
    """As it was written, as long as it is the term in force; a moved one as a day."""
    if row.moves and row.due_to and row.due_kind != DueKind.RECURRING.value:
        return f"{row.due_to:%d.%m.%Y}"
    return row.term_text


def progress_of(row: Instruction) -> str:
    """What the newest report says to everybody; before the first one, what the earlier plan said."""
    reports = sorted(row.reports.all(), key=lambda one: one.act_seq)
    if not reports:
        return spoken(row.in_public(row.progress_text))
    newest = reports[-1]
    photos = sum(1 for one in newest.evidence.all() if one.kind == EvidenceKind.PHOTO)
    told = f"{newest.reported_at:%d.%m.%Y}: {spoken(newest.public_text)}"
    return f"{told} ({in_context('how many', 'photos')}: {photos})" if photos else told


def _funding(row: Instruction) -> str:
    if row.amount_tenge is None or read_money(row.funding, unit=1).tenge == row.amount_tenge:
        return row.funding
    # The office counted in thousands, or in words: the source as it wrote it, the sum in full.
    source = re.split(r"\d", row.funding, maxsplit=1)[0].strip(" –-:,")
    return f"{source} {row.amount_tenge} тенге".strip()


def _dress(sheet, columns: int) -> None:
    line = Side(style="thin", color="999999")
    for place, width in enumerate(WIDTHS[:columns], 1):
        sheet.column_dimensions[get_column_letter(place)].width = width
        head = sheet.cell(2, place)
        head.font, head.fill = Font(bold=True), PatternFill("solid", fgColor="E8EFEA")
    for row in sheet.iter_rows(min_row=2, max_col=columns):
        for cell in row:
            cell.alignment = Alignment(wrap_text=True, vertical="top")
            cell.border = Border(left=line, right=line, top=line, bottom=line)
    sheet.freeze_panes = "A3"
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    sheet.print_title_rows = "2:2"
