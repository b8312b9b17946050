"""The protocol of claims: one owner, a clock, silence that means something, a person for the buyer; money both ways."""

from __future__ import annotations

import re
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from makegood.accounts import Principal
from makegood.claims import (
    EVENTS,
    STAGES,
    VERBS,
    AppraisalTold,
    Party,
    RefundedMeanwhile,
    Stage,
    decide,
    ruled,
)
from makegood.claims.model import OPEN
from makegood.kit.errors import NotFound, NotPermitted, Refused
from makegood.webhooks import event_names
from tests.claims.claims_world import ClaimsWorld, claims_world, iso
from tests.world import DESK, OPERATOR, buyer_of, merchant_of

ARRIVED_NOW = [{"carrier": "SF", "tracking_no": "SF-1", "shipped_at": iso(-2), "delivered_at": iso(hours=-1)}]


@pytest.fixture
async def claims(pool: Any) -> ClaimsWorld:
    return await claims_world(pool)


def test_everything_that_happens_is_a_public_event() -> None:
    told = "".join(Path(str(each.__file__)).read_text() for each in (decide, ruled))
    said = re.findall(r'"(\w+)", Party\.|name = "(\w+)"|Stage\.\w+: "(\w+)"', told)
    assert {name for names in said for name in names if name} | {"opened", "paid_as_ruled"} == set(EVENTS)
    assert all(f"claim.{name}" in event_names() for name in EVENTS)


async def thawed(claims: ClaimsWorld, number: str = "T-1", **changes: Any) -> tuple[Any, dict[str, Any]]:
    order = await claims.order(number, "thaw_refund", kind="fresh", parcels=ARRIVED_NOW, **changes)
    return order, await claims.claim(buyer_of(order), number, "thawed", note="All soft.")


def test_every_open_stage_ends_in_silence() -> None:
    """In at most as many silent steps as there are stages; and the buyer can always reach a person or an end."""
    assert set(STAGES) == OPEN
    for stage in OPEN:
        at, steps = stage, 0
        while at in OPEN:
            at, steps = STAGES[at].silence, steps + 1
            assert steps <= len(OPEN)
    assert VERBS["escalate"].at == {STAGES_REFUSED}
    assert all(verb.by <= set(Party) for verb in VERBS.values())


STAGES_REFUSED = Stage.REFUSED


async def test_silence_of_the_merchant_pays_from_escrow(claims: ClaimsWorld) -> None:
    order, claim = await thawed(claims)
    assert (claim["stage"], claim["owner"], claim["silence"]) == ("awaiting_merchant", "merchant", "paid")
    await claims.pass_time(hours=11, minutes=59)
    assert await claims.balance(f"buyer:{order.buyer_id}:balance") == 0
    await claims.pass_time(minutes=1)
    assert await claims.balance(f"buyer:{order.buyer_id}:balance") == 10002
    assert await claims.balance(f"order:{order.order_id}:escrow") == 800
    assert await claims.balance(f"order:{order.order_id}:refundable") == 800
    names = [row["name"] for row in await claims.pool.fetch("SELECT name FROM claim_events ORDER BY seq")]
    assert names == ["opened", "reminded", "paid_by_clock"]
    told = [
        row["event"]
        for row in await claims.pool.fetch("SELECT event FROM outbox WHERE event LIKE 'claim.%' ORDER BY id")
    ]
    assert told == ["claim.opened", "claim.reminded", "claim.paid_by_clock"]
    await claims.book_is_right()


async def test_refused_escalated_granted_with_less(claims: ClaimsWorld) -> None:
    order, claim = await thawed(claims)
    with pytest.raises(Refused, match="Say why"):
        await claims.act(merchant_of(order), claim, "refuse")
    refused = await claims.act(merchant_of(order), claim, "refuse", note="Frozen on arrival, see the photo.")
    assert refused["refusal"].startswith("Frozen")
    with pytest.raises(Refused):
        await claims.act(merchant_of(order), claim, "ask_appraisal")
    await claims.act(buyer_of(order), claim, "escalate")
    with pytest.raises(Refused, match="at most 10002"):
        await claims.act(DESK, claim, "grant", amount_minor=10003, note="All of it.")
    granted = await claims.act(DESK, claim, "grant", amount_minor=4000, note="Half of it.")
    assert (granted["stage"], granted["paid"]) == ("paid", {"escrow_minor": 4000})
    held = await claims.pool.fetchval("SELECT claimed_minor FROM order_lines WHERE line_no = 1")
    assert held == 4000
    await claims.book_is_right()


async def test_a_silent_desk_keeps_the_promise(claims: ClaimsWorld) -> None:
    order, claim = await thawed(claims)
    await claims.act(merchant_of(order), claim, "refuse", note="No.")
    await claims.act(buyer_of(order), claim, "escalate")
    await claims.pass_time(hours=73)
    assert await claims.balance(f"buyer:{order.buyer_id}:balance") == 10002


