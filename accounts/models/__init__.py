from accounts.models.absences import Absence
from accounts.models.notices import Notice, NoticeAttempt, NoticePreference, NoticeTemplate
from accounts.models.organisations import Appointment, Organisation, Team
from accounts.models.people import Consent, Identity, Residence, User

__all__ = [
    "Absence",
    "Appointment",
    "Consent",
    "Identity",
    "Notice",
    "NoticeAttempt",
    "NoticePreference",
    "NoticeTemplate",
    "Organisation",
    "Residence",
    "Team",
    "User",
]
