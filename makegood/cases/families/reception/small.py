"""PURE: what the check gives to a return that comes back in parcels, and what of it no later decision looks at."""

from collections.abc import Iterator
from datetime import datetime

from msgspec import structs

from makegood.cases import commands as c
from makegood.cases.facts import OrderFacts
from makegood.cases.families.reception import commands as own
from makegood.cases.families.reception.asked import UnitsFoundAsked
from makegood.cases.families.reception.findings import FINDINGS, Counts, Leads
from makegood.cases.families.reception.parcels import awaited, parcels_of
from makegood.cases.families.reception.plan import Finding, FoundUnits, Reception, ReturnParcel
from makegood.cases.model import CaseState, Role

RECEPTION = frozenset({"ship_more", "refuse_parcel", "send_back"})
"""Commands that are explored only over the orders that say so."""
PHOTO = "1"
"""The file that everybody has uploaded in the exploration."""


def receptions(state: CaseState, order: OrderFacts, actor: Role) -> Iterator[c.Command]:
    """All has come, or where there are several parcels one of them."""
    yield c.Receive()
    if state.reception is not None and len(parcels_of(state)) > 1:
        yield from (c.Receive(tracking_no=each.tracking_no) for each in awaited(state))


def second_parcels(state: CaseState, order: OrderFacts, actor: Role) -> Iterator[c.Command]:
    """One parcel more, and only one, of a return of several units."""
    if len(parcels_of(state)) < 2 and sum(item.quantity for item in state.items) > 1:
        yield own.ShipMore("SF", "2")


def findings(state: CaseState, order: OrderFacts, actor: Role) -> Iterator[c.Command]:
    """Each way in which a finding leads, for all units and for one of several."""
    for finding in _one_of_each():
        for item in state.items:
            for units in {1, item.quantity}:
                others = [(each, each.quantity) for each in state.items if each is not item]
                rest = [(item, item.quantity - units)] if units < item.quantity else []
                found = (
                    UnitsFoundAsked(item.line_no, units, finding),
                    *(UnitsFoundAsked(each.line_no, quantity) for each, quantity in (*others, *rest)),
                )
                yield c.Inspect(reason="damaged", units=found, weight_grams=1, files=(PHOTO,))


def _gradings(state: CaseState, order: OrderFacts, actor: Role) -> Iterator[c.Command]:
    """All is as it should be, or nothing came: what else is found no later decision tells apart."""
    for finding in (Finding.AS_EXPECTED, Finding.MISSING):
        units = tuple(UnitsFoundAsked(item.line_no, item.quantity, finding) for item in state.items)
        yield own.GradeUnits(units=units, weight_grams=1, files=(PHOTO,))


def _one_of_each() -> Iterator[Finding]:
    seen: set[tuple[Counts, Leads, bool]] = set()
    for finding, consequence in FINDINGS.items():
        kind = (consequence.counts, consequence.leads, consequence.is_there)
        if kind not in seen and consequence.counts is Counts.NOT_ACCEPTED:
            seen.add(kind)
            yield finding


PAYLOADS = {
    "receive": receptions,
    "ship_more": second_parcels,
    "refuse_parcel": lambda state, order, actor: [own.RefuseParcel("damaged")],
    "grade": lambda state, order, actor: _gradings(state, order, actor),
    "send_back": lambda state, order, actor: [own.SendBack("SF", "9")],
}


def canonical_reception(state: CaseState, now: datetime, is_sent_back: bool) -> Reception | None:
    """The reception without what no later decision looks at; once the refund has begun the parcels no longer matter, and
    what did not come only where goods are sent back.
    """
    kept = state.reception
    if kept is None:
        return None
    parcels = () if state.legs or state.received_at else _canonical_parcels(kept.parcels, now)
    found = tuple(
        FoundUnits(each.line_no, each.quantity, Finding.MISSING)
        for each in kept.found
        if is_sent_back and not FINDINGS[each.finding].is_there
    )
    sent = structs.replace(kept.sent_back, at=now) if kept.sent_back else None
    canonical = Reception(parcels=parcels, found=found, sent_back=sent)
    return canonical if canonical != Reception() else None


def _canonical_parcels(parcels: tuple[ReturnParcel, ...], now: datetime) -> tuple[ReturnParcel, ...]:
    return tuple(
        ReturnParcel(
            "",
            each.tracking_no,
            arrived_at=now if each.arrived_at else None,
            was_refused=each.was_refused,
        )
        for each in sorted(parcels, key=lambda each: each.tracking_no)
    )
