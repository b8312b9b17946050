"""Lists of claims: those that are a reader's to see, narrowed by order, stage, kind and whose turn it is."""

from msgspec import Struct

from makegood.accounts import Principal, PrincipalRole, Reach, authorise
from makegood.claims.legs import views_of
from makegood.claims.model import OPEN, Party
from makegood.claims.store import COLUMNS, claim_of
from makegood.claims.views import ClaimPage
from makegood.db.narrowing import Conditions
from makegood.db.pool import Pool
from makegood.kit.cursors import id_of_cursor
from makegood.kit.ids import bucket_of

MOST = 100


class ClaimsWanted(Struct, frozen=True, kw_only=True):
    """What a list is narrowed to. `due`: the reader's own side has the ball."""

    order_id: int | None = None
    case_id: int | None = None
    stage: str | None = None
    kind: str | None = None
    is_open: bool | None = None
    due: bool = False


_SIDES = {
    PrincipalRole.BUYER: Party.BUYER, PrincipalRole.MERCHANT: Party.MERCHANT, PrincipalRole.DESK: Party.DESK,
    PrincipalRole.SENIOR: Party.DESK,
}  # fmt: skip


async def claims_for(
    pool: Pool, who: Principal, wanted: ClaimsWanted, cursor: str | None, limit: int, language: str
) -> ClaimPage:
    """A page of the claims, the newest first."""
    conditions = Conditions()
    if authorise(who, "claim.read") is Reach.OWN:
        _own(conditions, who)
    if wanted.order_id is not None:
        conditions.add("bucket = {} AND order_id = {}", bucket_of(wanted.order_id), wanted.order_id)
    if wanted.case_id is not None:
        conditions.add("bucket = {} AND case_id = {}", bucket_of(wanted.case_id), wanted.case_id)
    for column, value in (("stage", wanted.stage), ("kind", wanted.kind)):
        if value:
            conditions.add(f"{column} = {{}}", value)
    if wanted.is_open is not None:
        conditions.add(
            f"stage {'=' if wanted.is_open else '<>'} {'ANY' if wanted.is_open else 'ALL'}({{}}::text[])",
            [one.value for one in OPEN],
        )
    if wanted.due:
        conditions.add("owner = {}", _SIDES.get(who.role, Party.SYSTEM).value)
    if cursor:
        conditions.add("id < {}", id_of_cursor(cursor))
    rows = await pool.fetch(
        f"SELECT {COLUMNS} FROM claims WHERE {conditions} ORDER BY id DESC LIMIT {int(limit) + 1}",
        *conditions.values,
    )
    views = await views_of(pool, [claim_of(row) for row in rows[:limit]], who, language)
    return ClaimPage(views, views[-1].id if len(rows) > limit else None)


def _own(conditions: Conditions, who: Principal) -> None:
    if who.role is PrincipalRole.BUYER:
        conditions.add("bucket = {} AND buyer_id = {}", bucket_of(who.subject or 0), who.subject)
    else:
        conditions.add("merchant_id = {}", who.subject)
