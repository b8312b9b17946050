"""Rows of freight: posted once for each parcel, case and reason, and turned round when somebody else is to bear it."""

from datetime import datetime
from typing import Any

from msgspec import Struct, structs

from makegood.accounts import Principal, PrincipalRole, Reach, authorise
from makegood.carriers.freight import FREIGHT, Borne, FreightCharge, FreightPart, freight_postings
from makegood.carriers.rows import ParcelFile
from makegood.db.narrowing import Conditions
from makegood.db.pool import Pool
from makegood.db.writes import Connection, Writes
from makegood.kit.cursors import id_of_cursor
from makegood.kit.ids import IdMaker, bucket_of
from makegood.ledger import Transaction, add_transaction, list_in_statement, posted, reverse

MOST = 100
_FIELDS = FreightCharge.__struct_fields__
_COLUMNS = ", ".join(_FIELDS)


class FreightView(Struct, frozen=True):
    """The freight of a parcel for a case. The parts of buyer, merchant and platform add up to the amount."""

    id: str
    parcel_id: str
    order_id: str
    case_id: str
    courier: str
    direction: str
    because: str
    ground: str
    currency: str
    amount_minor: int
    buyer_minor: int
    merchant_minor: int
    platform_minor: int
    charged_at: datetime
    changed_at: datetime


class FreightPage(Struct, frozen=True):
    """Freight, the newest first; `next_cursor` continues the list."""

    charges: list[FreightView]
    next_cursor: str | None


async def charge_freight(
    connection: Connection, file: ParcelFile, part: FreightPart, borne: Borne, ids: IdMaker, now: datetime
) -> FreightCharge | None:
    """Post what a case bears of a parcel's freight; None where it was posted before, or nothing is due."""
    if not borne.is_due:
        return None
    parcel, bucket = file.parcel, bucket_of(file.parcel.id)
    charge = FreightCharge(
        ids(bucket), parcel.id, part.order_id, part.case_id, parcel.buyer_id, parcel.merchant_id,
        parcel.courier, parcel.direction.value, part.because, borne.ground, parcel.freight_currency, part.amount_minor,
        borne.buyer_minor, borne.merchant_minor, borne.platform_minor, ids(bucket), now, now, 1,
    )  # fmt: skip
    gaps = ", ".join(f"${number}" for number in range(2, len(_FIELDS) + 2))
    answer = await connection.execute(
        f"INSERT INTO freight_charges (bucket, {_COLUMNS}) VALUES ($1, {gaps})"
        " ON CONFLICT (bucket, parcel_id, case_id, because) DO NOTHING",
        bucket, *(getattr(charge, name) for name in _FIELDS),
    )  # fmt: skip
    if answer != "INSERT 0 1":
        return None
    await _post(connection, charge, _transaction(charge), now)
    return charge


async def bear_otherwise(
    connection: Connection, charge: FreightCharge, borne: Borne, ids: IdMaker, now: datetime
) -> FreightCharge:
    """Turn the postings of a charge round and post them anew to whoever bears it now, if anybody does."""
    bucket = bucket_of(charge.id)
    if charge.transaction_id is not None:
        await _post(connection, charge, reverse(ids(bucket), _transaction(charge)), now)
    changed = structs.replace(
        charge, ground=borne.ground, buyer_minor=borne.buyer_minor, merchant_minor=borne.merchant_minor,
        platform_minor=borne.platform_minor, transaction_id=ids(bucket) if borne.is_due else None,
        changed_at=now, version=charge.version + 1,
    )  # fmt: skip
    await connection.execute(
        "UPDATE freight_charges SET ground = $3, buyer_minor = $4, merchant_minor = $5, platform_minor = $6,"
        " transaction_id = $7, changed_at = $8, version = $9 WHERE bucket = $1 AND id = $2",
        bucket, charge.id, changed.ground, changed.buyer_minor, changed.merchant_minor, changed.platform_minor,
        changed.transaction_id, now, changed.version,
    )  # fmt: skip
    if changed.transaction_id is not None:
        await _post(connection, changed, _transaction(changed), now)
    return changed


def _transaction(charge: FreightCharge) -> Transaction:
    assert charge.transaction_id is not None
    postings = freight_postings(charge)
    return posted(bucket_of(charge.id), charge.transaction_id, FREIGHT, charge.case_id, *postings)


async def _post(
    connection: Connection, charge: FreightCharge, transaction: Transaction, now: datetime
) -> None:
    """The merchant's part stands in its statement."""
    writes = Writes()
    add_transaction(writes, transaction, now)
    for row in writes.rows("post_ledger"):
        list_in_statement(writes, row, charge.merchant_id, charge.case_id)
    await writes.send(connection)


async def freight_of_case(connection: Connection, case_id: int) -> list[FreightCharge]:
    """What was charged for a case, the oldest first."""
    rows = await connection.fetch(
        f"SELECT {_COLUMNS} FROM freight_charges WHERE bucket = $1 AND case_id = $2 ORDER BY id",
        bucket_of(case_id), case_id,
    )  # fmt: skip
    return [_charge(row) for row in rows]


async def freight_of_parcel(connection: Connection, parcel_id: int) -> list[FreightCharge]:
    """What was charged for a parcel, the oldest first."""
    rows = await connection.fetch(
        f"SELECT {_COLUMNS} FROM freight_charges WHERE bucket = $1 AND parcel_id = $2 ORDER BY id",
        bucket_of(parcel_id), parcel_id,
    )  # fmt: skip
    return [_charge(row) for row in rows]


async def freight_for(
    pool: Pool, who: Principal, case_id: int | None, cursor: str | None, limit: int
) -> FreightPage:
    """A page of the freight of parcels that are somebody's to see, the newest first."""
    conditions = Conditions()
    if authorise(who, "parcel.read") is Reach.OWN:
        column = "buyer_id" if who.role is PrincipalRole.BUYER else "merchant_id"
        conditions.add(f"{column} = {{}}", who.subject)
    if case_id is not None:
        conditions.add("bucket = {} AND case_id = {}", bucket_of(case_id), case_id)
    if cursor is not None:
        conditions.add("id < {}", id_of_cursor(cursor))
    rows = await pool.fetch(
        f"SELECT {_COLUMNS} FROM freight_charges WHERE {conditions} ORDER BY id DESC LIMIT {int(limit) + 1}",
        *conditions.values,
    )
    views = [freight_view(_charge(row)) for row in rows[:limit]]
    return FreightPage(views, views[-1].id if len(rows) > limit else None)


def freight_view(charge: FreightCharge) -> FreightView:
    """A charge as it is told."""
    told: dict[str, Any] = {name: getattr(charge, name) for name in FreightView.__struct_fields__}
    ids = {name: str(told[name]) for name in ("id", "parcel_id", "order_id", "case_id")}
    return FreightView(**told | ids)


def _charge(row: Any) -> FreightCharge:
    return FreightCharge(**dict(row))
