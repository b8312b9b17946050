"""PURE: the small orders over which the check explores cancelling and intercepting."""

from collections.abc import Callable, Iterable, Iterator

from makegood.cases.commands import Command
from makegood.cases.facts import OrderFacts
from makegood.cases.families.cancellation import commands as c
from makegood.cases.families.cancellation.plan import Interception, Stopping
from makegood.cases.model import CaseState, CaseType, Goods, Role


def reports(state: CaseState, order: OrderFacts, actor: Role) -> Iterator[Command]:
    """With which parcel the goods left."""
    yield c.ReportShipped("SF", "1")


def outcomes(state: CaseState, order: OrderFacts, actor: Role) -> Iterator[Command]:
    """Whatever may become of a parcel that shall be stopped."""
    yield from (c.RecordInterception(outcome) for outcome in Interception)


def looked_at(state: CaseState) -> Stopping | None:
    """Of the parcel to be stopped, what a later decision still looks at: whether it left after the request, and what came
    of it, while it may still be stopped.
    """
    if state.stopping is None or state.type is not CaseType.INTERCEPT or state.goods is not Goods.IN_TRANSIT:
        return None
    return Stopping(
        shipped_after_request=state.stopping.shipped_after_request, outcome=state.stopping.outcome
    )


PAYLOADS: dict[str, Callable[[CaseState, OrderFacts, Role], Iterable[Command]]] = {
    "report_shipped": reports,
    "record_interception": outcomes,
}
