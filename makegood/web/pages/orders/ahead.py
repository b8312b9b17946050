"""PURE: what a remedy comes to before it is asked for: the money by tender, and how long each hand may take."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from msgspec import Struct

from makegood.cases import PROTOCOLS, CaseState, CaseType, Stage, freight_in, freight_to_come
from makegood.cases.facts import OrderFacts
from makegood.payments import TenderRoom, in_order
from makegood.web.pages import words
from makegood.web.pages.time import span_text

WAYS: dict[CaseType, tuple[Stage, ...]] = {
    CaseType.REFUND_ONLY: (Stage.AWAITING_MERCHANT, Stage.REFUNDING),
    CaseType.RETURN_REFUND: (
        Stage.AWAITING_MERCHANT,
        Stage.AWAITING_RETURN,
        Stage.IN_RETURN_TRANSIT,
        Stage.AWAITING_INSPECTION,
        Stage.REFUNDING,
    ),
    CaseType.CANCEL: (Stage.AWAITING_MERCHANT, Stage.REFUNDING),
    CaseType.MODIFY_ADDRESS: (Stage.AWAITING_MERCHANT,),
    CaseType.MODIFY_PAYMENT: (Stage.AWAITING_MERCHANT, Stage.REFUNDING),
    CaseType.MODIFY_ITEMS: (Stage.AWAITING_MERCHANT,),
    CaseType.INTERCEPT: (Stage.AWAITING_INTERCEPTION, Stage.IN_RETURN_TRANSIT, Stage.REFUNDING),
    CaseType.EXCHANGE: (
        Stage.AWAITING_MERCHANT,
        Stage.AWAITING_RETURN,
        Stage.IN_RETURN_TRANSIT,
        Stage.AWAITING_INSPECTION,
        Stage.AWAITING_REPLACEMENT,
        Stage.REPLACEMENT_IN_TRANSIT,
    ),
    CaseType.REPAIR: (
        Stage.AWAITING_MERCHANT,
        Stage.AWAITING_RETURN,
        Stage.IN_RETURN_TRANSIT,
        Stage.UNDER_REPAIR,
        Stage.REPAIRED_IN_TRANSIT,
    ),
    CaseType.PRICE_REDUCTION: (Stage.AWAITING_MERCHANT, Stage.REFUNDING),
    CaseType.RESHIP: (Stage.AWAITING_MERCHANT, Stage.AWAITING_REPLACEMENT, Stage.REPLACEMENT_IN_TRANSIT),
}
"""The stages through which a request goes when nobody objects."""

LABELS = {
    "awaiting_merchant": "The merchant answers",
    "awaiting_return": "You send the goods back",
    "in_return_transit": "The parcel travels back",
    "awaiting_inspection": "The merchant inspects the goods",
    "awaiting_interception": "The carrier stops the parcel",
    "awaiting_replacement": "The merchant sends the replacement",
    "under_repair": "The merchant repairs it",
    "repaired_in_transit": "It travels back to you",
    "replacement_in_transit": "The replacement travels to you",
    "refunding": "The money is paid",
}
"""What happens at each of them, in English."""


class Ahead(Struct, frozen=True):
    """Something that is still to come: its English name, and how long it may take, also in the reader's words."""

    label: str
    within: str
    time: timedelta


class Part(Struct, frozen=True):
    """What goes back to one tender: its English name, and minor units."""

    label: str
    amount_minor: int


class FreightBack(Struct, frozen=True):
    """What of it is freight of the way out; `is_later`: it comes back with the last of the goods, and these are not."""

    amount_minor: int = 0
    is_later: bool = False


class MoneyBack(Struct, frozen=True):
    """What is asked for, in minor units, by tender; what the rules deduct or add."""

    amount_minor: int
    parts: list[Part]
    deducted_minor: int = 0
    added_minor: int = 0
    freight: FreightBack = FreightBack()


def ways_ahead(state: CaseState, language: str) -> list[Ahead]:
    """How long each step may take at most: what the rules say of this request, else the protocol's own time."""
    table = PROTOCOLS[state.type]
    found = []
    for stage in WAYS[state.type]:
        if state.legs and stage is not Stage.REFUNDING:
            continue  # granted at once: only the money is still to come
        clock = table.row(stage).clock
        if clock is not None:
            within = state.terms.clock(clock.key) or clock.default
            found.append(Ahead(LABELS[stage.value], span_text(within, language), within))
    return found


def latest(ahead: Sequence[Ahead], now: datetime) -> datetime | None:
    """When it is over at the latest if every hand takes all of its time; None where nothing is still to come."""
    return now + sum((step.time for step in ahead), timedelta()) if ahead else None


def freight_of(state: CaseState, order: OrderFacts) -> FreightBack:
    """The freight of the way out in a request. `order`: as it is once the request is made."""
    found = freight_in(state.items, order)
    return FreightBack(found, not found and freight_to_come(state, order))


def money_back(
    order: OrderFacts, amount_minor: int, deducted: int | None, added: int | None, freight: FreightBack
) -> MoneyBack:
    """The refund as it would be split over the payments of the order today."""
    rooms = [
        TenderRoom(
            payment_no=paid.payment_no, tender=paid.tender, processor=paid.processor,
            processor_reference=paid.processor_reference, room_minor=paid.amount_minor - paid.refunded_minor, rank=paid.rank,
        )
        for paid in order.payments
    ]  # fmt: skip
    most = min(amount_minor, sum(room.room_minor for room in rooms))
    parts = [Part(words.word(words.TENDERS, leg.tender), leg.amount_minor) for leg in in_order(rooms, most)]
    return MoneyBack(amount_minor, _together(parts), deducted or 0, added or 0, freight)


def _together(parts: Sequence[Part]) -> list[Part]:
    """Parts of one kind as one."""
    sums: dict[str, int] = {}
    for part in parts:
        sums[part.label] = sums.get(part.label, 0) + part.amount_minor
    return [Part(label, amount_minor) for label, amount_minor in sums.items()]
