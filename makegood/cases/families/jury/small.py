"""PURE: what the check gives to panels, and what of them no later decision looks at."""

from collections.abc import Callable, Iterable, Iterator
from datetime import datetime

from makegood.cases.commands import Command
from makegood.cases.facts import OrderFacts
from makegood.cases.families.jury import commands as c
from makegood.cases.families.jury.plan import JuryPlan
from makegood.cases.model import CaseState, Role

BY_PANEL = "by_panel"
"""The market of orders over which a panel may be called."""
PANELLED = frozenset({"agree_jury", "call_jury", "record_verdict", "dismiss_jury"})
DEPARTURE = "The panel did not see the photo."


def canonical_jury(state: CaseState, now: datetime) -> JuryPlan | None:
    """Of the panel, what a later ruling or panel looks at: who agreed until it is called, then whether it found anything."""
    plan = state.jury
    if plan is None or state.legs:
        return None
    if not plan.seats:
        return JuryPlan(agreed=tuple(sorted(plan.agreed)))
    return JuryPlan(
        seats=plan.seats,
        ended=("majority" if plan.verdict else "out_of_time") if plan.ended else "",
        verdict=plan.verdict,
    )


def _verdicts(state: CaseState, order: OrderFacts, actor: Role) -> Iterator[Command]:
    yield c.RecordVerdict("buyer", for_buyer=9)
    yield c.RecordVerdict("merchant", for_merchant=9)
    yield c.RecordVerdict("", "not_filled")


PAYLOADS: dict[str, Callable[[CaseState, OrderFacts, Role], Iterable[Command]]] = {
    "record_verdict": _verdicts,
    "dismiss_jury": lambda state, order, actor: [c.DismissJury("It names the buyer's illness.")],
}
