"""Where the money of a claim goes: back the way it was paid where that can take it, else into the balance; and reminders."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pytest

from makegood.claims import PayTo
from makegood.db.jobs import JobRunner
from makegood.kit.errors import Refused
from makegood.payments.fake_processor.script import Script
from tests.claims.claims_world import ClaimsWorld, claims_world, iso
from tests.world import DESK, OPERATOR, buyer_of, merchant_of

ARRIVED_NOW = [{"carrier": "SF", "tracking_no": "SF-1", "shipped_at": iso(-2), "delivered_at": iso(hours=-1)}]
CARD_FIRST = {"pay_to": PayTo.PAYMENT}


@dataclass
class Paying:
    """The claims' world with the jobs that send money."""

    claims: ClaimsWorld
    runner: JobRunner

    @property
    def fake(self) -> Any:
        return self.claims.world.engine.pay_out.processors["fake"]

    async def granted(self, number: str = "T-1", **fields: Any) -> tuple[Any, dict[str, Any]]:
        """Thawed goods of 100.02, granted by the merchant."""
        await self.fake.book.set_captured(f"pay_{number}", 10301)
        order = await self.claims.order(number, "thaw_refund", kind="fresh", parcels=ARRIVED_NOW)
        claim = await self.claims.claim(buyer_of(order), number, "thawed", **(CARD_FIRST | fields))
        return order, await self.claims.act(merchant_of(order), claim, "accept")

    async def buyers(self, order: Any, account: str) -> int:
        return await self.claims.balance(f"buyer:{order.buyer_id}:{account}")

    async def sent(self, claim: dict[str, Any]) -> list[tuple[str, int, str]]:
        """The parts of a claim as its view tells them."""
        view = await self.claims.office.read(OPERATOR, int(claim["id"]), "en")
        return [(one.tender, one.amount_minor, one.status) for one in view.sent]


@pytest.fixture
async def paying(pool: Any) -> Paying:
    claims = await claims_world(pool)
    engine = claims.world.engine
    return Paying(claims, JobRunner(pool, claims.clock, engine.senders))


async def test_a_part_of_the_price_goes_back_to_the_card(paying: Paying) -> None:
    order, claim = await paying.granted()
    assert claim["paid"] == {"escrow_minor": 10002, "sent_minor": 10002}
    assert await paying.sent(claim) == [("card", 10002, "sending")]
    assert await paying.buyers(order, "payout:card") == 10002
    await paying.runner.run_ready()
    assert await paying.sent(claim) == [("card", 10002, "paid")]
    assert await paying.buyers(order, "payout:card") == await paying.buyers(order, "balance") == 0
    assert await paying.fake.book.moved_minor("pay_T-1") == 10002
    used = await paying.claims.pool.fetch("SELECT refunded_minor FROM order_payments ORDER BY payment_no")
    assert [row["refunded_minor"] for row in used] == [10002, 0]
    await paying.claims.book_is_right()


async def test_what_the_card_does_not_take_is_in_the_balance(paying: Paying) -> None:
    paying.fake.follow(Script.FAIL)
    order, claim = await paying.granted()
    await paying.runner.run_ready()
    assert await paying.sent(claim) == [("card", 10002, "to_balance")]
    assert await paying.buyers(order, "balance") == 10002
    await paying.claims.book_is_right()


async def test_the_buyer_may_choose_the_balance(paying: Paying) -> None:
    order, claim = await paying.granted(pay_to=PayTo.BALANCE)
    assert (claim["sent"], claim["pay_to"]) == ([], "balance")
    assert await paying.buyers(order, "balance") == 10002


async def test_what_is_owed_on_top_leaves_room_for_refunds(paying: Paying) -> None:
    """The card takes back no more than was paid by it, and the price may still have to go there."""
    order = await paying.claims.order("A-1", "authenticity", kind="bags", facts={"shop_kind": "mall"})
    claim = await paying.claims.claim(buyer_of(order), "A-1", "authenticity", **CARD_FIRST)
    await paying.claims.act(merchant_of(order), claim, "accept")
    assert await paying.sent(claim) == []
    assert await paying.buyers(order, "balance") == 30006


async def test_what_went_to_the_card_is_taken_back_from_the_balance_alone(paying: Paying) -> None:
    order, claim = await paying.granted()
    await paying.runner.run_ready()
    with pytest.raises(Refused, match="went back to the payment"):
        await paying.claims.act(OPERATOR, claim, "reverse", note="Paid twice.")
    await paying.granted("T-2", pay_to=PayTo.BALANCE)
    await paying.claims.act(OPERATOR, claim, "reverse", note="Paid twice.")
    assert await paying.buyers(order, "balance") == 0
    await paying.claims.book_is_right()


async def test_whoever_has_the_ball_is_reminded_once(paying: Paying) -> None:
    claims = paying.claims
    order = await claims.order("T-1", "thaw_refund", kind="fresh", parcels=ARRIVED_NOW)
    claim = await claims.claim(buyer_of(order), "T-1", "thawed")

    async def reminded() -> list[tuple[str, str]]:
        rows = await claims.pool.fetch(
            "SELECT recipient, fields ->> 'event' AS event FROM notifications WHERE kind = 'clock' ORDER BY id"
        )
        return [(row["recipient"].partition(":")[0], row["event"]) for row in rows]

    await claims.pass_time(hours=8)
    assert await reminded() == []
    await claims.pass_time(hours=1, minutes=5)
    await claims.pass_time(hours=1)
    assert await reminded() == [("merchant", "claim.reminded")]
    await claims.act(merchant_of(order), claim, "refuse", note="It was frozen.")
    await claims.pass_time(days=6, hours=1)
    assert [who for who, _ in await reminded()] == ["merchant", "buyer"]
    await claims.act(buyer_of(order), claim, "escalate")
    await claims.pass_time(hours=60)
    assert [who for who, _ in await reminded()] == ["merchant", "buyer", "desk"]


async def test_a_person_of_the_desk_decides_and_says_why(paying: Paying) -> None:
    claims = paying.claims
    order = await claims.order("T-1", "thaw_refund", kind="fresh", parcels=ARRIVED_NOW)
    claim = await claims.claim(buyer_of(order), "T-1", "thawed")
    await claims.act(merchant_of(order), claim, "refuse", note="It was frozen.")
    await claims.act(buyer_of(order), claim, "escalate")
    with pytest.raises(Refused, match="Say why"):
        await claims.act(DESK, claim, "grant")
    granted = await claims.act(DESK, claim, "grant", note="The photo shows it.")
    assert (granted["ruled_by"], granted["ruling"]) == (DESK.label, "The photo shows it.")
    seen = await claims.office.read(merchant_of(order), int(claim["id"]), "en")
    assert (seen.ruled_by, seen.ruling) == ("", "The photo shows it.")
