"""A story: carrying costs. As soon as a carrier has a parcel its freight is posted to whoever bears it; when the case comes to
another answer on that, by a ruling, an appeal or facts that were told, the postings are turned round and made anew.
"""

from datetime import datetime
from typing import Any

from makegood.carriers import (
    LOST,
    Borne,
    Direction,
    FreightCharge,
    ParcelFile,
    ParcelStatus,
    StoredParcel,
    bear_otherwise,
    charge_freight,
    freight_due,
    freight_of_case,
    freight_of_parcel,
    parcels_of_case,
)
from makegood.cases import CaseState, Happening, read_case
from makegood.db.pool import Pool
from makegood.db.writes import Connection
from makegood.flows.freight_bearer import borne_by
from makegood.kit.ids import IdMaker, bucket_of

SETTLE_FREIGHT = "settle_freight"
_LOCK = """
SELECT 1 FROM carried_parcels p WHERE p.bucket = $1
    AND p.id IN (SELECT u.parcel_id FROM carried_units u WHERE u.bucket = $1 AND u.case_id = $2)
ORDER BY p.id FOR NO KEY UPDATE
"""


def follow_freight(happening: Happening) -> None:
    """Another ruling, or another word of policy, may have somebody else bear what was carried. PURE."""
    before, after = happening.decision.before, happening.decision.after
    is_carried = after.shipment is not None or after.replacement is not None
    if before is None or not is_carried or _says(before) == _says(after):
        return
    happening.writes.add("defer_jobs", {
        "bucket": after.bucket, "id": happening.new_id(), "kind": SETTLE_FREIGHT, "run_at": happening.now,
        "payload": {"case_id": str(after.id)},
    })  # fmt: skip


def _says(case: CaseState) -> Any:
    ruling = case.ruling
    return ruling and (ruling.favour, ruling.freight_by), case.terms.freight, case.type


async def charge_parcel(connection: Connection, file: ParcelFile, ids: IdMaker, now: datetime) -> int:
    """Post what a parcel has come to, under its lock, and take back what is due no longer; how many charges are new or changed.
    Doing it again posts nothing.
    """
    changed = 0
    for part in freight_due(file):
        case, _ = await read_case(connection, part.case_id)
        borne = _borne(case.state, file.parcel, part.because, part.amount_minor)
        changed += await charge_freight(connection, file, part, borne, ids, now) is not None
    for charge in await freight_of_parcel(connection, file.parcel.id):
        case, _ = await read_case(connection, charge.case_id)
        changed += await _bear(connection, case.state, file.parcel, charge, ids, now)
    return changed


async def settle_freight(pool: Pool, case_id: int, ids: IdMaker, now: datetime) -> int:
    """Have each charge of a case borne by whoever is to bear it now; how many changed."""
    async with pool.acquire() as connection, connection.transaction():
        # The parcels first: a charge that is just being posted has read the case as it was.
        await connection.execute(_LOCK, bucket_of(case_id), case_id)
        case, _ = await read_case(connection, case_id)
        parcels = {one.id: one for one in await parcels_of_case(connection, case_id)}
        charges = await freight_of_case(connection, case_id)
        return sum(
            [await _bear(connection, case.state, parcels[one.parcel_id], one, ids, now) for one in charges]
        )


async def buyers_way_back(connection: Connection, case: CaseState) -> int:
    """What the buyer is to bear of the way back that carriers of the platform charged, in minor units: by the ruling that
    stands, whether or not the charges follow it yet.
    """
    parcels = {one.id: one for one in await parcels_of_case(connection, case.id)}
    return sum(
        _borne(case, parcels[one.parcel_id], one.because, one.amount_minor).buyer_minor
        for one in await freight_of_case(connection, case.id)
        if one.direction == Direction.BACK
    )


async def _bear(
    connection: Connection, case: CaseState, parcel: StoredParcel, charge: FreightCharge, ids: IdMaker, now: datetime
) -> bool:  # fmt: skip
    borne = _borne(case, parcel, charge.because, charge.amount_minor)
    if borne != charge.borne:
        await bear_otherwise(connection, charge, borne, ids, now)
    return borne != charge.borne


def _borne(case: CaseState, parcel: StoredParcel, because: str, amount_minor: int) -> Borne:
    if parcel.status is ParcelStatus.LOST:
        return LOST
    return borne_by(case, parcel.direction, because, amount_minor)
