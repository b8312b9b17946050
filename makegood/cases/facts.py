"""PURE: what a decision stands on besides the case: the order's money and units, the time, fresh ids."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any, Protocol

from msgspec import Struct

from makegood.cases.families.advance.room import AdvanceRoom
from makegood.cases.families.repair.plan import PastRepair
from makegood.cases.model import BuyerTender, CaseType, FileRef, Goods, Item, Role
from makegood.cases.terms import FactValue, GivenFact, Terms
from makegood.cases.wish import Wish
from makegood.kit.calendar import ALWAYS, Calendar
from makegood.kit.errors import Refused
from makegood.orders import Delivered, KeptRecord, Virtual
from makegood.orders import Goods as GoodsTold


class LineFacts(Struct, frozen=True):
    """One order line: what was paid for it, and what other or earlier requests have already taken of it.

    `goods`: what is told of goods with rules of their own; `records`: what happened to them since.
    """

    line_no: int
    kind: str
    sku: str
    title: str
    category: str
    quantity: int
    paid_minor: int
    claimed_quantity: int
    claimed_minor: int
    traits: tuple[str, ...] = ()
    facts: dict[str, FactValue] = {}
    unit_price_minor: int = 0
    product: str | None = None
    repairs: dict[str, PastRepair] = {}
    goods: GoodsTold | None = None
    records: tuple[KeptRecord, ...] = ()

    @property
    def left_quantity(self) -> int:
        """Units that nobody has asked a refund for."""
        return self.quantity - self.claimed_quantity

    @property
    def left_minor(self) -> int:
        """Money of the line that nobody has asked for."""
        return self.paid_minor - self.claimed_minor

    @property
    def is_virtual(self) -> bool:
        """Whether it is never in a parcel."""
        return isinstance(self.goods, Virtual)

    def happened(self, what: type) -> KeptRecord | None:
        """The record of what happened to the goods, such as `Used`."""
        return next((each for each in self.records if isinstance(each.record, what)), None)


class Ware(Struct, frozen=True):
    """What the shop sells under a sku; `left` are the units that nobody holds, None where nobody told of the stock."""

    sku: str
    title: str
    product: str
    category: str
    price_minor: int
    available: bool = True
    left: int | None = None


class PaymentFacts(Struct, frozen=True):
    """One tender that the order was paid with; refunded in the order of `rank`.

    `charged_back_minor`: what banks have taken back of it; `by_bank_minor`: what of refunds stands as paid by that;
    `beyond_room_minor`: what they took when refunds had used up the room (makegood/cases/families/chargeback/covered.py).
    """

    payment_no: int
    tender: str
    processor: str
    processor_reference: str
    amount_minor: int
    refunded_minor: int
    rank: int
    charged_back_minor: int = 0
    by_bank_minor: int = 0
    beyond_room_minor: int = 0

    @property
    def bank_cover_minor(self) -> int:
        """What a bank has taken that stands for no refund as yet."""
        return max(self.charged_back_minor - self.by_bank_minor, 0)


FIRST_SCAN = timedelta(hours=24)
"""How long after “shipped” the carrier must have scanned a parcel; the packs say so (shipped_falsely)."""
TIME_TO_ANSWER = timedelta(hours=3)
"""By then a carrier was asked once more about a parcel of which it has just been told."""


class Followed(Struct, frozen=True):
    """What the carrier of a parcel tells of it; something new last at `at`. `moved_at`: the last scan that says that it moves,
    while it is under way; `unscanned_at`: when the carrier last answered that it has scanned nothing at all.
    """

    status: str
    at: datetime
    moved_at: datetime | None = None
    lost_at: datetime | None = None
    unscanned_at: datetime | None = None


class ParcelFacts(Struct, frozen=True):
    """One parcel of the order and the line numbers in it (all lines when it names none). `followed`: where a carrier here
    tells of it; its word on the delivery comes before the shop's.
    """

    shipped_at: datetime
    delivered_at: datetime | None
    lines: tuple[int, ...] = ()
    followed: Followed | None = None

    @property
    def scan_due_at(self) -> datetime:
        """When its carrier must have had it: a day after the shop said that it had left, and not before the carrier, told of
        it late, had the time to answer.
        """
        due_at = self.shipped_at + FIRST_SCAN
        return max(due_at, self.followed.at + TIME_TO_ANSWER) if self.followed else due_at

    @property
    def is_not_scanned(self) -> bool:
        """Whether its carrier has answered since then that it has never had it. Of what nobody follows nobody knows."""
        answered_at = self.followed.unscanned_at if self.followed else None
        return self.delivered_at is None and answered_at is not None and answered_at >= self.scan_due_at


Capture = tuple[str, str]
"""A processor, and its reference of a payment."""


class Beside(Struct, frozen=True):
    """What a claim beside cases gives, or has given, on top of any refund: for `quantity` of the units that were `bought` of a
    line, or for the whole order (line 0). `family`: for which loss. `settled_at`: since when it is settled that it gives
    `amount_minor`; None while it is open, and that is the most that it may come to. `case_id`: the case that ruled so, if one
    did.
    """

    line_no: int
    quantity: int
    bought: int
    amount_minor: int
    family: str
    settled_at: datetime | None = None
    case_id: int | None = None


class OrderFacts(Struct, frozen=True):
    """The order as the write path has locked it. `captures_told`: of those that a request tells of, the ones told before;
    `kept_units`: by line, what other cases claim and leave with the buyer (makegood/cases/kept_units.py); `beside`: what
    claims give on top (makegood/cases/beside.py); `own_cover`: the buyer has bought a cover for the way back; `contested`:
    lines that are said to come back under a number which is another parcel's too (makegood/cases/contested.py).
    """

    id: int
    external_id: str
    buyer_id: int
    merchant_id: int
    currency: str
    status: str
    placed_at: datetime
    paid_minor: int
    escrow_minor: int
    lines: tuple[LineFacts, ...]
    payments: tuple[PaymentFacts, ...]
    parcels: tuple[ParcelFacts, ...]
    calendar: str | None = None
    tenders: tuple[BuyerTender, ...] = ()
    completed_at: datetime | None = None
    market: str | None = None
    facts: dict[str, FactValue] = {}
    wares: tuple[Ware, ...] = ()
    balances: dict[str, int] = {}
    advance: AdvanceRoom | None = None
    captures_told: tuple[Capture, ...] = ()
    kept_units: dict[int, int] = {}
    beside: tuple[Beside, ...] = ()
    own_cover: bool = False
    contested: tuple[int, ...] = ()

    def ware(self, sku: str, product: str | None = None) -> Ware | None:
        """What the shop sells under a sku, of the things that this request is about."""
        return next((w for w in self.wares if w.sku == sku and product in (None, w.product)), None)

    def line(self, line_no: int) -> LineFacts | None:
        """One line by its number."""
        return next((line for line in self.lines if line.line_no == line_no), None)

    def tender(self, external_id: str) -> BuyerTender | None:
        """One of the buyer's own tenders by the marketplace's name for it."""
        return next((tender for tender in self.tenders if tender.external_id == external_id), None)


def goods_of(order: OrderFacts, line_nos: Sequence[int], now: datetime) -> Goods:
    """Where the goods of some lines are, by their parcels; the least far of them counts.

    A line that is in none of the parcels of an order that is shipping has not left yet; virtual goods are in none, and are
    with the buyer once they are delivered.
    """
    virtual = [line for line in order.lines if line.line_no in line_nos and line.is_virtual]
    if virtual:
        rest = [line_no for line_no in line_nos if line_no not in {line.line_no for line in virtual}]
        if not all(_is_delivered(line, order) for line in virtual):
            return Goods.NOT_SHIPPED
        return goods_of(order, rest, now) if rest else Goods.WITH_BUYER
    parcels = [p for p in order.parcels if not p.lines or set(p.lines) & set(line_nos)]
    if not parcels:
        if order.status == "shipped" and order.parcels and _has_goods(order, line_nos):
            return Goods.NOT_SHIPPED
        return {
            "delivered": Goods.WITH_BUYER,
            "completed": Goods.WITH_BUYER,
            "shipped": Goods.IN_TRANSIT,
        }.get(order.status, Goods.NOT_SHIPPED)
    delivered = all(p.delivered_at is not None and p.delivered_at <= now for p in parcels)
    return Goods.WITH_BUYER if delivered else Goods.IN_TRANSIT


def _is_delivered(line: LineFacts, order: OrderFacts) -> bool:
    return line.happened(Delivered) is not None or order.status in ("delivered", "completed")


def _has_goods(order: OrderFacts, line_nos: Sequence[int]) -> bool:
    return any(line.kind == "goods" and line.line_no in line_nos for line in order.lines)


class Asked(Struct, frozen=True):
    """What is asked of policy: a remedy for some items, for a reason, and what is known besides the order.

    Before a case is opened, the remedy and the reason may still be to choose.
    `tender`: the kind of the buyer's own tender that the refund shall go to; `decisions`: how many there were before;
    `asked_at`: when it was asked, where that was before now, since a request that was made in time stays in time. `trigger`
    and `return_approved`: how far a return has come, where that is the question. `held`: what the case itself has claimed
    of each line (units, minor units), which is nobody else's. `known`: facts that our own record has besides.
    """

    type: CaseType | None
    reason: str | None
    items: tuple[Item, ...]
    requested_minor: int
    goods: Goods
    tender: str | None = None
    given: tuple[GivenFact, ...] = ()
    received_at: datetime | None = None
    decisions: int = 0
    asked_at: datetime | None = None
    wish: Wish | None = None
    trigger: str | None = None
    return_approved: bool | None = None
    held: dict[int, tuple[int, int]] = {}
    known: dict[str, Any] = {}


class Verdict(Struct, frozen=True):
    """The terms of a request, and why it is not open to be asked, where it is not."""

    terms: Terms
    refusal: Refused | None = None


class Promises(Protocol):
    """The packs that hold for an order (makegood/cases/promises.py)."""

    def judge(self, asked: Asked, order: OrderFacts, now: datetime) -> Verdict:
        """What policy says of a request. Raises FactWrong for a reason that is none."""

    def accept(self, name: str, value: Any, by: Role) -> FactValue:
        """A value that a party tells. Raises FactNotKnown, FactWrong and FactNotYours."""


class Facts(Struct, frozen=True):
    """Everything that `decide` may look at. `promises`: the packs that hold for the order; without them all may be asked.

    `files`: by id, those that the command names and its sender uploaded to the order; `added_at`: since when they are there.
    `who`: the label of the person.
    """

    now: datetime
    order: OrderFacts
    new_id: Callable[[], int]
    calendar: Calendar = ALWAYS
    promises: Promises | None = None
    files: Mapping[str, FileRef] = {}
    who: str = ""
    added_at: Mapping[str, datetime] = {}
