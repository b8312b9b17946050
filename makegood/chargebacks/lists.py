"""Lists of chargebacks: those that are a reader's to see, narrowed by case, order, state and whether an answer is owed."""

from datetime import datetime
from typing import Any

from msgspec import Struct

from makegood.accounts import Principal, PrincipalRole, Reach, authorise
from makegood.chargebacks.store import FIELDS, chargeback_of
from makegood.chargebacks.views import ChargebackPage, ChargebackView, view_of
from makegood.db.narrowing import Conditions
from makegood.db.pool import Pool
from makegood.kit.clock import Clock
from makegood.kit.errors import Invalid
from makegood.kit.ids import bucket_of

MOST = 100
_COLUMNS = ", ".join(f"c.{name}" for name in FIELDS)


class ChargebacksWanted(Struct, frozen=True, kw_only=True):
    """What a list is narrowed to. `due`: those that an answer is owed to, the most urgent first and on one page."""

    order_id: int | None = None
    state: str | None = None
    is_open: bool = False
    due: bool = False


async def chargebacks_for(
    pool: Pool, clock: Clock, who: Principal, wanted: ChargebacksWanted, cursor: str | None, limit: int
) -> ChargebackPage:
    """A page of them."""
    return await _page(pool, clock.now(), who, wanted, cursor, limit)


async def _page(
    pool: Pool, now: datetime, who: Principal, wanted: ChargebacksWanted, cursor: str | None, limit: int
) -> ChargebackPage:
    conditions = _conditions(who, wanted)
    if cursor and not wanted.due:
        conditions.add("c.id < {}", _before(cursor))
    if wanted.due:
        conditions.add("c.evidence_due_at > {}", now)
    order = "c.evidence_due_at, c.id" if wanted.due else "c.id DESC"
    rows = await pool.fetch(
        f"SELECT {_COLUMNS}, o.external_id FROM chargebacks c JOIN orders o ON (o.bucket, o.id) = (c.bucket, c.order_id)"
        f" WHERE {conditions} ORDER BY {order} LIMIT {int(limit) + 1}",
        *conditions.values,
    )
    views = [view_of(chargeback_of(_own_fields(row)), row["external_id"], who, now) for row in rows[:limit]]
    more = len(rows) > limit and not wanted.due
    return ChargebackPage(views, views[-1].id if more else None)


async def chargebacks_of_order(
    pool: Pool, now: datetime, who: Principal, wanted: ChargebacksWanted
) -> list[ChargebackView]:
    """All that the reader may see of what a list is narrowed to, the newest first; of an order there are few."""
    return (await _page(pool, now, who, wanted, None, MOST)).chargebacks


def _conditions(who: Principal, wanted: ChargebacksWanted) -> Conditions:
    conditions = Conditions()
    if authorise(who, "chargeback.read") is Reach.OWN:
        if who.role is PrincipalRole.BUYER:
            conditions.add("c.bucket = {} AND c.buyer_id = {}", bucket_of(who.subject or 0), who.subject)
        else:
            conditions.add("c.merchant_id = {}", who.subject)
    if wanted.order_id is not None:
        conditions.add("c.bucket = {} AND c.order_id = {}", bucket_of(wanted.order_id), wanted.order_id)
    if wanted.state:
        conditions.add("c.state = {}", wanted.state)
    if wanted.is_open:
        conditions.add("c.state IN ('needs_response', 'under_review')")
    if wanted.due:
        conditions.add("c.state = 'needs_response' AND c.answered_at IS NULL")
    return conditions


def _own_fields(row: Any) -> dict[str, Any]:
    return {name: row[name] for name in FIELDS}


def _before(cursor: str) -> int:
    if not (cursor.isascii() and cursor.isdigit() and len(cursor) <= 19):
        raise Invalid(field="cursor", problem="take it from next_cursor of the page before")
    return min(int(cursor), 2**63 - 1)
