"""PURE: the small orders over which the check explores every state of a case.

A refund of two minor units goes through the same tests as one of two million; what matters is that there are a part
and a whole of everything: of the money, of the units, of the tenders.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from msgspec import structs

from makegood.cases.facts import LineFacts, OrderFacts, ParcelFacts, PaymentFacts
from makegood.cases.model import BuyerTender, CaseType
from makegood.payments import TenderRoom, in_order

NOW = datetime(2026, 1, 5, 12, tzinfo=UTC)
"""The moment at which every command of the exploration is given; clocks then run out after it."""

CARD = ("card", "processor")
GIFT_CARD = ("gift_card", "internal")


@dataclass(frozen=True, slots=True)
class SmallOrder:
    """One order to explore, and how much of each counter is left to a case that begins (the caps stay the real ones)."""

    name: str
    order: OrderFacts
    rounds_left: int = 1
    attempts_left: int = 1
    pauses_left: int = 0
    talk: bool = False
    """Whether people write and ask. However often: the limits are lifted, so what is found holds with any limit."""
    appeals: bool = False
    """Whether rulings are appealed."""
    types: tuple[CaseType, ...] = (CaseType.REFUND_ONLY, CaseType.RETURN_REFUND)
    """What is asked for over this order."""
    others: bool = False
    """Whether other cases of the same order may take what this one leaves."""
    ships: bool = False
    """Whether the order may be shipped and delivered while the case is open."""
    reception: bool = False
    """Whether goods come back in several parcels, are refused at the door, and are sent back."""
    bank: bool = False
    """Whether the bank takes payments back, and gives them back."""


CALLED_IN = "called_in"
"""The market of orders over which the second refusal calls the desk in."""
PATIENT = "patient"
"""The market of orders over which the parties try by themselves for some days before they may call the desk in."""


def line(line_no: int, quantity: int, paid_minor: int) -> LineFacts:
    """A line that nobody has claimed."""
    return LineFacts(line_no, "goods", f"SKU-{line_no}", f"line {line_no}", "any", quantity, paid_minor, 0, 0)


def order(
    lines: Iterable[LineFacts],
    tenders: Iterable[tuple[tuple[str, str], int]],
    goods: str,
    *own: BuyerTender,
) -> OrderFacts:
    """An order whose goods are "delivered", "shipped" or not yet sent ("paid"); `own` are the buyer's other tenders."""
    paid = [
        PaymentFacts(no, tender, processor, f"payment-{no}", amount_minor, 0, no)
        for no, ((tender, processor), amount_minor) in enumerate(tenders, 1)
    ]
    total = sum(payment.amount_minor for payment in paid)
    sent, arrived = NOW - timedelta(days=4), NOW - timedelta(days=2)
    parcels = () if goods == "paid" else (ParcelFacts(sent, arrived if goods == "delivered" else None),)
    return OrderFacts(
        id=1, external_id="1", buyer_id=1, merchant_id=1, currency="CNY", status=goods, placed_at=NOW - timedelta(days=5),
        paid_minor=total, escrow_minor=total, lines=tuple(lines), payments=tuple(paid), parcels=parcels,
        tenders=own,
    )  # fmt: skip


