"""What is claimed from who lost or broke a parcel, opened by itself: for a case, for a promise that was paid, or for an order
alone. Together it is never more than what was in the parcel is worth, and nothing is claimed twice.
"""

from datetime import datetime

from msgspec import Struct

from makegood.carriers.evolve import NOT_BY_CARRIERS
from makegood.carriers.model import ParcelStatus, Scan
from makegood.carriers.order_parcels import orders_in
from makegood.carriers.rows import ParcelFile, StoredParcel
from makegood.db.writes import Connection
from makegood.kit.ids import IdMaker, bucket_of

_OPEN = """
INSERT INTO recoveries (bucket, id, order_id, case_id, claim_id, parcel_id, buyer_id, merchant_id, party_kind, party, because,
    currency, claimed_minor, insurer, insurer_share_minor, platform_share_minor, opened_at, changed_at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, 'carrier', $9, $10, $11, $12, $13, $14, $15, $16, $16)
ON CONFLICT (bucket, parcel_id, order_id, case_id, claim_id) DO NOTHING
"""
_ADJUST = """
UPDATE recoveries SET status = CASE WHEN $6::bigint > 0 THEN 'open' ELSE 'dropped' END,
    claimed_minor = CASE WHEN $6 > 0 THEN $6 ELSE claimed_minor END,
    insurer_share_minor = CASE WHEN $6 > 0 THEN $7 ELSE insurer_share_minor END,
    platform_share_minor = CASE WHEN $6 > 0 THEN $8 ELSE platform_share_minor END, changed_at = $9, version = version + 1
WHERE bucket = $1 AND parcel_id = $2 AND order_id = $3 AND case_id = $4 AND claim_id = $5
    AND (status = 'open' AND claimed_minor <> $6 OR status = 'dropped' AND $6 > 0)
"""
_OTHERS = """
SELECT coalesce(sum(claimed_minor), 0)::bigint FROM recoveries
WHERE bucket = $1 AND parcel_id = $2 AND order_id = $3 AND (case_id, claim_id) <> ($4, $5) AND status <> 'dropped'
    AND NOT (case_id = 0 AND claim_id = 0 AND status = 'open')
"""
_IS_KNOWN = """
SELECT EXISTS (
    SELECT 1 FROM recoveries WHERE bucket = $1 AND parcel_id = $2 AND order_id = $3 AND (case_id, claim_id) <> (0, 0)
)
"""


