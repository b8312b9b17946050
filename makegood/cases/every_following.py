"""PURE: what follows by itself in a case, whatever was decided, those of the families too."""

from collections.abc import Callable

from makegood.cases.events import CaseEvent
from makegood.cases.facts import Facts
from makegood.cases.families.advance.following import FOLLOWING as ADVANCE
from makegood.cases.families.repair.following import FOLLOWING as REPAIR
from makegood.cases.families.replacement.following import FOLLOWING as REPLACEMENT
from makegood.cases.families.virtual.verbs import revoked_with_refund
from makegood.cases.model import CaseState
from makegood.cases.protocol import Protocol

EVERY_FOLLOWING: tuple[Callable[[CaseState, Facts, Protocol], list[CaseEvent]], ...] = (
    *REPLACEMENT,
    *REPAIR,
    *ADVANCE,
    revoked_with_refund,
)
"""Asked one after the other at the end of each decision, each of the case as the ones before have left it."""
