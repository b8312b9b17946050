"""PURE: goods on their way back: shipped, received or lost, inspected."""

from makegood.cases import commands as c
from makegood.cases import events as e
from makegood.cases import refusals
from makegood.cases.facts import Facts
from makegood.cases.families.repair.changes import sender_of
from makegood.cases.model import CaseState, CaseType, Inspection, Offer, Role, Shipment
from makegood.kit.money import share_of_remaining


def ship(command: c.ShipReturn, state: CaseState, facts: Facts, actor: Role) -> list[e.CaseEvent]:
    """The buyer has sent the goods."""
    return [e.ReturnShipped(shipment=Shipment(command.carrier, command.tracking_no, facts.now))]


def receive(command: c.Receive, state: CaseState, facts: Facts, actor: Role) -> list[e.CaseEvent]:
    """The goods have arrived; the law's seven days count from here."""
    at = command.received_at or facts.now
    sent_at = state.shipment.shipped_at if state.shipment else state.opened_at
    if at.tzinfo is None or not sent_at <= at <= facts.now:
        raise refusals.TimeNotPossible(given=at.isoformat())
    return [e.ReturnReceived(received_at=at)]


def report_lost(command: c.ReportLost, state: CaseState, facts: Facts, actor: Role) -> list[e.CaseEvent]:
    """The carrier says that the parcel is lost, or is back where it came from."""
    return [_lost("came_back" if command.came_back else "reported_by_carrier", state)]


def trace(command: None, state: CaseState, facts: Facts, actor: Role) -> list[e.CaseEvent]:
    """What the carrier's silence means: the parcel counts as lost until somebody finds it."""
    return [_lost("not_arrived_in_time", state)]


def _lost(because: str, state: CaseState) -> e.ReturnLost:
    """Who handed the parcel in is asked first, since they have the proof of it. What was stopped on its way to the buyer is
    refunded, and nobody is asked.
    """
    asked = None if state.type is CaseType.INTERCEPT else sender_of(state)
    return e.ReturnLost(because=because, respondent=asked)


def waive_return(command: c.WaiveReturn, state: CaseState, facts: Facts, actor: Role) -> list[e.CaseEvent]:
    """Refund without the goods."""
    return [e.ReturnWaived(amount_minor=state.owed_minor)]


def inspect(command: c.Inspect, state: CaseState, facts: Facts, actor: Role) -> list[e.CaseEvent]:
    """Accept all that came back, or say why not; then the accepted part stands as an offer."""
    accepted = {item.line_no: item.quantity for item in state.items}
    for found in command.accepted or ():
        if found.quantity > accepted.get(found.line_no, 0):
            asked = accepted.get(found.line_no, 0)
            raise refusals.MoreThanSent(line_no=found.line_no, accepted=found.quantity, asked=asked)
        accepted[found.line_no] = found.quantity
    in_full = all(accepted[item.line_no] == item.quantity for item in state.items)
    if not in_full and not command.reason:
        raise refusals.ReasonOwed()
    inspection = Inspection(
        {str(line_no): quantity for line_no, quantity in accepted.items()},
        in_full,
        command.reason or "",
        command.note,
    )
    amount = state.owed_minor if in_full else accepted_minor(state, accepted)
    events: list[e.CaseEvent] = [e.ReturnInspected(inspection=inspection, accepted_minor=amount)]
    if not in_full and amount > 0:
        events.append(e.OfferMade(offer=Offer(Role.MERCHANT, CaseType.RETURN_REFUND, amount, command.note)))
    return events


def accepted_minor(state: CaseState, accepted: dict[int, int]) -> int:
    """The accepted units' share of what is owed, rounded down to the minor unit."""
    value = sum(
        share_of_remaining(item.value_minor, item.quantity, accepted[item.line_no])
        for item in state.items
        if accepted[item.line_no]
    )
    return state.owed_minor * value // state.value_minor
