from accounts.models.absences import Absence
from accounts.models.access import AccessLog
from accounts.models.notices import Notice, NoticeAttempt, NoticePreference, NoticeTemplate
from accounts.models.organisations import Appointment, Organisation, Team
from accounts.models.own_data import DataCopy, Erasure
from accounts.models.people import Consent, Identity, Residence, User
from accounts.models.push import PushDevice

__all__ = [
    "Absence",
    "AccessLog",
    "Appointment",
    "Consent",
    "DataCopy",
    "Erasure",
    "Identity",
    "Notice",
    "NoticeAttempt",
    "NoticePreference",
    "NoticeTemplate",
    "Organisation",
    "PushDevice",
    "Residence",
    "Team",
    "User",
]
