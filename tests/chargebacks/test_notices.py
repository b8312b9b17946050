"""Who is told of a chargeback: the merchant, the desk where the case lies with it, and both before it is late."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from makegood.cases import commands as c
from makegood.cases.model import Role
from makegood.chargebacks import REMIND_BEFORE
from makegood.db.pool import Pool
from makegood.flows.chargeback_notices import remind_of_chargebacks
from makegood.notifications import happened
from makegood.notifications.letters import Ways, notice
from makegood.notifications.store import notification
from makegood.payments import DisputeState
from tests.chargebacks.chargeback_world import BankWorld, bank_world, dispute
from tests.world import NOON, buyer_of, merchant_of


async def told(pool: Pool) -> list[str]:
    """What was told of chargebacks, in order: to whom, of which kind, whether it is their move, and the words."""
    rows = await pool.fetch(
        "SELECT * FROM notifications WHERE fields ->> 'event' LIKE 'chargeback.%' ORDER BY seq, recipient DESC"
    )
    return [
        f"{one.recipient.partition(':')[0]} {one.kind}{'!' if one.told.yours else ''}:"
        f" {happened(one.told, one.recipient, 'en')}"
        for one in (notification(row) for row in rows)
    ]


async def reminds(at: BankWorld) -> int:
    return await remind_of_chargebacks(at.pool, at.world.engine.ids, at.world.clock.now())


async def test_the_merchant_is_told_until_when_to_answer_and_how_it_ended(pool: Pool) -> None:
    at = await bank_world(pool)
    said = await at.takes()
    await at.decides(said, DisputeState.WON)
    assert await told(pool) == [
        "merchant move!: The buyer asks their bank to take CN¥103.01 of a payment back.",
        "merchant answer: The bank decided a chargeback of CN¥103.01 for you.",
    ]
    row = await pool.fetchrow("SELECT * FROM notifications ORDER BY seq LIMIT 1")
    one = notification(row)
    letter = notice(one, "en", Ways("https://care.example"))
    number = await pool.fetchval("SELECT id FROM chargebacks")
    assert one.told.due_at == NOON + timedelta(days=10)
    assert letter.subject.startswith("Your move until")
    assert f"https://care.example/chargebacks/{number}" in letter.text
    assert "If you stay silent: The bank decides without an answer." in letter.text


async def test_both_who_can_answer_are_reminded_once_before_it_is_late(pool: Pool) -> None:
    at = await bank_world(pool)
    await at.takes()
    at.world.clock.advance(timedelta(days=10) - REMIND_BEFORE - timedelta(minutes=1))
    assert await reminds(at) == 0
    at.world.clock.advance(timedelta(minutes=2))
    assert (await reminds(at), await reminds(at)) == (1, 0)
    assert (await told(pool))[1:] == [
        "merchant clock!: The time to answer a chargeback of CN¥103.01 is running out.",
        "desk clock!: The merchant has not answered a chargeback of CN¥103.01; you can.",
    ]


async def test_a_later_deadline_is_told_and_reminds_anew(pool: Pool) -> None:
    at = await bank_world(pool)
    await at.takes()
    at.world.clock.advance(timedelta(days=9))
    assert await reminds(at) == 1
    later: dict[str, Any] = {"evidence_due_at": NOON + timedelta(days=20), "told_at": at.world.clock.now()}
    await at.world.engine.chargebacks.notified(dispute(**later))
    assert (await told(pool))[
        -1
    ] == "merchant move!: The bank told something new of a chargeback of CN¥103.01."
    assert await reminds(at) == 0
    at.world.clock.advance(timedelta(days=10))
    assert await reminds(at) == 1


async def test_nobody_is_reminded_of_what_is_decided(pool: Pool) -> None:
    at = await bank_world(pool)
    await at.decides(await at.takes(), DisputeState.LOST)
    at.world.clock.advance(timedelta(days=9))
    assert await reminds(at) == 0
    assert await pool.fetchval("SELECT remind_at FROM chargebacks") is None


async def test_the_desk_is_told_where_it_has_the_case(pool: Pool) -> None:
    at = await bank_world(pool)
    done = await at.world.open(at.order, "refund_only", items=(c.ItemAsked(1, 1),))
    done = await at.world.do(merchant_of(at.order), done, c.Refuse("as_described", note="As described."))
    await at.world.do(buyer_of(at.order), done, c.Escalate(note="It is not."))
    for _ in range(5):
        await at.passes(hours=30)
        if (await at.case(done)).owner is Role.DESK:
            break
    assert (await at.case(done)).owner is Role.DESK
    await at.takes(evidence_due_at=NOON + timedelta(days=20))
    assert [line.partition(":")[0] for line in await told(pool)] == ["merchant move!", "desk move!"]
