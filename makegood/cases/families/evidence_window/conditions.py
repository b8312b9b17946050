"""PURE: the named tests of the time for evidence, and who may agree to a proposal."""

from collections.abc import Callable

from makegood.cases.facts import Facts
from makegood.cases.families.evidence_window.refusals import (
    NoExtensionsLeft,
    NoPapersAwaited,
    ProposedAlready,
)
from makegood.cases.model import CaseState, PauseReason, Role
from makegood.cases.terms import DEFAULT_LIMITS
from makegood.kit.errors import Refused

_OF_AUTHORITIES = (PauseReason.COURT, PauseReason.POLICE)


def asked_to_agree(state: CaseState) -> frozenset[Role]:
    """The party whose yes a proposal waits for."""
    if state.standstill is None:
        return frozenset()
    return frozenset({Role.MERCHANT if state.standstill.by == Role.BUYER else Role.BUYER})


def _extensions_left(state: CaseState, facts: Facts) -> bool:
    return state.extensions < state.terms.limits.get("extensions", DEFAULT_LIMITS["extensions"])


def _papers_awaited(state: CaseState, facts: Facts) -> bool:
    paused = state.paused
    return paused is not None and paused.reason in _OF_AUTHORITIES and not paused.accepted


CONDITIONS: dict[str, tuple[Callable[[CaseState, Facts], bool], type[Refused]]] = {
    "extensions_left": (_extensions_left, NoExtensionsLeft),
    "papers_awaited": (_papers_awaited, NoPapersAwaited),
    "nothing_proposed": (lambda state, facts: state.standstill is None, ProposedAlready),
}
"""Each condition: its test, and the refusal when it guards a move and does not hold."""