async def test_declined_and_withdrawn_claims_hold_nothing(claims: ClaimsWorld) -> None:
    order, claim = await thawed(claims)
    withdrawn = await claims.act(buyer_of(order), claim, "withdraw")
    assert (withdrawn["stage"], withdrawn["owner"]) == ("withdrawn", None)
    assert await claims.pool.fetchval("SELECT claimed_minor FROM order_lines WHERE line_no = 1") == 0
    again = await claims.claim(buyer_of(order), "T-1", "thawed")
    await claims.act(merchant_of(order), again, "refuse", note="No.")
    await claims.act(buyer_of(order), again, "escalate")
    await claims.act(DESK, again, "decline", note="The photo shows ice.")
    assert await claims.pool.fetchval("SELECT claimed_minor FROM order_lines WHERE line_no = 1") == 0
    with pytest.raises(Refused, match="has ended"):
        await claims.act(buyer_of(order), again, "escalate")


async def test_one_claim_of_a_family_holds(claims: ClaimsWorld) -> None:
    order, _ = await thawed(claims)
    with pytest.raises(Refused):
        await claims.claim(buyer_of(order), "T-1", "thawed")


async def test_a_reversal_restores_what_was(claims: ClaimsWorld) -> None:
    order, claim = await thawed(claims, status="completed", completed_at=iso(hours=-1))
    merchants = await claims.merchant_net(order.merchant_id)
    await claims.act(merchant_of(order), claim, "accept")
    assert await claims.merchant_net(order.merchant_id) == merchants - 10002
    with pytest.raises(NotPermitted):
        await claims.act(DESK, claim, "reverse", note="x")
    await claims.act(OPERATOR, claim, "reverse", note="Paid for the wrong order.")
    assert await claims.merchant_net(order.merchant_id) == merchants
    assert await claims.balance(f"buyer:{order.buyer_id}:balance") == 0
    assert await claims.balance(f"order:{order.order_id}:refundable") == 10802
    await claims.book_is_right()


async def test_a_merchant_without_money_owes_it(claims: ClaimsWorld) -> None:
    order = await claims.order("A-1", "authenticity", kind="bags", facts={"shop_kind": "mall"})
    claim = await claims.claim(buyer_of(order), "A-1", "authenticity")
    await claims.act(merchant_of(order), claim, "accept")
    assert await claims.balance(f"buyer:{order.buyer_id}:balance") == 30006
    assert await claims.balance(f"merchant:{order.merchant_id}:receivable") == -30006
    await claims.book_is_right()


@pytest.mark.parametrize(
    ("confirms", "stage", "merchant", "platform"), [(True, "paid", -50006, 0), (False, "declined", 0, -20000)]
)
async def test_an_appraisal_decides_and_its_fee_is_borne_with_it(
    claims: ClaimsWorld, confirms: bool, stage: str, merchant: int, platform: int
) -> None:
    order = await claims.order("A-1", "authenticity", kind="bags", facts={"shop_kind": "mall"})
    claim = await claims.claim(buyer_of(order), "A-1", "authenticity")
    await claims.act(merchant_of(order), claim, "ask_appraisal")
    told = AppraisalTold(laboratory="中检", confirms=confirms, fee_minor=20000)
    await claims.office.appraise(DESK, int(claim["id"]), told, None, "en")
    assert await claims.pool.fetchval("SELECT stage FROM claims") == stage
    assert await claims.merchant_net(order.merchant_id) == merchant
    assert await claims.balance("platform:compensation") == platform
    await claims.book_is_right()


async def test_breakage_is_paid_first_and_the_insurer_owes_it(claims: ClaimsWorld) -> None:
    order = await claims.order("B-1", "breakage_compensation", kind="other")
    claim = await claims.claim(buyer_of(order), "B-1", "breakage", facts={"talks_failed": True})
    await claims.pass_time(hours=49)
    assert await claims.balance("insurer:ping-an:account") == -6001
    lines = await claims.pool.fetch("SELECT kind, amount_minor FROM insurer_lines")
    assert [tuple(line) for line in lines] == [("claim", -6001)]
    await claims.act(OPERATOR, claim, "reverse", note="Paid twice.")
    assert await claims.balance("insurer:ping-an:account") == 0
    await claims.book_is_right()


async def test_what_is_anothers_is_not_there(claims: ClaimsWorld) -> None:
    order, claim = await thawed(claims)
    other = Principal(buyer_of(order).role, order.buyer_id + 1)
    with pytest.raises(NotFound):
        await claims.act(other, claim, "withdraw")
    with pytest.raises(NotFound):
        await claims.claim(other, "T-1", "thawed")
    with pytest.raises(NotPermitted):
        await claims.act(buyer_of(order), claim, "accept")


async def test_a_claim_that_cannot_be_paid_holds_up_no_other(claims: ClaimsWorld) -> None:
    first, _ = await thawed(claims, "T-1")
    second, _ = await thawed(claims, "T-2")
    await claims.pool.execute(
        "UPDATE ledger_accounts SET balance_minor = 0 WHERE account = $1",
        f"order:{first.order_id}:refundable",
    )
    claims.clock.advance(timedelta(hours=13))
    with pytest.raises(RefundedMeanwhile):
        await claims.office.sweep()
    stages = await claims.pool.fetch("SELECT stage FROM claims ORDER BY id")
    assert sorted(row["stage"] for row in stages) == ["awaiting_merchant", "paid"]
    assert await claims.balance(f"buyer:{second.buyer_id}:balance") == 10002
