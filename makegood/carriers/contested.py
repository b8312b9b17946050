"""Returns that are told with a tracking number which is another parcel's too: whose it is shows when one arrives."""

from collections.abc import Sequence

from makegood.carriers.couriers import courier_of
from makegood.carriers.model import FOR_GOOD, Direction, ParcelStatus
from makegood.carriers.store import parcel_with_number, parcels_of_case, read_parcel
from makegood.db.writes import Connection
from makegood.kit.ids import bucket_of

_CONTESTED = """
SELECT DISTINCT u.case_id FROM unnest($1::smallint[], $2::bigint[]) AS w(of_bucket, named)
JOIN carried_units u ON (u.bucket, u.case_id) = (w.of_bucket, w.named)
JOIN carried_parcels p ON (p.bucket, p.id) = (u.bucket, u.parcel_id)
WHERE p.is_contested AND p.direction = $3 AND p.status <> ALL ($4::text[])
"""


async def contested_returns(connection: Connection, case_ids: Sequence[int]) -> frozenset[int]:
    """Those of some cases whose goods are said to come back under such a number, and have not come."""
    if not case_ids:
        return frozenset()
    over = [each.value for each in FOR_GOOD]
    buckets = [bucket_of(each) for each in case_ids]
    rows = await connection.fetch(_CONTESTED, buckets, list(case_ids), Direction.BACK.value, over)
    return frozenset(row["case_id"] for row in rows)


async def is_anothers_number(
    connection: Connection, case_id: int, carrier: str, tracking_no: str, shop_and_buyer: tuple[int, int]
) -> bool:
    """Whether a number that a case is told of stands for another parcel: another buyer's, one that has arrived, or one that
    goes elsewhere. What the same buyer sends to the same shop at once is one parcel.
    """
    found = await parcel_with_number(connection, courier_of(carrier), tracking_no)
    if found is None or any(one.id == found for one in await parcels_of_case(connection, case_id)):
        return False
    other = await read_parcel(connection, found)
    if (other.merchant_id, other.buyer_id) == shop_and_buyer and other.direction is Direction.BACK:
        return other.status is ParcelStatus.DELIVERED
    return other.buyer_id != shop_and_buyer[1] or other.is_live or other.status is ParcelStatus.DELIVERED
