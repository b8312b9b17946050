"""The demo's chargeback: a shop refused, and the buyer's bank took the payment back; the bank waits for the shop's answer."""

from datetime import datetime, timedelta
from functools import partial
from typing import Any

from makegood.demo.play import Player, Scene
from makegood.demo.story import REFUND_ONLY, Story, merchant, says
from makegood.kit.ids import bucket_of
from makegood.payments import DisputeReason, DisputeState, DisputeTold

REFUSED = "buds-bank"
TAKEN_BEFORE, ANSWER_WITHIN = timedelta(hours=7), timedelta(days=6)
CHARGEBACK_STORIES = (
    Story(
        key=REFUSED, buyer="zhu-yan", goods={"buds": 1}, type=REFUND_ONLY, days_ago=1.2, reason="quality",
        amount_minor=12_000, note="降噪开到最大仍能听到地铁报站，和宣传不符。", bought_days_before=4,
        steps=(
            merchant(6, "refuse", reason="as_described", note="降噪深度有第三方检测报告，报站属人声频段，页面有说明。"),
            says(8, "buyer", "那我只能请发卡银行处理了。"),
        ),
    ),
)  # fmt: skip
_PAYMENT = """
SELECT p.processor, p.processor_reference, p.amount_minor, o.currency FROM order_payments p
JOIN orders o ON (o.bucket, o.id) = (p.bucket, p.order_id)
WHERE p.bucket = $1 AND p.order_id = $2 ORDER BY p.payment_no LIMIT 1
"""


def chargeback_scenes(base: datetime) -> list[Scene]:
    """The bank takes the payment back while the buyer could still call the desk in."""
    at = base - TAKEN_BEFORE
    return [Scene(at, happens=partial(_taken_back, at=at))]


async def _taken_back(player: Player, at: datetime) -> None:
    """Told once, however often a load is begun anew."""
    order_id = player.cases[REFUSED].order_id
    pool = player.engine.pool
    if await pool.fetchval("SELECT true FROM chargebacks WHERE order_id = $1", order_id):
        return
    paid = await pool.fetchrow(_PAYMENT, bucket_of(order_id), order_id)
    told = DisputeTold(
        processor=paid["processor"], reference=f"dp_{REFUSED}", payment_references=(paid["processor_reference"],),
        reason_code="product_unacceptable", reason=DisputeReason.NOT_AS_DESCRIBED, state=DisputeState.NEEDS_RESPONSE,
        currency=paid["currency"], amount_minor=paid["amount_minor"], taken_minor=paid["amount_minor"], fee_minor=0,
        evidence_due_at=at + ANSWER_WITHIN, told_at=at,
    )  # fmt: skip
    fake: Any = player.engine.pay_out.processors[paid["processor"]]
    await fake.charge_back(told)
