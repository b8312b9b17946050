"""What is claimed from who lost or broke a parcel (opened by itself: opening.py): paid or not by whoever owes it, and who
gets the money.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Any

import asyncpg
import msgspec
from msgspec import Meta, Struct

from makegood.accounts import Principal, authorise
from makegood.carriers.model import Direction
from makegood.carriers.recovery_rows import (
    COLUMNS,
    OWED_BACK,
    Recovery,
    RecoveryPage,
    RecoveryView,
    payment_of,
    postings_of,
    recovery_of,
    subject_of,
    view_of_recovery,
)
from makegood.carriers.recovery_told import read_recovery, tell_of_parts
from makegood.carriers.refusals import (
    CaseStillOpen,
    MoreThanClaimed,
    RecoveryClosed,
    RecoveryNotPaid,
    RecoverySpent,
)
from makegood.carriers.store import read_parcel
from makegood.carriers.travelling import goods_of_case
from makegood.db.narrowing import Conditions
from makegood.db.once import Kept, once
from makegood.db.pool import Pool
from makegood.db.writes import Connection, Writes
from makegood.kit.clock import Clock
from makegood.kit.cursors import id_of_cursor
from makegood.kit.ids import IdMaker, bucket_of
from makegood.ledger import Posting, Transaction, add_transaction, buyer_balance, posted, reverse

MOST = 100


class Ending(Struct, frozen=True, forbid_unknown_fields=True):
    """How a claim ended: `paid` with an amount, `refused` by who owes it, or `written_off` by us."""

    status: Annotated[str, Meta(pattern="^(paid|refused|written_off)$")]
    amount_minor: Annotated[int, Meta(ge=1, le=10**15)] | None = None
    note: Annotated[str, Meta(max_length=2000, pattern=r"^[^\x00]*$")] = ""


_PAID_OF_CASE = f"""
SELECT {COLUMNS} FROM recoveries WHERE bucket = $1 AND case_id = $2 AND status = 'paid' ORDER BY id FOR NO KEY UPDATE
"""
_PAID_OF_CLAIM = f"""
SELECT {COLUMNS} FROM recoveries WHERE bucket = $1 AND claim_id = $2 AND parcel_id = $3 AND status = 'paid' FOR NO KEY UPDATE
"""
_HOLD_ORDER = "SELECT 1 FROM orders WHERE bucket = $1 AND id = $2 FOR NO KEY UPDATE"
_BALANCE = """
SELECT balance_minor - held_minor FROM ledger_accounts WHERE bucket = $1 AND account = $2 AND currency = $3 FOR NO KEY UPDATE
"""


@dataclass(frozen=True, slots=True)
class RecoveryOffice:
    """Given to pages and the API as the dependency `recovery_office`."""

    pool: Pool
    clock: Clock
    ids: IdMaker

    async def listed(
        self, who: Principal, status: str | None, cursor: str | None, limit: int
    ) -> RecoveryPage:
        """A page of the claims, the newest first."""
        authorise(who, "recovery.manage")
        conditions = Conditions()
        if status:
            conditions.add("status = {}", status)
        if cursor:
            conditions.add("id < {}", id_of_cursor(cursor))
        rows = await self.pool.fetch(
            f"SELECT {COLUMNS} FROM recoveries WHERE {conditions} ORDER BY id DESC LIMIT {int(limit) + 1}",
            *conditions.values,
        )
        views = [view_of_recovery(recovery_of(row)) for row in rows[:limit]]
        return RecoveryPage(views, views[-1].id if len(rows) > limit else None)

    async def end(self, who: Principal, recovery_id: int, ending: Ending, key: str | None) -> Kept:
        """Put down how a claim ended; what was paid is posted to who bore the loss."""
        authorise(who, "recovery.manage")

        async def work(connection: Connection) -> tuple[int, RecoveryView]:
            found = await read_recovery(connection, recovery_id)
            if found.status != "open":
                raise RecoveryClosed(status=found.status)
            now = self.clock.now()
            if ending.status == "paid":
                return 200, view_of_recovery(await self._pay(connection, found, ending, now))
            return 200, view_of_recovery(
                await _change(connection, found, now, status=ending.status, note=ending.note)
            )

        said = ("end_recovery", str(recovery_id), ending)
        return await once(self.pool, who.label, key, said, self.clock.now(), work)

    async def reverse(self, who: Principal, recovery_id: int, key: str | None) -> Kept:
        """Take back a payment that was put down by mistake: the same postings turned round, and the claim is open again.
        Raises RecoverySpent where the buyer's part of it is gone.
        """
        authorise(who, "recovery.manage")

        async def work(connection: Connection) -> tuple[int, RecoveryView]:
            found = await read_recovery(connection, recovery_id)
            if found.transaction_id is None:
                raise RecoveryNotPaid(status=found.status)
            now, bucket = self.clock.now(), bucket_of(found.id)
            turned = reverse(self.ids(bucket), payment_of(found))
            try:
                again = await _unpaid(connection, found, turned, self.ids, now, "open")
            except asyncpg.CheckViolationError as error:
                if error.constraint_name == "sufficient_funds":
                    raise RecoverySpent() from None
                raise
            return 200, view_of_recovery(again)

        return await once(
            self.pool, who.label, key, ("reverse_recovery", str(recovery_id)), self.clock.now(), work
        )

    async def _pay(self, connection: Connection, found: Recovery, ending: Ending, now: datetime) -> Recovery:
        amount = found.claimed_minor if ending.amount_minor is None else ending.amount_minor
        if amount > found.claimed_minor:
            raise MoreThanClaimed(
                most_minor=found.claimed_minor, amount_minor=amount, currency=found.currency
            )
        bucket = bucket_of(found.id)
        parts = {
            "paid_minor": amount, "to_buyer_minor": await _buyers_part(connection, found, amount),
            "to_platform_minor": amount * found.platform_share_minor // found.claimed_minor,
            "to_insurer_minor": amount * found.insurer_share_minor // found.claimed_minor,
        }  # fmt: skip
        paid = msgspec.structs.replace(found, **parts, transaction_id=self.ids(bucket))
        await _post(connection, payment_of(paid), now, paid, paid.to_insurer_minor)
        changes = parts | {"transaction_id": paid.transaction_id, "note": ending.note}
        after = await _change(connection, found, now, status="paid", **changes)
        await tell_of_parts(connection, found, after, self.ids, now)
        return after


async def owe_back(
    connection: Connection, parcel_id: int, claim_id: int, ids: IdMaker, now: datetime
) -> bool:
    """What a carrier paid for a promise it is owed back, since the promise was given back: whoever got it would have it twice.
    Whether there was something; the claim is dropped.
    """
    bucket = bucket_of(parcel_id)
    row = await connection.fetchrow(_PAID_OF_CLAIM, bucket, claim_id, parcel_id)
    if row is None:
        return False
    found = recovery_of(row)
    back = (
        Posting(one.destination, one.source, one.currency, one.amount_minor) for one in postings_of(found)
    )
    owed = posted(bucket, ids(bucket), OWED_BACK, subject_of(found), *back)
    await _unpaid(connection, found, owed, ids, now, "dropped")
    return True


async def _unpaid(
    connection: Connection,
    found: Recovery,
    transaction: Transaction,
    ids: IdMaker,
    now: datetime,
    status: str,
) -> Recovery:
    """A claim of which the payment is gone again."""
    await _post(connection, transaction, now, found, -found.to_insurer_minor)
    parts = ("paid_minor", "to_buyer_minor", "to_platform_minor", "to_insurer_minor")
    after = await _change(
        connection, found, now, status=status, transaction_id=None, **dict.fromkeys(parts, 0)
    )
    await tell_of_parts(connection, found, after, ids, now)
    return after


async def divide_again(connection: Connection, case_id: int, ids: IdMaker, now: datetime) -> int:
    """Divide what carriers paid for a case anew, since an appeal or a reopening changed what it refunded; how many changed.

    What the buyer has spent of their part stays theirs.
    """
    rows = await connection.fetch(_PAID_OF_CASE, bucket_of(case_id), case_id)
    changed = 0
    for found in [recovery_of(row) for row in rows]:
        try:
            part = await _buyers_part(connection, found, found.paid_minor)
        except CaseStillOpen:
            return changed
        changed += await _divided(connection, found, part, ids, now)
    return changed


async def _divided(
    connection: Connection, found: Recovery, part_minor: int, ids: IdMaker, now: datetime
) -> bool:
    """The payment turned round and posted again, with this part for the buyer or as near to it as their balance allows."""
    bucket = bucket_of(found.id)
    held = await connection.fetchval(_BALANCE, bucket, buyer_balance(found.buyer_id), found.currency) or 0
    part_minor = max(part_minor, found.to_buyer_minor - held)
    return await _posted_anew(connection, found, ids, now, to_buyer_minor=part_minor)


async def share_with_platform(
    connection: Connection, parcel_id: int, case_id: int, lost_minor: int, ids: IdMaker, now: datetime
) -> bool:
    """Divide what a carrier paid of a parcel anew, since the platform made the merchant whole for all but `lost_minor` of
    what was claimed; whether that changed anything.
    """
    row = await connection.fetchrow(
        f"{_PAID_OF_CASE.partition('ORDER')[0]} AND parcel_id = $3 FOR NO KEY UPDATE",
        bucket_of(case_id), case_id, parcel_id,
    )  # fmt: skip
    if row is None:
        return False
    found = recovery_of(row)
    part_minor = found.paid_minor * max(0, found.claimed_minor - lost_minor) // found.claimed_minor
    return await _posted_anew(connection, found, ids, now, to_platform_minor=part_minor)


async def _posted_anew(
    connection: Connection, found: Recovery, ids: IdMaker, now: datetime, **parts_minor: int
) -> bool:
    """The payment turned round and posted again with other parts; False where they are as they were."""
    bucket = bucket_of(found.id)
    anew = msgspec.structs.replace(found, **parts_minor)
    if anew == found or found.transaction_id is None:
        return False
    anew = msgspec.structs.replace(anew, transaction_id=ids(bucket))
    writes = Writes()
    add_transaction(writes, reverse(ids(bucket), payment_of(found)), now)
    add_transaction(writes, payment_of(anew), now)
    await writes.send(connection)
    after = await _change(connection, found, now, **parts_minor, transaction_id=anew.transaction_id)
    await tell_of_parts(connection, found, after, ids, now)
    return True


async def _buyers_part(connection: Connection, found: Recovery, amount_minor: int) -> int:
    """What of a payment is the buyer's: the part of the goods that was not refunded, of a return. What was on its way to the
    buyer was the merchant's risk (Taobao Dispute Rules art. 10). Raises CaseStillOpen.
    """
    if not found.case_id:
        return 0
    # What the case has refunded stands still until this is written: an appeal waits for it.
    await connection.execute(_HOLD_ORDER, bucket_of(found.order_id), found.order_id)
    case = await goods_of_case(connection, found.case_id)
    if not case.is_over:
        raise CaseStillOpen()
    if (await read_parcel(connection, found.parcel_id)).direction is Direction.OUT:
        return 0
    lost = max(0, case.value_minor - case.refunded_minor)
    return amount_minor * lost // case.value_minor if case.value_minor else 0


async def _post(
    connection: Connection, transaction: Any, now: datetime, found: Recovery, to_insurer_minor: int
) -> None:
    """Post, and put down in the insurer's statement what became the insurer's, or (below zero) is no more."""
    writes = Writes()
    add_transaction(writes, transaction, now)
    if to_insurer_minor:
        writes.add("list_insurer_lines", {
            "bucket": bucket_of(found.id), "transaction_id": transaction.id, "insurer": found.insurer,
            "kind": "recovery" if to_insurer_minor > 0 else "recovery_reversed", "order_id": found.order_id,
            "claim_id": found.claim_id, "currency": found.currency, "amount_minor": to_insurer_minor, "at": now,
        })  # fmt: skip
    await writes.send(connection)


async def _change(connection: Connection, found: Recovery, now: datetime, **changes: Any) -> Recovery:
    changes |= {"changed_at": now, "version": found.version + 1}
    sets = ", ".join(f"{name} = ${number}" for number, name in enumerate(changes, 3))
    await connection.execute(
        f"UPDATE recoveries SET {sets} WHERE bucket = $1 AND id = $2",
        bucket_of(found.id), found.id, *changes.values(),
    )  # fmt: skip
    return msgspec.structs.replace(found, **changes)
