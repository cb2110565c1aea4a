"""One act on an instruction, by the rights of the policy: what every service of instructions calls."""

from collections.abc import Callable
from typing import Any

from meetings import policy
from meetings.models import Instruction
from meetings.workflow import INSTRUCTION
from workflow import acts
from workflow.actor import Actor
from workflow.models import Act

Roles = Callable[[Instruction], frozenset[str]]


def perform(instruction_id: int, name: str, *, actor: Actor, roles: Roles | None = None, **words: Any) -> Act:
    """``roles``: where others than the policy's holders of the instruction may do it; ``words`` as ``acts.perform``."""
    held = roles or (lambda row: policy.roles_on_instruction(actor, row))
    return acts.perform(INSTRUCTION, Instruction, instruction_id, name, actor=actor, roles=held, **words)
