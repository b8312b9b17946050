"""Whatever becomes of returns that were refunded at once, nobody gets more than was paid and every advance adds up."""

from __future__ import annotations

from dataclasses import dataclass, field

from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec import structs

from makegood.cases import Facts, Happening, decide, open_case
from makegood.cases import commands as c
from makegood.cases.families.advance.room import AdvanceRoom
from makegood.cases.handlers import order_after
from makegood.cases.model import CaseState, CaseType, Favour, Role
from makegood.cases.small_orders import CARD, GIFT_CARD, NOW, line, order
from makegood.cases.small_promises import IN_ADVANCE, SmallPromises
from makegood.db.writes import Writes
from makegood.flows.advance import advance
from makegood.flows.make_whole import make_whole
from makegood.flows.refund import refund
from makegood.kit.errors import Refused
from makegood.ledger import (
    Posting,
    add_transaction,
    advance_limits,
    order_escrow,
    order_refundable,
    outside,
    platform_advance_room,
    posted,
    refund_limits,
)
from tests.ledger.book import Book

PAID, ROOM = 100, 150
B, M, D, Y = Role.BUYER, Role.MERCHANT, Role.DESK, Role.SYSTEM
WHY = "The file says so plainly."
STEPS: list[tuple[Role, c.Command]] = [
    (M, c.Approve()), (M, c.Refuse("worn")), (B, c.ShipReturn("SF", "1")), (M, c.Receive()), (M, c.Inspect()),
    (M, c.Inspect((c.UnitsAccepted(1, 1),), "damaged")), (M, c.Inspect((c.UnitsAccepted(1, 0),), "damaged")),
    (B, c.Accept()), (M, c.WaiveReturn()), (B, c.Escalate()), (D, c.Rule(Favour.BUYER, WHY)),
    (D, c.Rule(Favour.MERCHANT, WHY)), (D, c.Rule(Favour.SPLIT, WHY, 7)), (B, c.Reopen("again")), (B, c.Withdraw()),
    (Y, c.Tick()), (B, c.OpenCase(CaseType.RETURN_REFUND, (c.ItemAsked(1, 2),), "other")),
    (B, c.OpenCase(CaseType.REFUND_ONLY, (c.ItemAsked(1, 1),), "other")),
]  # fmt: skip
SCRIPTS = st.lists(st.tuples(st.integers(0, 2), st.sampled_from(STEPS)), min_size=4, max_size=30)


@dataclass
class Shop:
    """One order of four units, its cases, and the book, as the write path would keep them."""

    book: Book = field(default_factory=Book)
    cases: list[CaseState] = field(default_factory=list)
    given: int = 0
    ids: int = 10_000_000

    def __post_init__(self) -> None:
        bought = order([line(1, 4, PAID)], [(CARD, 70), (GIFT_CARD, 30)], "delivered")
        self.order = structs.replace(
            bought, market=IN_ADVANCE, facts={"credit_tier": "excellent"}, advance=AdvanceRoom(80, ROOM)
        )
        self.now = NOW
        writes = Writes()
        postings = (
            Posting(outside("buyers"), order_escrow(1), "CNY", PAID),
            Posting(refund_limits(), order_refundable(1), "CNY", PAID),
            Posting(advance_limits(), platform_advance_room(), "CNY", ROOM),
        )
        add_transaction(writes, posted(0, self.new_id(), "capture", 1, *postings), NOW)
        self.book.write(writes.rows("post_ledger"))

    def new_id(self) -> int:
        self.ids += 1
        return (
            self.ids << 22
        )  # the sequence of a bucket of its own, so that no two fall together in bucket zero

    def does(self, which: int, role: Role, command: c.Command) -> None:
        facts = Facts(self.now, self.order, self.new_id, promises=SmallPromises())
        opening = isinstance(command, c.OpenCase)
        if not opening and which >= len(self.cases):
            return
        if isinstance(command, c.Tick):
            self.now = max(self.now, self.cases[which].wake_at or self.now)
            facts = structs.replace(facts, now=self.now)
        try:
            if isinstance(command, c.OpenCase):
                decision = open_case(command, len(self.cases) + 1, 0, role, facts)
            else:
                decision = decide(command, self.cases[which], (role,), facts)
        except Refused:
            return
        writes = Writes()
        happening = Happening(decision, self.order, self.now, writes, self.new_id)
        for flow in (refund, advance, make_whole):
            flow(happening)
        self.book.write(writes.rows("post_ledger"))
        self.given += sum(row["amount_minor"] for row in writes.rows("open_advances"))
        self.order = order_after(self.order, decision)
        if opening:
            self.cases.append(decision.after)
        else:
            self.cases[which] = decision.after

    def holds(self) -> None:
        """What must be true after every step."""
        room = self.order.advance
        assert room is not None
        kept = [state.advance for state in self.cases if state.advance]
        outstanding = sum(each.outstanding_minor for each in kept)
        owed = self.book.of("buyer:1:advance_debt")
        assert self.book.of("platform:advances") == -(outstanding + owed)
        assert room.owes_minor == owed
        assert room.room_minor == self.book.of("buyer:1:advance_room")
        assert room.total_room_minor == self.book.of("platform:advance_room") == ROOM - outstanding - owed
        settled = sum(each.settled_minor for each in kept)
        recovered = sum(each.owed_back_minor for each in kept) - owed
        assert self.given == settled + outstanding + owed + recovered
        got = sum(self.book.of(f"buyer:1:payout:{tender}") for tender in ("card", "gift_card"))
        got += self.book.of("processor:processor:transit") + self.book.of("processor:internal:transit")
        got += self.book.of("buyer:1:balance")
        assert 0 <= got - owed <= PAID, "net of what they owe, nobody gets more than was paid"
        assert all(0 <= each.refunded_minor <= each.amount_minor for each in self.order.payments)


@settings(max_examples=150, deadline=None)
@given(script=SCRIPTS)
def test_any_script_keeps_the_book(script: list[tuple[int, tuple[Role, c.Command]]]) -> None:
    shop = Shop()
    shop.does(0, B, c.OpenCase(CaseType.RETURN_REFUND, (c.ItemAsked(1, 2),), "other"))
    for which, (role, command) in script:
        shop.does(which, role, command)
        shop.holds()
