"""What the clock does to an appeal, and what a head may do to the clock.

``extension`` puts the last day off; ``refusal`` deems an appeal refused once its term ran out; ``recalculation``
follows the work calendar; ``ladder`` warns those above as time runs out; ``notices`` watches that applicants are told;
``correction`` asks for what the law requires and the appeal lacks. Each system act is done row by row: see ``rows``.
"""

from appeals.services.terms.correction import ask_for_missing
from appeals.services.terms.extension import extend, extend_part
from appeals.services.terms.ladder import climb
from appeals.services.terms.notices import watch_notices
from appeals.services.terms.recalculation import recalculate
from appeals.services.terms.refusal import deem_refused

__all__ = ["ask_for_missing", "climb", "deem_refused", "extend", "extend_part", "recalculate", "watch_notices"]
