"""A story: the parcel in which a shop sent an order never came, or came broken, and its case ended refunded, or with other
goods that have arrived. The loss is the shop's (makegood/carriers/risk.py), and it is claimed by itself from the carrier,
where that is one of those here.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from makegood.carriers import (
    Bearer,
    Carriers,
    Direction,
    Loss,
    Mishap,
    ToldLoss,
    claim_told,
    claimed_otherwise_minor,
    courier_of,
    number_of,
    risk_of,
)
from makegood.cases import CaseState, CaseType, Goods, Happening, read_case
from makegood.claims import lock_order
from makegood.db.pool import Pool
from makegood.flows.follow_orders import as_told
from makegood.flows.shipped_parcels import ShippedParcel, shipped_parcels
from makegood.kit.ids import IdMaker
from makegood.kit.money import split_by_weights

CLAIM_OUTGOING = "claim_outgoing"
_BECAUSE = {"not_received": "lost", "damaged": "damaged"}
"""Reasons of a case that may be the carrier's doing, and what its claim says then."""
_TYPES = frozenset({CaseType.REFUND_ONLY, CaseType.RETURN_REFUND, CaseType.EXCHANGE, CaseType.RESHIP})
_NOT_LOST = frozenset({Goods.NOT_SHIPPED, Goods.RETURNING, Goods.RETURNED, Goods.SENT_BACK})
_LEFT_ELSEWHERE = frozenset({"none", "elsewhere"})
"""Proofs of a delivery by which the buyer has not signed."""


@dataclass(frozen=True, slots=True)
class Outgoing:
    """A parcel of the order, and its part of what the case refunded in minor units."""

    parcel: ShippedParcel
    part_minor: int


def claim_outgoing(happening: Happening) -> None:
    """A case has ended refunded or replaced, or what it refunded has changed since by an appeal. PURE."""
    before, after = happening.decision.before, happening.decision.after
    ended = before is not None and before.stage.is_open and not after.stage.is_open
    appealed = before is not None and before.made_whole_minor != after.made_whole_minor
    has_cost = after.refunded_minor or replaced_minor(after)
    if (ended or appealed) and has_cost and after.type in _TYPES and after.reason in _BECAUSE:
        happening.writes.add("defer_jobs", {
            "bucket": after.bucket, "id": happening.new_id(), "kind": CLAIM_OUTGOING, "run_at": happening.now,
            "payload": {"case_id": str(after.id)},
        })  # fmt: skip


async def claim_lost_order(pool: Pool, carriers: Carriers, case_id: int, ids: IdMaker, now: datetime) -> int:
    """Claim what a case refunded, or sent again, for a parcel that was lost or broken; how many claims are new or changed.
    Again changes nothing.
    """
    async with pool.acquire() as connection, connection.transaction():
        found, _ = await read_case(connection, case_id)
        await lock_order(connection, found.state.order_id)
        found, _ = await read_case(connection, case_id)
        case = found.state
        shipped = await shipped_parcels(connection, case.order_id, {item.line_no for item in case.items})
        numbers = {number_of(one.tracking_no) for one in shipped}
        otherwise_minor = await claimed_otherwise_minor(connection, case_id, numbers)
        changed = 0
        for one in divided(case, shipped, lost_minor(case) - otherwise_minor):
            if carriers.following(courier_of(one.parcel.carrier)) is not None:
                changed += await claim_told(connection, carriers, ids, _loss(case, one), now)
        return changed


def lost_minor(case: CaseState) -> int:
    """What a case cost the shop, in minor units: not what the platform gave back to it, nor more than the goods. PURE."""
    refunded_minor = case.refunded_minor - case.made_whole_minor
    return min(_worth_minor(case), refunded_minor + replaced_minor(case))


def replaced_minor(case: CaseState) -> int:
    """What of a case's goods the shop has sent once more and the buyer has, in minor units of their price then. PURE."""
    plan = case.replacement
    is_here = plan is not None and plan.has_arrived and not plan.given_up and bool(plan.wanted)
    return _worth_minor(case) if is_here else 0


def _worth_minor(case: CaseState) -> int:
    return sum(item.value_minor for item in case.items)


def divided(case: CaseState, shipped: Iterable[ShippedParcel], minor: int) -> list[Outgoing]:
    """The parcels that may have been lost or broken, with their parts of a loss by the value that was in each. PURE."""
    blamed = [one for one in shipped if is_carriers(case, one)]
    weights = [sum(item.value_minor for item in case.items if one.holds(item.line_no)) for one in blamed]
    if not any(weights):
        return []
    parts = split_by_weights(max(0, minor), weights)
    return [Outgoing(one, part) for one, part in zip(blamed, parts, strict=True)]


def is_carriers(case: CaseState, parcel: ShippedParcel) -> bool:
    """Whether it may be the carrier's doing: the shop bore the risk, and the address was right. PURE."""
    told = {each.name: each.value for each in case.given}
    is_lost = _BECAUSE[case.reason] == "lost"
    if told.get("address_trouble", "none") != "none" or (is_lost and case.goods in _NOT_LOST):
        return False
    was_signed = told.get("delivery_proof") not in _LEFT_ELSEWHERE
    mishap = Mishap(
        direction=Direction.OUT, is_lost=is_lost, at=case.opened_at if is_lost else parcel.shipped_at,
        signed_at=parcel.delivered_at if was_signed else None, marks=case.terms.marks,
        buyer_chose_courier=told.get("buyer_chose_carrier") is True,
    )  # fmt: skip
    return risk_of(mishap).bearer is Bearer.MERCHANT


def _loss(case: CaseState, one: Outgoing) -> ToldLoss:
    parcel, because = one.parcel, _BECAUSE[case.reason]
    known_at = case.opened_at if because == "lost" else parcel.delivered_at or case.opened_at
    loss = Loss(case.order_id, because, one.part_minor, case.id)
    return ToldLoss(as_told(parcel, is_over=True), known_at, loss)
