"""Who is told what of a claim, from a promise that was broken to the money; and the e-mail that says so."""

from __future__ import annotations

from typing import Any

from makegood.accounts import Principal
from makegood.notifications import happened
from makegood.notifications.letters import Ways, digest, notice
from makegood.notifications.store import notification
from tests.claims.claims_world import claims_world, iso
from tests.world import DESK, OPERATOR, buyer_of, merchant_of

TALKED = {"talks_failed": True}


async def told(pool: Any) -> list[str]:
    """Everything that was told, in order: recipient's role, kind, whether it is its move, and the words."""
    rows = await pool.fetch("SELECT * FROM notifications ORDER BY seq, recipient")
    return [
        f"{one.recipient.partition(':')[0]} {one.kind}{'!' if one.told.yours else ''}:"
        f" {happened(one.told, one.recipient, 'en')}"
        for one in (notification(row) for row in rows)
    ]


def delivered(days: float = 0) -> list[dict[str, Any]]:
    """A parcel that came some days from noon."""
    return [{"carrier": "SF", "tracking_no": "SF1", "shipped_at": iso(days - 2), "delivered_at": iso(days)}]


async def test_a_claim_that_is_refused_and_granted_by_the_desk(pool: Any) -> None:
    claims = await claims_world(pool)
    order = await claims.order("N-1", "full_weight", kind="fresh", parcels=delivered(-0.1), placed_at=iso(-3))
    buyer, merchant = buyer_of(order), merchant_of(order)
    claim = await claims.claim(buyer, "N-1", "short_weight", facts={"short_share": 5})
    moves: tuple[tuple[Principal, str], ...] = (
        (merchant, "refuse"), (buyer, "escalate"), (DESK, "grant"), (OPERATOR, "reverse"),
    )  # fmt: skip
    for who, verb in moves:
        claim = await claims.act(who, claim, verb, note="The scales say so.")
    amount = f"CN¥{claim['amount_minor'] / 100:.2f}"
    assert await told(pool) == [
        f"merchant move!: A claim of {amount} was made under a promise of yours.",
        f"buyer move!: The merchant refused a claim of {amount}. You can bring it to the desk.",
        f"desk move!: A refused claim of {amount} was brought to the desk.",
        f"merchant ruling: The buyer brought a claim of {amount} to the desk.",
        f"buyer refund: The platform kept a promise; {amount} is paid to you.",
        f"merchant ruling: The platform granted the buyer a claim of {amount}.",
        f"buyer refund: A claim of {amount} was taken back out of your balance.",
        f"merchant answer: The payment of a claim of {amount} was taken back.",
    ]


async def test_what_is_found_and_paid_by_silence(pool: Any) -> None:
    claims = await claims_world(pool)
    facts = {"ship_by": iso(-4), "promised_shipping_time": 172800}
    await claims.order("N-2", "timely_shipping", parcels=delivered(-1), facts=facts, placed_at=iso(-6))
    await claims.keep()
    await claims.pass_time(hours=25)
    assert await told(pool) == [
        "buyer progress: The platform found that CN¥3.00 is owed to you under a promise. Nobody has to ask for it.",
        "merchant move!: A claim of CN¥3.00 was made under a promise of yours.",
        "buyer refund: A claim of CN¥3.00 was paid to you.",
        "merchant answer: Nobody answered a claim in time, so CN¥3.00 was paid to the buyer.",
    ]


async def test_the_letter_leads_to_the_claim_and_names_the_order(pool: Any) -> None:
    claims = await claims_world(pool)
    order = await claims.order("N-3", "full_weight", kind="fresh", parcels=delivered(-0.1), placed_at=iso(-3))
    claim = await claims.claim(buyer_of(order), "N-3", "short_weight", facts={"short_share": 5})
    (row,) = await pool.fetch("SELECT * FROM notifications")
    ways = Ways("https://care.example")
    letter = notice(notification(row), "en", ways)
    assert f"https://care.example/claims/{claim['id']}" in letter.text
    assert "N-3" in letter.subject
    assert "If you stay silent: The claim is paid." in letter.text
    assert "Case" not in letter.text.partition("--")[0]
    assert "Answer now" in letter.html
    assert digest([notification(row)], "zh-CN", ways).subject == "有 1 个售后单等您处理"
