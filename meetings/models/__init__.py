from meetings.models.calendar import Norm, YearPlan
from meetings.models.meeting import Category, Meeting, Notice
from meetings.models.protocol import Line, Protocol, ProtocolVersion
from meetings.models.residents import Question, Registration, Support

__all__ = [
    "Category",
    "Line",
    "Meeting",
    "Norm",
    "Notice",
    "Protocol",
    "ProtocolVersion",
    "Question",
    "Registration",
    "Support",
    "YearPlan",
]
