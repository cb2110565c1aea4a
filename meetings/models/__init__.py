from meetings.models.calendar import Norm, YearPlan
from meetings.models.execution import Evidence, Follow, Reminder, Report, TermMove
from meetings.models.instructions import Asker, CoDoer, Instruction, InstructionLink
from meetings.models.meeting import Category, Meeting, Notice
from meetings.models.plans import Plan, PlanFile
from meetings.models.protocol import Line, Protocol, ProtocolVersion
from meetings.models.residents import Question, Registration, Support

__all__ = [
    "Asker",
    "Category",
    "CoDoer",
    "Evidence",
    "Follow",
    "Instruction",
    "InstructionLink",
    "Line",
    "Meeting",
    "Norm",
    "Notice",
    "Plan",
    "PlanFile",
    "Protocol",
    "ProtocolVersion",
    "Question",
    "Registration",
    "Reminder",
    "Report",
    "Support",
    "TermMove",
    "YearPlan",
]
