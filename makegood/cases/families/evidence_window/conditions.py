"""PURE: the named tests of the time for evidence, and who may agree to a proposal."""

from collections.abc import Callable

from makegood.cases.facts import Facts
from makegood.cases.families.evidence_window.hearing import PARTIES, is_over
from makegood.cases.families.evidence_window.refusals import (
    NoExtensionsLeft,
    NoPapersAwaited,
    NotHeardYet,
    ProposedAlready,
)
from makegood.cases.heard import may_rule
from makegood.cases.model import CaseState, PauseReason, Role
from makegood.cases.terms import DEFAULT_LIMITS
from makegood.kit.errors import Refused

_OF_AUTHORITIES = (PauseReason.COURT, PauseReason.POLICE)


def asked_to_agree(state: CaseState) -> frozenset[Role]:
    """The party whose yes a proposal waits for."""
    if state.standstill is None:
        return frozenset()
    return frozenset({Role.MERCHANT if state.standstill.by == Role.BUYER else Role.BUYER})


def extensions_left(state: CaseState, role: Role) -> bool:
    """Whether a party may still be given more time."""
    most = state.terms.limits.get("extensions", DEFAULT_LIMITS["extensions"])
    return state.extensions.count(role.value) < most


def _extensions_left(state: CaseState, facts: Facts) -> bool:
    return any(extensions_left(state, role) for role in PARTIES)


def _papers_awaited(state: CaseState, facts: Facts) -> bool:
    paused = state.paused
    return paused is not None and paused.reason in _OF_AUTHORITIES and not paused.accepted


CONDITIONS: dict[str, tuple[Callable[[CaseState, Facts], bool], type[Refused]]] = {
    "extensions_left": (_extensions_left, NoExtensionsLeft),
    "all_was_said": (lambda state, facts: is_over(state), NotHeardYet),
    "somebody_heard": (lambda state, facts: may_rule(state), NotHeardYet),
    "papers_awaited": (_papers_awaited, NoPapersAwaited),
    "nothing_proposed": (lambda state, facts: state.standstill is None, ProposedAlready),
}
"""Each condition: its test, and the refusal when it guards a move and does not hold."""
