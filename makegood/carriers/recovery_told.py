"""What the parties of a case are told of a claim against a carrier, each only what concerns them, and the job that tells
whoever gets money by one.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from msgspec import structs

from makegood.accounts import Principal, PrincipalRole, Reach, authorise
from makegood.carriers.model import Direction
from makegood.carriers.recovery_rows import COLUMNS, Recovery, recovery_of
from makegood.carriers.views import RecoveryTold
from makegood.db.narrowing import Conditions
from makegood.db.writes import Connection, Writes
from makegood.kit.errors import NotFound
from makegood.kit.ids import IdMaker, bucket_of

TELL_RECOVERY = "tell_recovery"
"""The job that follows when somebody's part of a payment has changed (makegood/flows/recovery_notices.py)."""
_OF_RECOVERY = ", ".join(f"r.{name}" for name in Recovery.__struct_fields__)


async def recoveries_told(connection: Connection, who: Principal, case_id: int) -> list[RecoveryTold]:
    """What is claimed from carriers for a case, the oldest first, as somebody may see it."""
    of_case = Conditions()
    of_case.add("r.bucket = {} AND r.case_id = {}", bucket_of(case_id), case_id)
    # By the case's parcels, since claims have no index by case.
    within = "r.parcel_id IN (SELECT parcel_id FROM carried_units WHERE bucket = {} AND case_id = {})"
    of_case.add(within, bucket_of(case_id), case_id)
    return await _told(connection, who, of_case)


async def recoveries_in(
    connection: Connection, who: Principal, parcel_ids: Sequence[int]
) -> dict[int, list[RecoveryTold]]:
    """What is claimed for some parcels, by parcel, the oldest first, as somebody may see it."""
    of_parcels = Conditions()
    wanted = "(r.bucket, r.parcel_id) IN (SELECT * FROM unnest({}::smallint[], {}::bigint[]))"
    of_parcels.add(wanted, [bucket_of(one) for one in parcel_ids], list(parcel_ids))
    found: dict[int, list[RecoveryTold]] = {one: [] for one in parcel_ids}
    for told in await _told(connection, who, of_parcels):
        found[int(told.parcel_id)].append(told)
    return found


async def _told(connection: Connection, who: Principal, conditions: Conditions) -> list[RecoveryTold]:
    """What was dropped, since its parcel came after all or nothing was lost by it, the platform alone reads."""
    if authorise(who, "parcel.read") is Reach.OWN:
        column = "buyer_id" if who.role is PrincipalRole.BUYER else "merchant_id"
        conditions.add(f"r.{column} = {{}} AND r.status <> 'dropped'", who.subject)
    rows = await connection.fetch(
        f"SELECT p.direction, {_OF_RECOVERY} FROM recoveries r"
        f" JOIN carried_parcels p ON (p.bucket, p.id) = (r.bucket, r.parcel_id) WHERE {conditions} ORDER BY r.id",
        *conditions.values,
    )
    return [_told_of(who.role, dict(row)) for row in rows]


def _told_of(role: PrincipalRole, row: dict[str, Any]) -> RecoveryTold:
    direction = Direction(row.pop("direction"))
    return told_to(role, recovery_of(row), direction)


def told_to(role: PrincipalRole, found: Recovery, direction: Direction) -> RecoveryTold:
    """A claim as a role reads it. Once it is paid a party reads its part alone, since the rest is the other's."""
    told = RecoveryTold(
        id=str(found.id), parcel_id=str(found.parcel_id), case_id=str(found.case_id) if found.case_id else None,
        claim_id=str(found.claim_id) if found.claim_id else None, direction=direction.value, because=found.because,
        status=found.status, currency=found.currency, claimed_minor=None, paid_minor=None, to_buyer_minor=None,
        to_merchant_minor=None, to_platform_minor=None, to_insurer_minor=None,
    )  # fmt: skip
    return structs.replace(told, **_amounts(role, found, direction))


def _amounts(role: PrincipalRole, found: Recovery, direction: Direction) -> dict[str, int]:
    """The amounts that a role may see, by their names."""
    claimed = {"claimed_minor": found.claimed_minor}
    is_paid = found.status == "paid"
    if role is PrincipalRole.BUYER:
        if is_paid:
            return {"to_buyer_minor": found.to_buyer_minor}
        return claimed if direction is Direction.BACK else {}
    if role is PrincipalRole.MERCHANT:
        return {"to_merchant_minor": found.to_merchant_minor} if is_paid else claimed
    parts = ("paid_minor", "to_buyer_minor", "to_merchant_minor", "to_platform_minor", "to_insurer_minor")
    return claimed | ({name: getattr(found, name) for name in parts} if is_paid else {})


async def read_recovery(connection: Connection, recovery_id: int) -> Recovery:
    """A claim, locked. Raises NotFound."""
    row = await connection.fetchrow(
        f"SELECT {COLUMNS} FROM recoveries WHERE bucket = $1 AND id = $2 FOR NO KEY UPDATE",
        bucket_of(recovery_id), recovery_id,
    )  # fmt: skip
    if row is None:
        raise NotFound(what="recovery")
    return recovery_of(row)


async def tell_of_parts(
    connection: Connection, before: Recovery, after: Recovery, ids: IdMaker, now: datetime
) -> None:
    """Have buyer and merchant told what came to them by a change of a claim, or was taken back."""
    buyer_minor = after.to_buyer_minor - before.to_buyer_minor
    merchant_minor = after.to_merchant_minor - before.to_merchant_minor
    if not (buyer_minor or merchant_minor):
        return
    writes, bucket = Writes(), bucket_of(after.id)
    writes.add("defer_jobs", {
        "bucket": bucket, "id": ids(bucket), "kind": TELL_RECOVERY, "run_at": now,
        "payload": {"recovery_id": str(after.id), "version": after.version, "buyer_minor": buyer_minor,
                    "merchant_minor": merchant_minor},
    })  # fmt: skip
    await writes.send(connection)
