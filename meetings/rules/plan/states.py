"""States as offices write them, and the language of a text."""

import re

from meetings.rules.plan.words import plain

# The first that fits wins: «не исполнено» is no «исполнено».
_STATES = (
    (
        "open",
        r"не исполн|не выполн|орындалмаған|в работе|на контроле|исполняется|жұмыс(?:та| барысында)|бақылауда"
        r"|орындалуда",
    ),
    ("not_supported", r"не поддерж|отказано|қолдау таппа|қолдау көрсетілме"),
    ("explained", r"разъясн|түсіндіріл|түсінік беріл"),
    ("not_needed", r"неактуал|утратил|өзектілігін жой"),
    ("carried", r"исполнен|выполнен|завершен|снят\w* с контроля|орындалды|аяқталды|бақылаудан алын"),
)
_KAZAKH = re.compile("[әіңғүұқөһ]")


def state_of(text: str) -> str:
    """``open``, or the outcome that an earlier plan tells, as ``InstructionOutcome`` names it."""
    said = plain(text)
    return next((state for state, words in _STATES if re.search(words, said)), "open")


def language_of(text: str) -> str:
    """``kk`` where a letter of Kazakh alone stands in the text, else ``ru``."""
    return "kk" if _KAZAKH.search(text.casefold()) else "ru"
