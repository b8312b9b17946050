"""PURE: who of a move's roles may use it as the case stands, and what the others are told."""

from collections.abc import Callable, Sequence, Set
from dataclasses import dataclass

from makegood.cases import refusals
from makegood.cases.appeals import appellants, wronged
from makegood.cases.facts import Facts
from makegood.cases.families.evidence_window.conditions import asked_to_agree
from makegood.cases.families.evidence_window.hearing import later_of
from makegood.cases.families.evidence_window.refusals import NothingToAgreeTo, TimeForEvidenceOver
from makegood.cases.families.new_circumstances.conditions import is_ruled, losers
from makegood.cases.model import CaseState, Role
from makegood.cases.patience import desk_from, may_call
from makegood.cases.protocol import Move, Only
from makegood.kit.errors import Refused

_EVERYBODY = frozenset(Role)


@dataclass(frozen=True, slots=True)
class RoleTest:
    """The roles that pass, what the others are told, and the test in words. `is_first`: it is asked before the guards."""

    passed: Callable[[CaseState, Facts], Set[Role]]
    refusal: Callable[[CaseState], Refused]
    words: str
    is_first: bool = False


def _holder(state: CaseState, facts: Facts) -> Set[Role]:
    """Nobody while a question stands: the ball is only lent."""
    return frozenset() if state.owner is None or state.question else frozenset({state.owner})


def _not_the_holder(state: CaseState) -> Refused:
    return refusals.QuestionStands() if state.question else refusals.NotYourBall()


def _too_early(state: CaseState) -> Refused:
    return refusals.TooEarlyForDesk(from_at=desk_from(state).isoformat())


ROLE_TESTS: dict[Only, RoleTest] = {
    Only.HOLDER: RoleTest(_holder, _not_the_holder, "it has the ball", is_first=True),
    Only.WRONGED: RoleTest(
        lambda state, facts: wronged(state),
        lambda state: refusals.NotAgainstYou(),
        "the ruling went against it",
    ),
    Only.LOSER: RoleTest(
        lambda state, facts: losers(state) if is_ruled(state) else _EVERYBODY,
        lambda state: refusals.NotAgainstYou(),
        "after a ruling: it went against it",
    ),
    Only.APPELLANT: RoleTest(
        lambda state, facts: appellants(state),
        lambda state: refusals.NotYourAppeal(),
        "its own appeal waits",
    ),
    Only.ASKED: RoleTest(
        lambda state, facts: asked_to_agree(state),
        lambda state: NothingToAgreeTo(),
        "the other party has proposed it",
    ),
    Only.IN_TIME: RoleTest(
        lambda state, facts: later_of(state).keys(),
        lambda state: TimeForEvidenceOver(),
        "its own time for evidence runs",
    ),
    Only.PATIENT: RoleTest(
        lambda state, facts: may_call(state, facts.now),
        _too_early,
        "it has waited as long as the packs say, or the other side said no or was late",
    ),
}  # fmt: skip


def actor_of(move: Move, state: CaseState, roles: Sequence[Role], facts: Facts) -> Role | Refused:
    """The first of the roles that passes the move's test, or why none does."""
    test = ROLE_TESTS[move.only] if move.only else None
    passed = _EVERYBODY if test is None else test.passed(state, facts)
    actor = next((role for role in roles if role in move.by and role in passed), None)
    if actor is not None:
        return actor
    assert test is not None, "one of the roles has the move"
    return test.refusal(state)


def comes_first(move: Move) -> bool:
    """Whether who may is asked before whether it can be done."""
    return move.only is not None and ROLE_TESTS[move.only].is_first
