"""The protocol on paper: one content, in the layout that offices use, as PDF and as DOCX."""

import io
from dataclasses import dataclass
from datetime import datetime

import docx
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from docx.document import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.shared import Cm, Pt

from accounts.marks import spoken
from meetings.enums import LineResult

FONT = "Times New Roman"
WIDTHS_CM = (1.2, 3.2, 7.2, 5.4)


@dataclass(frozen=True)
class Paper:
    """All words of the document, in the language of it. ``rows``: number, speaker and place, question, result."""

    title: str
    subtitle: str
    day: str
    facts: list[tuple[str, str]]
    heard: str
    columns: tuple[str, str, str, str]
    rows: list[tuple[str, str, str, str]]
    decided: list[str]
    amendment: str
    chair: str
    chair_name: str
    secretary: str
    secretary_name: str
    signed: str


def of(content: dict, language: str) -> Paper:
    """The document from the content of a signed version (``meetings.services.protocols.content_of``)."""
    with translation.override(language):
        began = datetime.fromisoformat(content["held_at"] or content["starts_at"])
        place = ", ".join(filter(None, (content[f"venue_{language}"], content["address"])))
        attended = content["attended"]
        facts = [
            (_("Akimat"), content[f"host_{language}"]),
            (_("Place"), place or _("online")),
            (_("Began"), f"{began:%d.%m.%Y, %H:%M}"),
            (_("People in the hall"), str(attended) if attended is not None else "–"),
            (_("Questions put in advance"), str(content["asked_in_advance"])),
        ]
        return Paper(
            title=_("PROTOCOL № %(number)s") % {"number": content["number"]},
            subtitle=content[f"title_{language}"],
            day=f"{began:%d.%m.%Y}",
            facts=facts,
            heard=spoken(content[f"summary_{language}"]),
            columns=(_("№"), _("Speaker, place"), _("Question"), _("Result")),
            rows=[_row(line, language) for line in content["lines"]],
            decided=_decided(content["lines"]),
            amendment=_amendment(content),
            chair=_("Akim, chair of the meeting"),
            chair_name=content["signed_name"],
            secretary=_("Secretary"),
            secretary_name=content["secretary"],
            signed=_("Signed electronically on %(moment)s")
            % {"moment": f"{datetime.fromisoformat(content['signed_at']):%d.%m.%Y %H:%M}"},
        )


def docx_of(content: dict, digest: str, language: str) -> bytes:
    """The same as a file of a word processor."""
    paper = of(content, language)
    file = docx.Document()
    _set_up(file)
    _head(file, paper)
    _table(file, paper)
    _foot(file, paper, digest, language)
    out = io.BytesIO()
    file.save(out)
    return out.getvalue()


def _row(line: dict, language: str) -> tuple[str, str, str, str]:
    who = line["speaker"] or _("not named")
    where = "\n".join(filter(None, (who, spoken(line["address"]), line[f"category_{language}"])))
    result = str(LineResult(line["result"]).label)
    if line["appeal_number"]:
        result = f"{result} № {line['appeal_number']}"
    if line.get("raises"):  # lines signed before this could be said have no such entry
        result = _("on appeal № %(number)s: %(result)s") % {"number": line["raises"], "result": result}
    told = ". ".join(filter(None, (result[:1].upper() + result[1:], spoken(line["explanation"]))))
    return str(line["number"]), where, spoken(line["text"]), told


def _decided(lines: list[dict]) -> list[str]:
    """How many questions got which result; results that nobody got are left out."""
    explained, given, passed = (
        sum(line["result"] == result for line in lines)
        for result in (LineResult.EXPLAINED, LineResult.INSTRUCTION, LineResult.APPEAL)
    )
    on_the_spot = ngettext(
        "%(n)d question was explained on the spot.", "%(n)d questions were explained on the spot.", explained
    )
    instructed = ngettext(
        "An instruction is given on %(n)d question.", "Instructions are given on %(n)d questions.", given
    )
    appeals = ngettext(
        "%(n)d question is passed on as an appeal and answered within the term of law.",
        "%(n)d questions are passed on as appeals and answered within the term of law.",
        passed,
    )
    told = ((on_the_spot, explained), (instructed, given), (appeals, passed))
    return [sentence % {"n": number} for sentence, number in told if number]


def _amendment(content: dict) -> str:
    if content["version"] == 1:
        return ""
    words = {"n": content["version"], "reason": spoken(content["amendment"])}
    return _("Version %(n)d. Reason of the amendment: %(reason)s") % words


def _set_up(file: Document) -> None:
    section = file.sections[0]
    section.page_width, section.page_height = Cm(21), Cm(29.7)
    section.left_margin, section.right_margin = Cm(2.5), Cm(1.5)
    section.top_margin = section.bottom_margin = Cm(2)
    style = file.styles["Normal"]
    style.font.name, style.font.size = FONT, Pt(12)
    style.paragraph_format.space_after = Pt(4)


def _head(file: Document, paper: Paper) -> None:
    for text in (paper.title, paper.subtitle):
        line = file.add_paragraph()
        line.alignment = WD_ALIGN_PARAGRAPH.CENTER
        line.add_run(text).bold = True
    file.add_paragraph(paper.day).alignment = WD_ALIGN_PARAGRAPH.RIGHT
    for key, value in paper.facts:
        line = file.add_paragraph()
        line.add_run(f"{key}: ").bold = True
        line.add_run(value)
    if paper.amendment:
        file.add_paragraph(paper.amendment).runs[0].italic = True


def _table(file: Document, paper: Paper) -> None:
    if paper.heard:
        file.add_paragraph(paper.heard)
    table = file.add_table(rows=1, cols=len(paper.columns))
    table.style = "Table Grid"
    table.autofit = False
    for cell, text in zip(table.rows[0].cells, paper.columns, strict=True):
        cell.paragraphs[0].add_run(text).bold = True
    for row in paper.rows:
        for cell, text in zip(table.add_row().cells, row, strict=True):
            cell.text = text
    for row in table.rows:
        for cell, width in zip(row.cells, WIDTHS_CM, strict=True):
            cell.width = Cm(width)


def _foot(file: Document, paper: Paper, digest: str, language: str) -> None:
    with translation.override(language):
        decided, mark = _("DECIDED:"), _("Fingerprint of the text")
    file.add_paragraph()
    file.add_paragraph().add_run(decided).bold = True
    for number, sentence in enumerate(paper.decided, 1):
        file.add_paragraph(f"{number}. {sentence}")
    file.add_paragraph()
    for post, name in ((paper.chair, paper.chair_name), (paper.secretary, paper.secretary_name)):
        file.add_paragraph(f"{post}\t\t{name}")
    small = file.add_paragraph()
    small.add_run(f"{paper.signed}. {mark}: {digest}").font.size = Pt(8)
