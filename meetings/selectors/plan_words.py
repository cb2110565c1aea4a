"""Acts and states of instructions as people say them: for pages, letters, feeds and the board."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from meetings.enums import InstructionStatus

Words = str | Promise

# act: icon, sentence. Bodies are named, officials never.
TOLD: dict[str, tuple[str, Words]] = {
    "give": ("send", _("The instruction was given")),
    "carry_over": ("file-check", _("It had ended before, as the earlier plan says")),
    "take_up": ("hourglass", _("The body took it into work")),
    "report": ("camera", _("The body reported what was done")),
    "do_part": ("circle-check", _("A co-doer did its part")),
    "refuse": ("undo-2", _("The body says that it is not its duty")),
    "redirect": ("forward", _("Given to another body")),
    "insist": ("corner-up-right", _("The refusal was not accepted: the body does it")),
    "return": ("corner-up-right", _("The controller returned the report")),
    "accept": ("circle-check", _("The controller accepted it: done, off control")),
    "next_stage": ("refresh-cw", _("The controller accepted this stage; the next one began")),
    "close": ("minus", _("Taken off control without being done")),
    "move_term": ("calendar-clock", _("The term was moved")),
    "divide": ("split", _("Divided into parts")),
    "child_moved": ("split", _("A part of it moved")),
    "dispute": ("message-square", _("The asker says that it is not done")),
    "uphold": ("file-check", _("The controller looked again: it is done")),
    "reopen": ("refresh-cw", _("The controller looked again: the work goes on")),
    "fall_overdue": ("octagon-alert", _("The term passed, and it is not done")),
    "link": ("link", _("Linked with another matter")),
    "link_moved": ("link", _("The linked matter moved")),
}

# status: tone of the pill
TONES = {
    InstructionStatus.DRAFT: "idle",
    InstructionStatus.GIVEN: "idle",
    InstructionStatus.IN_WORK: "info",
    InstructionStatus.REPORTED: "wait",
    InstructionStatus.REFUSED: "wait",
    InstructionStatus.ACCEPTED: "ok",
    InstructionStatus.CLOSED: "idle",
    InstructionStatus.DISPUTED: "late",
}


def label(status: str) -> str:
    return str(InstructionStatus(status).label)


def told(act: str) -> str:
    """The sentence of an act; empty for one that is not told."""
    return str(TOLD[act][1]) if act in TOLD else ""
