"""Reading parcels: one, those of a case or an order, and lists page by page, each as the reader may see it."""

from collections.abc import Sequence
from dataclasses import dataclass

from makegood.accounts import Principal, PrincipalRole, Reach, authorise
from makegood.carriers.model import ENDED, FOR_GOOD, Label
from makegood.carriers.pickup_rows import read_label
from makegood.carriers.recovery_told import recoveries_in
from makegood.carriers.rows import ParcelFile, StoredParcel
from makegood.carriers.store import COLUMNS, file_of, files_of, parcel_of, parcels_of_case, read_parcel
from makegood.carriers.travelling import goods_of_case
from makegood.carriers.views import ParcelPage, ParcelView, parcel_view, without_contacts
from makegood.db.narrowing import Conditions
from makegood.db.pool import Pool
from makegood.db.writes import Connection
from makegood.kit.cursors import id_of_cursor
from makegood.kit.errors import NotFound
from makegood.kit.ids import bucket_of

MOST = 100
_SENT_IN = f"""
SELECT {COLUMNS} FROM carried_parcels p JOIN order_tracking t ON (t.bucket, t.parcel_id) = (p.bucket, p.id)
WHERE t.bucket = $1 AND t.order_id = $2 AND p.through <> '' ORDER BY p.id
"""


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which parcels. `is_live`: those that still go somewhere, or those that are over."""

    order_id: int | None = None
    case_id: int | None = None
    direction: str | None = None
    is_live: bool | None = None


async def parcel_seen(connection: Connection, who: Principal, parcel_id: int) -> ParcelFile:
    """A parcel that somebody may see. Raises NotFound."""
    parcel = await read_parcel(connection, parcel_id)
    authorise(who, "parcel.read", parcel.buyer_id, parcel.merchant_id)
    return await file_of(connection, parcel)


async def view_of(connection: Connection, who: Principal, files: Sequence[ParcelFile]) -> list[ParcelView]:
    """Parcels as somebody may see them."""
    ids = [file.parcel.id for file in files]
    labelled = await _labelled(connection, ids)
    claimed = await recoveries_in(connection, who, ids)
    views = [
        parcel_view(file, file.parcel.id in labelled, _is_senders(who, file.parcel), claimed[file.parcel.id])
        for file in files
    ]
    return [without_contacts(each) for each in views] if who.role is PrincipalRole.MERCHANT else views


async def _labelled(connection: Connection, ids: Sequence[int]) -> set[int]:
    """Which of some parcels have a label."""
    rows = await connection.fetch(
        "SELECT parcel_id FROM parcel_labels WHERE (bucket, parcel_id) IN"
        " (SELECT * FROM unnest($1::smallint[], $2::bigint[]))",
        [bucket_of(one) for one in ids], ids,
    )  # fmt: skip
    return {row["parcel_id"] for row in rows}


def _is_senders(who: Principal, parcel: StoredParcel) -> bool:
    """Whether a parcel was somebody's to hand over: a buyer's returns. The marketplace acts for its buyers."""
    return who.role is PrincipalRole.MARKETPLACE or (
        who.role is PrincipalRole.BUYER and who.subject == parcel.buyer_id
    )


async def label_seen(connection: Connection, who: Principal, parcel_id: int) -> Label:
    """The label of a parcel that somebody may hand over. Raises NotFound."""
    parcel = await read_parcel(connection, parcel_id)
    authorise(who, "parcel.read", parcel.buyer_id, parcel.merchant_id)
    label = await read_label(connection, parcel_id) if _is_senders(who, parcel) else None
    if label is None:
        raise NotFound(what="label")
    return label


async def parcels_of(connection: Connection, who: Principal, case_id: int) -> list[ParcelFile]:
    """The parcels of a case that somebody may see, the oldest first."""
    goods = await goods_of_case(connection, case_id)
    authorise(who, "parcel.read", goods.buyer_id, goods.merchant_id)
    return await files_of(connection, await parcels_of_case(connection, case_id))


async def carried_here(connection: Connection, case_id: int) -> bool:
    """Whether a carrier of the platform took the goods of a return: then it is known what the buyer paid. A courier of the
    buyer's own is followed as well, and is paid by the buyer.
    """
    found = await connection.fetchval(
        "SELECT 1 FROM carried_units u JOIN carried_parcels p ON (p.bucket, p.id) = (u.bucket, u.parcel_id)"
        " WHERE u.bucket = $1 AND u.case_id = $2 AND p.direction = 'back' AND p.handover IN ('pickup', 'drop_off')"
        " AND p.status NOT IN ('cancelled', 'not_taken') LIMIT 1",
        bucket_of(case_id), case_id,
    )  # fmt: skip
    return found is not None


async def sent_in_parcels(connection: Connection, who: Principal, case_id: int) -> list[ParcelFile]:
    """The order's own parcels in which goods of a case were sent, as far as carriers here follow them and the case has not put
    its units into them; the oldest first.
    """
    goods = await goods_of_case(connection, case_id)
    authorise(who, "parcel.read", goods.buyer_id, goods.merchant_id)
    rows = await connection.fetch(_SENT_IN, bucket_of(goods.order_id), goods.order_id)
    files = await files_of(connection, [parcel_of(row) for row in rows])
    lines = {item.line_no for item in goods.items}
    return [file for file in files if case_id not in file.case_ids and _holds(file, goods.order_id, lines)]


def _holds(file: ParcelFile, order_id: int, lines: set[int]) -> bool:
    return any(
        unit.order_id == order_id and not unit.case_id and unit.line_no in lines for unit in file.units
    )


async def parcels_for(
    pool: Pool, who: Principal, wanted: Wanted, cursor: str | None, limit: int
) -> ParcelPage:
    """A page of the parcels that are somebody's to see, the newest first."""
    conditions = _conditions(who, wanted, cursor)
    async with pool.acquire() as connection:
        rows = await connection.fetch(
            f"SELECT {COLUMNS} FROM carried_parcels p WHERE {conditions} ORDER BY p.id DESC LIMIT {int(limit) + 1}",
            *conditions.values,
        )
        files = await files_of(connection, [parcel_of(row) for row in rows[:limit]])
        views = await view_of(connection, who, files)
    return ParcelPage(views, views[-1].id if len(rows) > limit else None)