class Loss(Struct, frozen=True):
    """What somebody lost by a parcel, in minor units of its currency: by a case, by a claim under a promise, or (neither) by
    an order. `insurer_share_minor` and `platform_share_minor` of it were borne by them, the rest by the merchant or the buyer.
    """

    order_id: int
    because: str
    amount_minor: int
    case_id: int = 0
    claim_id: int = 0
    insurer: str = ""
    insurer_share_minor: int = 0
    platform_share_minor: int = 0

    def at_most(self, amount_minor: int) -> "Loss":
        """The loss as far as an amount goes, its shares in proportion."""
        if amount_minor >= self.amount_minor:
            return self
        kept = max(0, amount_minor)
        shares = (self.insurer_share_minor * kept, self.platform_share_minor * kept)
        insurer, platform = (share // self.amount_minor for share in shares)
        return Loss(
            self.order_id, self.because, kept, self.case_id, self.claim_id, self.insurer, insurer, platform
        )


async def open_recovery(
    connection: Connection, parcel: StoredParcel, loss: Loss, ids: IdMaker, now: datetime
) -> bool:
    """Claim a loss from the carrier of a parcel; False where that was claimed before, or there is nothing."""
    if not loss.amount_minor:
        return False
    answer = await connection.execute(
        _OPEN, bucket_of(parcel.id), ids(bucket_of(parcel.id)), loss.order_id, loss.case_id, loss.claim_id, parcel.id,
        parcel.buyer_id, parcel.merchant_id, parcel.courier, loss.because, parcel.currency, loss.amount_minor,
        loss.insurer, loss.insurer_share_minor, loss.platform_share_minor, now,
    )  # fmt: skip
    return bool(answer == "INSERT 0 1")


async def adjust_recovery(connection: Connection, parcel: StoredParcel, loss: Loss, now: datetime) -> bool:
    """Have a claim that is still open, or was dropped, follow the loss; whether that changed it. It is dropped at 0."""
    answer = await connection.execute(
        _ADJUST, bucket_of(parcel.id), parcel.id, loss.order_id, loss.case_id, loss.claim_id, loss.amount_minor,
        loss.insurer_share_minor, loss.platform_share_minor, now,
    )  # fmt: skip
    return bool(answer != "UPDATE 0")


async def within_worth(connection: Connection, file: ParcelFile, loss: Loss) -> Loss:
    """The loss as far as what the order had in the parcel is worth, less what is claimed for others. What is claimed for the
    order alone and still open makes room.
    """
    worth_minor = _worth_minor(file, loss.order_id)
    if not worth_minor:
        return loss
    return loss.at_most(worth_minor - await _others_minor(connection, file.parcel, loss))


async def open_recoveries(connection: Connection, file: ParcelFile, ids: IdMaker, now: datetime) -> int:
    """Claim from the carrier what travelled in a parcel that was lost or broken, once for each case; how many are new. Of an
    order's own parcel the order's claim is the rest.
    """
    because = "lost" if file.parcel.status is ParcelStatus.LOST else "damaged"
    own, opened = set(orders_in(file)), 0
    values: dict[tuple[int, int], int] = {}
    for unit in file.units:
        about = unit.order_id, unit.case_id
        values[about] = values.get(about, 0) + unit.value_minor
    for (order_id, case_id), value_minor in values.items():
        if order_id not in own:
            loss = Loss(order_id, because, value_minor, case_id)
            opened += await open_recovery(connection, file.parcel, loss, ids, now)
    return opened + sum([await claim_rest(connection, file, order_id, ids, now) for order_id in own])


async def claim_rest(
    connection: Connection, file: ParcelFile, order_id: int, ids: IdMaker, now: datetime
) -> bool:
    """Claim for an order alone what its carrier says it lost or broke and no case or promise claims yet; whether anything
    changed. The shop bears the risk until the buyer signs, whether it refunds or sends again (Taobao Dispute Rules art. 10).

    What was broken is claimed at once over all that is in the parcel, as carriers are to be told in days; once a case or a
    promise has said what it cost, theirs is the claim.
    """
    if not file.parcel.through:
        return False
    rest = Loss(order_id, "lost", 0)
    if file.parcel.status is ParcelStatus.LOST:
        others_minor = await _others_minor(connection, file.parcel, rest)
        rest = Loss(order_id, "lost", max(0, _worth_minor(file, order_id) - others_minor))
    elif _is_told_broken(file):
        is_known = await connection.fetchval(_IS_KNOWN, bucket_of(file.parcel.id), file.parcel.id, order_id)
        rest = Loss(order_id, "damaged", 0 if is_known else _worth_minor(file, order_id))
    is_new = await open_recovery(connection, file.parcel, rest, ids, now)
    return is_new or await adjust_recovery(connection, file.parcel, rest, now)


def _is_told_broken(file: ParcelFile) -> bool:
    """Whether its carrier itself says that it is broken."""
    return any(one.scan is Scan.DAMAGED and one.raw_code not in NOT_BY_CARRIERS for one in file.events)


async def drop_recoveries(connection: Connection, file: ParcelFile, now: datetime) -> None:
    """A parcel that was lost has been found: what is still open of its claims is dropped."""
    await connection.execute(
        "UPDATE recoveries SET status = 'dropped', changed_at = $3, version = version + 1"
        " WHERE bucket = $1 AND parcel_id = $2 AND status = 'open' AND because = 'lost'",
        bucket_of(file.parcel.id), file.parcel.id, now,
    )  # fmt: skip


async def _others_minor(connection: Connection, parcel: StoredParcel, loss: Loss) -> int:
    found: int = await connection.fetchval(
        _OTHERS, bucket_of(parcel.id), parcel.id, loss.order_id, loss.case_id, loss.claim_id
    )
    return found


def _worth_minor(file: ParcelFile, order_id: int) -> int:
    return sum(unit.value_minor for unit in file.units if unit.order_id == order_id and not unit.case_id)
