"""PURE: what a case has to be told once the marketplace's order says that its goods have left, or have arrived."""

from datetime import datetime

from makegood.cases.commands import Command
from makegood.cases.facts import OrderFacts
from makegood.cases.families.cancellation.commands import RecordInterception, ReportShipped
from makegood.cases.families.cancellation.plan import Interception
from makegood.cases.families.cancellation.whereabouts import furthest
from makegood.cases.model import CaseState, CaseType, Goods, Stage


def dispatch_command(
    state: CaseState, order: OrderFacts, now: datetime, parcel: tuple[str, str]
) -> Command | None:
    """The command that tells it, or None where it changes nothing. `parcel`: carrier and tracking number."""
    place = furthest(state.items, order, now)
    if state.type is CaseType.CANCEL and state.stage is Stage.AWAITING_MERCHANT:
        return None if place is Goods.NOT_SHIPPED else ReportShipped(*parcel)
    if state.stage is Stage.AWAITING_INTERCEPTION and place is Goods.WITH_BUYER:
        return RecordInterception(Interception.MISSED)
    return None
