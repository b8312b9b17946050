"""A story: a promise paid for goods that came broken (破损包赔). What it paid is claimed by itself from the carrier of their
parcel, where that is one of those here, and what the carrier pays goes to who had paid: insurer, platform or shop.
"""

from datetime import datetime

from makegood.carriers import Carriers, Loss, ToldLoss, claim_told, courier_of
from makegood.claims import Claim, Paid, Stage, locked_claim
from makegood.db.pool import Pool
from makegood.flows.follow_orders import as_told
from makegood.flows.shipped_parcels import ShippedParcel, shipped_parcels
from makegood.kit.ids import IdMaker, bucket_of
from makegood.kit.money import split_by_weights

CLAIM_BROKEN = "claim_broken"
BREAKAGE = "breakage"
"""The kind of claims that are the carrier's doing."""


def claim_broken_job(claim: Claim, job_id: int, now: datetime) -> dict[str, object]:
    """The job that claims what a promise paid, or was given back. PURE."""
    return {
        "bucket": bucket_of(claim.id), "id": job_id, "kind": CLAIM_BROKEN, "run_at": now,
        "payload": {"claim_id": str(claim.id)},
    }  # fmt: skip


async def claim_broken_goods(
    pool: Pool, carriers: Carriers, claim_id: int, ids: IdMaker, now: datetime
) -> int:
    """Claim what a promise paid for broken goods; how many claims are new or changed. Again changes nothing."""
    async with pool.acquire() as connection, connection.transaction():
        claim = await locked_claim(connection, claim_id)
        shipped = await shipped_parcels(connection, claim.order_id, {claim.line_no})
        return sum(
            [
                await claim_told(connection, carriers, ids, told, now)
                for told in losses(claim, shipped)
                if carriers.following(courier_of(told.sent.carrier)) is not None
            ]
        )


def losses(claim: Claim, shipped: list[ShippedParcel]) -> list[ToldLoss]:
    """What was lost by each parcel that held the goods; nobody told in which of several they broke. PURE."""
    if not shipped:
        return []
    paid = claim.content.paid or Paid()
    is_paid = claim.stage is Stage.PAID
    whole = Loss(
        claim.order_id, "damaged", claim.amount_minor if is_paid else 0, claim_id=claim.id,
        insurer=claim.content.insurer, insurer_share_minor=paid.insurer_minor if is_paid else 0,
        platform_share_minor=paid.platform_minor if is_paid else 0,
    )  # fmt: skip
    parts = split_by_weights(whole.amount_minor, [1] * len(shipped))
    return [
        ToldLoss(as_told(one, is_over=True), one.delivered_at or claim.opened_at, whole.at_most(part))
        for one, part in zip(shipped, parts, strict=True)
    ]