def _conditions(who: Principal, wanted: Wanted, cursor: str | None) -> Conditions:
    conditions = Conditions()
    if authorise(who, "parcel.read") is Reach.OWN:
        column = "p.buyer_id" if who.role is PrincipalRole.BUYER else "p.merchant_id"
        conditions.add(f"{column} = {{}}", who.subject)
    if wanted.order_id is not None:
        # Goods of several orders may have been sent in one parcel.
        conditions.add(
            "p.bucket = {} AND (p.order_id = {} OR p.id IN"
            " (SELECT t.parcel_id FROM order_tracking t WHERE t.bucket = p.bucket AND t.order_id = {}))",
            bucket_of(wanted.order_id), wanted.order_id, wanted.order_id,
        )  # fmt: skip
    if wanted.case_id is not None:
        conditions.add(
            "p.bucket = {} AND p.id IN (SELECT u.parcel_id FROM carried_units u WHERE u.bucket = p.bucket AND u.case_id = {})",
            bucket_of(wanted.case_id), wanted.case_id,
        )  # fmt: skip
    if wanted.direction is not None:
        conditions.add("p.direction = {}", wanted.direction)
    if wanted.is_live is not None:
        over = [status.value for status in (FOR_GOOD if wanted.is_live else ENDED)]
        conditions.add("p.status <> ALL({})" if wanted.is_live else "p.status = ANY({})", over)
    if cursor is not None:
        conditions.add("p.id < {}", id_of_cursor(cursor))
    return conditions
