"""Letters to people: written once by ``owe`` in the caller's transaction, sent by ``deliver`` until they arrive."""

from accounts.notices.delivery import deliver
from accounts.notices.forgetting import forget
from accounts.notices.letters import LetterUnknown
from accounts.notices.owing import owe

__all__ = ["LetterUnknown", "deliver", "forget", "owe"]
