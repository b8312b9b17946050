"""PURE: receiving, refusing and inspecting the parcels of a return, and sending back what stays the buyer's."""

from datetime import datetime

from msgspec import structs

from makegood.cases import commands as c
from makegood.cases import events as e
from makegood.cases.facts import Facts
from makegood.cases.families.reception import commands as own
from makegood.cases.families.reception import events as happened
from makegood.cases.families.reception import refusals
from makegood.cases.families.reception.findings import Leads, leads_of
from makegood.cases.families.reception.grading import found_in, in_short
from makegood.cases.families.reception.owed_back import all_goes_back, owed_back
from makegood.cases.families.reception.parcels import (
    MOST_PARCELS,
    awaited,
    parcel_named,
    parcels_of,
    with_arrival,
)
from makegood.cases.families.reception.plan import CountedUnits, DoorRefusal, SentBack
from makegood.cases.model import CaseState, Role, Shipment
from makegood.cases.verbs import returning
from makegood.cases.verbs.showing import shown


def ship_more(command: own.ShipMore, state: CaseState, facts: Facts, actor: Role) -> list[e.CaseEvent]:
    """One parcel more is on its way. Raises ParcelKnown and NoMoreParcels."""
    if parcel_named(state, command.tracking_no):
        raise refusals.ParcelKnown(tracking_no=command.tracking_no)
    if len(parcels_of(state)) >= MOST_PARCELS:
        raise refusals.NoMoreParcels(most=MOST_PARCELS)
    return [happened.ReturnParcelAdded(shipment=Shipment(command.carrier, command.tracking_no, facts.now))]


def receive(command: c.Receive, state: CaseState, facts: Facts, actor: Role) -> list[e.CaseEvent]:
    """A parcel has arrived; the goods have when all have, or when nobody says which. Raises NoSuchParcel, ParcelHasCome."""
    received = returning.receive(command, state, facts, actor)
    arrived = _arrival(command, state, facts, command.received_at or facts.now)
    if arrived is None:
        return received
    still = (
        awaited(structs.replace(state, reception=with_arrival(state, arrived))) if command.tracking_no else ()
    )
    return [arrived] if still else [arrived, *received]


def _arrival(
    command: c.Receive, state: CaseState, facts: Facts, at: datetime
) -> happened.ReturnParcelArrived | None:
    """What is told of the parcel; None where nothing is."""
    told = (command.tracking_no, command.condition, command.weight_grams, command.units, command.files)
    if not any(told):
        return None
    return happened.ReturnParcelArrived(
        tracking_no=_number(command, state), arrived_at=at, condition=command.condition,
        weight_grams=command.weight_grams, files=shown(command.files, facts),
        counted=tuple(CountedUnits(each.line_no, each.quantity) for each in command.units or ()),
    )  # fmt: skip


def _number(command: c.Receive, state: CaseState) -> str:
    """The number of the parcel that is told of; where the case knows of one at most, another number is as good."""
    known = parcels_of(state)
    if not command.tracking_no:
        first = next(iter(awaited(state)), None)
        return first.tracking_no if first else ""
    parcel = parcel_named(state, command.tracking_no)
    if parcel is None and len(known) > 1:
        raise refusals.NoSuchParcel(tracking_no=command.tracking_no)
    if parcel is not None and not parcel.is_awaited:
        raise refusals.ParcelHasCome(tracking_no=command.tracking_no)
    return known[0].tracking_no if parcel is None and known else command.tracking_no


def refuse_parcel(
    command: own.RefuseParcel, state: CaseState, facts: Facts, actor: Role
) -> list[e.CaseEvent]:
    """Not taken at the door: the buyer is heard, and a person looks at it."""
    refusal = DoorRefusal(command.reason, facts.now, command.note)
    called = e.CaseEscalated(by=actor, respondent=Role.BUYER, note=command.note)
    return [happened.ReturnParcelRefused(refusal=refusal), called]


def inspect(command: c.Inspect, state: CaseState, facts: Facts, actor: Role) -> list[e.CaseEvent]:
    """Accept what came back, or say unit by unit what was found; the table of findings says what follows."""
    if command.units is None:
        inspected, *offered = returning.inspect(command, state, facts, actor)
        if command.reason and isinstance(inspected, e.ReturnInspected) and inspected.inspection.in_full:
            raise refusals.NothingFoundWrong(reason=command.reason)
        return [*_photos(command, facts), inspected, *offered]
    if command.accepted is not None:
        raise refusals.SaidTwice()
    found = found_in(command, state)
    noted = happened.UnitsWereFound(
        found=found, weight_grams=command.weight_grams, files=shown(command.files, facts)
    )
    events = [noted, *returning.inspect(in_short(command, found), state, facts, actor)]
    if leads_of(found) is Leads.PERSON:
        events.append(e.CaseEscalated(by=actor, respondent=Role.BUYER, note=command.note))
    return events


def grade(command: own.GradeUnits, state: CaseState, facts: Facts, actor: Role) -> list[e.CaseEvent]:
    """What was found is on record, for whoever decides; who has the ball, and for how long, stays as it is."""
    found, files = found_in(command, state), shown(command.files, facts)
    return [happened.UnitsWereFound(found=found, weight_grams=command.weight_grams, files=files)]


def _photos(command: c.Inspect, facts: Facts) -> list[e.CaseEvent]:
    """What is shown without a word on each unit."""
    if not command.files and command.weight_grams is None:
        return []
    files = shown(command.files, facts)
    return [happened.UnitsWereFound(found=(), weight_grams=command.weight_grams, files=files)]


def send_back(command: own.SendBack, state: CaseState, facts: Facts, actor: Role) -> list[e.CaseEvent]:
    """All that is owed back goes in one parcel."""
    units = tuple(CountedUnits(line_no, units) for line_no, units in sorted(owed_back(state).items()))
    sent = SentBack(command.carrier, command.tracking_no, facts.now, units)
    return [happened.UnitsSentBack(sent=sent, all_of_it=all_goes_back(state))]