SMALL_ORDERS = (
    SmallOrder(
        "one unit of 2 by card, delivered", order([line(1, 1, 2)], [(CARD, 2)], "delivered"), rounds_left=2
    ),
    SmallOrder(
        "one unit of 1 by gift card, delivered, where the second refusal calls the desk in",
        structs.replace(order([line(1, 1, 1)], [(GIFT_CARD, 1)], "delivered"), market=CALLED_IN),
        rounds_left=1,
        types=(CaseType.REFUND_ONLY,),
    ),
    SmallOrder(
        "one unit of 1 by gift card, delivered, where parties try by themselves first",
        structs.replace(order([line(1, 1, 1)], [(GIFT_CARD, 1)], "delivered"), market=PATIENT),
        rounds_left=1,
    ),
    SmallOrder("two units of 3 by card, delivered", order([line(1, 2, 3)], [(CARD, 3)], "delivered")),
    SmallOrder(
        "one unit of 3 by card and gift card, delivered",
        order([line(1, 1, 3)], [(CARD, 1), (GIFT_CARD, 2)], "delivered"),
        rounds_left=0,
        attempts_left=2,
    ),
    SmallOrder(
        "one unit of 2 by gift card, on its way, with questions",
        order([line(1, 1, 2)], [(GIFT_CARD, 2)], "shipped"),
        rounds_left=0,
        talk=True,
    ),
    SmallOrder(
        "one unit of 2 by two cards, not shipped, to be refunded to them or to a gift card",
        order([line(1, 1, 2)], [(CARD, 1), (CARD, 1)], "paid", BuyerTender("gift-1", "gift_card")),
    ),
    SmallOrder(
        "one unit of 1 by card, delivered, with pauses and questions",
        order([line(1, 1, 1)], [(CARD, 1)], "delivered"),
        rounds_left=0,
        pauses_left=2,
        talk=True,
    ),
    SmallOrder(
        "two lines of 1 by card, delivered",
        order([line(1, 1, 1), line(2, 1, 1)], [(CARD, 2)], "delivered"),
        0,
    ),
    SmallOrder(
        "two units of 2 by card and gift card, delivered, with other cases on the order",
        order([line(1, 2, 2)], [(CARD, 1), (GIFT_CARD, 1)], "delivered"),
        rounds_left=0,
        others=True,
    ),
    SmallOrder(
        "one unit of 2 by card, delivered, with appeals",
        order([line(1, 1, 2)], [(CARD, 2)], "delivered"),
        rounds_left=0,
        attempts_left=0,
        appeals=True,
    ),
    SmallOrder(
        "one unit of 1 by gift card, delivered, with appeals and messages",
        order([line(1, 1, 1)], [(GIFT_CARD, 1)], "delivered"),
        rounds_left=0,
        appeals=True,
        talk=True,
    ),
    SmallOrder(
        "two units of 2 by gift card, delivered, with appeals and other cases on the order",
        order([line(1, 2, 2)], [(GIFT_CARD, 2)], "delivered"),
        rounds_left=0,
        appeals=True,
        others=True,
    ),
    SmallOrder(
        "one unit of 1 by card, delivered, where policy may give the buyer the right, with questions",
        structs.replace(order([line(1, 1, 1)], [(CARD, 1)], "delivered"), market="small"),
        rounds_left=1,
        talk=True,
    ),
)
"""Together they have every table row, and a part and a whole of everything; the report says what was left to each."""


def taken_by_others(order: OrderFacts, quantity: int, amount_minor: int) -> OrderFacts:
    """The order after other cases have been refunded units and money of what is left of its first such line.

    Raises MoreThanRoom when the payments could not bear it.
    """
    rooms = [
        TenderRoom(
            payment_no=p.payment_no, tender=p.tender, processor=p.processor,
            processor_reference=p.processor_reference, room_minor=p.amount_minor - p.refunded_minor, rank=p.rank,
        )
        for p in order.payments
    ]  # fmt: skip
    used = {leg.payment_no: leg.amount_minor for leg in in_order(rooms, amount_minor)}
    payments = tuple(
        structs.replace(p, refunded_minor=p.refunded_minor + used.get(p.payment_no, 0))
        for p in order.payments
    )
    first = next(line for line in order.lines if line.left_minor > 0)
    taken = structs.replace(
        first,
        claimed_quantity=first.claimed_quantity + quantity,
        claimed_minor=first.claimed_minor + amount_minor,
    )
    lines = tuple(taken if line.line_no == first.line_no else line for line in order.lines)
    return structs.replace(
        order, lines=lines, payments=payments, escrow_minor=max(0, order.escrow_minor - amount_minor)
    )
