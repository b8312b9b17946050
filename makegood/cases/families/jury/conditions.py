"""PURE: the named tests of panels: whether the rules open one, whether the parties agreed, whether a verdict is awaited."""

from collections.abc import Callable

from makegood.cases.facts import Facts
from makegood.cases.families.jury.plan import PANELS
from makegood.cases.families.jury.refusals import JuryNotAgreed, JuryNotOpen, NoVerdictAwaited
from makegood.cases.model import CaseState
from makegood.kit.errors import Refused

SEATS_LIMIT = "jury_seats"
"""How many seats the packs give a panel: 17 or 31. Without it, or with any other number, there is none."""
CONSENTS_LIMIT = "jury_consents"
"""How many of the parties must have agreed."""
DEFAULT_CONSENTS = 2


def seats_of(state: CaseState) -> int:
    """The seats that the rules give a panel of this case; 0 where they open none."""
    seats = state.terms.limits.get(SEATS_LIMIT, 0)
    return seats if seats in PANELS else 0


def _open(state: CaseState, facts: Facts) -> bool:
    return seats_of(state) > 0 and (state.jury is None or not state.jury.seats) and not state.is_appealed


def _agreed(state: CaseState, facts: Facts) -> bool:
    wanted = state.terms.limits.get(CONSENTS_LIMIT, DEFAULT_CONSENTS)
    return len(state.jury.agreed if state.jury else ()) >= wanted


def _awaited(state: CaseState, facts: Facts) -> bool:
    """While it reads; and where the last vote was in time, and only its news came later than the clock."""
    jury = state.jury
    return jury is not None and jury.seats > 0 and jury.ended in ("", "out_of_time") and not jury.verdict


CONDITIONS: dict[str, tuple[Callable[[CaseState, Facts], bool], type[Refused]]] = {
    "jury_open": (_open, JuryNotOpen),
    "jury_agreed": (_agreed, JuryNotAgreed),
    "verdict_awaited": (_awaited, NoVerdictAwaited),
}
"""Each condition: its test, and the refusal when it guards a move and does not hold."""
