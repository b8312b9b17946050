"""Instant refunds beside what else happens to an order, as a table: what the buyer has in the end, and who is still owed."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any

import pytest

from makegood.cases import Done
from makegood.cases import commands as c
from makegood.cases.families.reception.asked import UnitsFoundAsked
from makegood.cases.families.replacement import commands as r
from makegood.cases.families.replacement.asked import ReplacementAsked, WantedAsked
from makegood.cases.model import Favour
from makegood.claims import PayTo
from makegood.db.pool import Pool
from makegood.orders import OrderRecorded
from tests.flows.mixed_books import assert_mixed, buyers_money
from tests.flows.mixed_world import PAID_BY_CARD, MixedWorld, mixed_world
from tests.world import DESK, OPERATOR, buyer_of, merchant_of

NUMBER = "T-1"
TIN, CUP = 3334, 1000


@dataclass
class Story:
    """One order, its cases and its claims, in the order in which they were made."""

    at: MixedWorld
    order: OrderRecorded
    cases: list[Done] = field(default_factory=list)
    claims: list[int] = field(default_factory=list)

    async def merchant(self, nth: int, command: c.Command) -> None:
        self.cases[nth] = await self.at.world.do(merchant_of(self.order), self.cases[nth], command)

    async def buyer(self, nth: int, command: c.Command) -> None:
        self.cases[nth] = await self.at.world.do(buyer_of(self.order), self.cases[nth], command)

    async def open(self, type_: str, line: int, units: int, **more: Any) -> int:
        self.cases.append(await self.at.opens(self.order, type_, line, units, **more))
        return len(self.cases) - 1


Step = Callable[[Story], Awaitable[None]]


def returned(units: int, line: int = 1) -> Step:
    """Asked, granted and handed to the courier, which pays at once."""

    async def step(story: Story) -> None:
        nth = await story.open("return_refund", line, units)
        await story.merchant(nth, c.Approve())
        await story.buyer(nth, c.ShipReturn("YTO", "YT-1"))

    return step


def taken_back(nth: int = 0, accepted: int | None = None, line: int = 1) -> Step:
    """The goods have come: all as they should be, or some, and the buyer takes what is offered for these."""

    async def step(story: Story) -> None:
        await story.merchant(nth, c.Receive())
        if accepted is None:
            item = story.cases[nth].case.state.items[0]
            await story.merchant(nth, c.Inspect(units=(UnitsFoundAsked(item.line_no, item.quantity),)))
        else:
            await story.merchant(nth, c.Inspect((c.UnitsAccepted(line, accepted),), "damaged"))
            await story.buyer(nth, c.Accept())

    return step


def found_wanting(nth: int = 0, line: int = 1) -> Step:
    """None of it is as it should be, and the desk says so too: the buyer gets the goods back and owes what was lent."""

    async def step(story: Story) -> None:
        await story.merchant(nth, c.Receive())
        await story.merchant(nth, c.Inspect((c.UnitsAccepted(line, 0),), "damaged"))
        await story.buyer(nth, c.Escalate(is_all=True))
        await story.merchant(nth, c.AddStatement("They were used.", is_all=True))
        ruling = c.Rule(Favour.MERCHANT, "The photos show that they were used.")
        story.cases[nth] = await story.at.world.do(DESK, story.cases[nth], ruling)

    return step


def exchanged(sku: str, units: int = 1, sent: bool = True) -> Step:
    """Other tins for some: sent and arrived, or not to be had after all."""

    async def step(story: Story) -> None:
        wish = ReplacementAsked((WantedAsked(sku, units),), pay_with="gift-7" if sku == "TEA-BIG" else "")
        nth = await story.open("exchange", 1, units, replacement=wish)
        story.cases[nth] = await story.at.comes_back(story.order, story.cases[nth])
        if not sent:
            return await story.merchant(nth, r.CannotReplace())
        await story.merchant(nth, r.ShipReplacement("SF", "SF-out"))
        return await story.buyer(nth, r.ConfirmArrival())

    return step


def claimed(kind: str, pay_to: PayTo = PayTo.PAYMENT, **facts: Any) -> Step:
    """A claim about the tea, which the merchant accepts."""

    async def step(story: Story) -> None:
        made = await story.at.claim(buyer_of(story.order), NUMBER, kind, facts=facts, pay_to=pay_to)
        story.claims.append(made)
        await story.at.answer(merchant_of(story.order), story.claims[-1], "accept")

    return step


async def claim_reversed(story: Story) -> None:
    """An operator takes the payment of the last claim back."""
    await story.at.answer(OPERATOR, story.claims[-1], "reverse", note="It was another parcel.")


def reduced(amount_minor: int) -> Step:
    """A part of the price of one tin back, which stays with the buyer."""

    async def step(story: Story) -> None:
        nth = await story.open("price_reduction", 1, 1, amount_minor=amount_minor)
        await story.merchant(nth, c.Approve())

    return step


async def charged_back(story: Story) -> None:
    """The bank takes back all that the card still has; nobody tells us."""
    moved = await story.at.fake.book.moved_minor(f"pay_{NUMBER}")
    await story.at.charge_back(NUMBER, PAID_BY_CARD - moved)


SPOILT = claimed("spoilt", rotten_share=3000)
SPOILT_KEPT = claimed("spoilt", PayTo.BALANCE, rotten_share=3000)
# what happens, of which goods; then what the buyer has of it net of debts, what the platform has lent, what the buyer owes
TABLE: list[tuple[str, str, list[Step], int, int, int]] = [
    ("accepted", "toys",
        [returned(2), taken_back()], 2 * TIN, 0, 0),
    ("an even exchange beside it", "toys",
        [returned(2), exchanged("TEA-1"), taken_back()], 2 * TIN, 0, 0),
    ("found wanting, and a cheaper exchange pays of the debt", "toys",
        [returned(2), found_wanting(), exchanged("TEA-SMALL")], 1334, 5334, 5334),
    ("found wanting, and a failed exchange pays of the debt", "toys",
        [returned(2), found_wanting(), exchanged("TEA-1", sent=False)], TIN, TIN, TIN),
    ("an exchange for more beside it", "toys",
        [returned(2), exchanged("TEA-BIG"), taken_back()], 2 * TIN, 0, 0),
    ("a claim on top, for all tins", "apparel",
        [returned(2), claimed("mismatch", mismatch="brand"), taken_back()], 7 * TIN, 0, 0),
    ("a claim for what is left, while lent", "fresh",
        [returned(2), SPOILT, taken_back()], 2 * TIN + 3000, 0, 0),
    ("a claim, and then all tins come back", "fresh",
        [SPOILT, returned(5), taken_back()], 5 * TIN, 0, 0),
    ("a claim taken back, and then all tins", "fresh",
        [SPOILT_KEPT, claim_reversed, returned(5), taken_back()], 5 * TIN, 0, 0),
    ("some of it accepted, the rest asked for again", "toys",
        [returned(3), taken_back(accepted=1), returned(2), taken_back(1)], 3 * TIN, 0, 0),
    ("found wanting, a claim paid, and the debt stands", "fresh",
        [returned(2), found_wanting(), SPOILT], 3000, 2 * TIN, 2 * TIN),
    ("the bank takes the rest back meanwhile", "toys",
        [returned(2), charged_back, taken_back()], 2 * TIN, 0, 0),
    ("a price reduction before it", "toys",
        [reduced(500), returned(4), taken_back(1)], 500 + (5 * TIN - 500) * 4 // 5, 0, 0),
    ("two at once, of two lines", "toys",
        [returned(2), returned(3, line=2), taken_back(), taken_back(1)], 2 * TIN + 3 * CUP, 0, 0),
]  # fmt: skip


@pytest.mark.parametrize(
    ("goods", "steps", "has", "lent", "owes"), [row[1:] for row in TABLE], ids=[row[0] for row in TABLE]
)
async def test_an_instant_refund_and(
    pool: Pool, goods: str, steps: list[Step], has: int, lent: int, owes: int
) -> None:
    at = await mixed_world(pool)
    story = Story(at, await at.told(NUMBER, "delivered", goods))
    await at.stock(story.order)
    for step in steps:
        await step(story)
        await at.works()
        await assert_mixed(at, story.order)
    assert await pool.fetchval("SELECT count(*) FROM advances") > 0
    rows = await pool.fetch(
        "SELECT account, sum(balance_minor)::bigint AS minor FROM ledger_accounts GROUP BY 1"
    )
    money = {row["account"]: row["minor"] for row in rows}
    debt = money.get(f"buyer:{story.order.buyer_id}:advance_debt", 0)
    assert (buyers_money(money), -money.get("platform:advances", 0), debt) == (has, lent, owes)
