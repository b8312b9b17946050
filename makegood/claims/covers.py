"""Covers of return freight: issued once for an order, priced by a tariff, used by one return, called off with the order."""

from collections.abc import Sequence
from datetime import datetime
from typing import Annotated, Literal

from msgspec import Meta, Struct

from makegood.accounts import Principal, PrincipalRole, Reach, authorise
from makegood.cases import OrderFacts
from makegood.claims.kinds import INSURER, INSURER_NAMES, PLATFORM
from makegood.claims.tariff import Quote, Route
from makegood.db.narrowing import Conditions
from makegood.db.pool import Pool
from makegood.db.writes import Connection
from makegood.kit.cursors import id_of_cursor
from makegood.kit.ids import bucket_of

INSURERS = {"freight_cover": INSURER, "returns_on_us": PLATFORM}
"""Who insures each promise that a merchant can join, where its plan names nobody."""


class Cover(Struct, frozen=True, kw_only=True):
    """One cover. `plan`: who chose and pays it: the merchant, the buyer, or the merchant's plan “returns on us”."""

    id: int
    order_id: int
    merchant_id: int
    insurer: str
    plan: str
    tariff: str
    route: str
    currency: str
    premium_minor: int
    insured_minor: int
    status: str
    premium_transaction_id: int
    issued_at: datetime
    changed_at: datetime


class CoverView(Struct, frozen=True, kw_only=True):
    """One cover, as its parties read it. Amounts in minor units."""

    id: str
    order_id: str
    insurer: str
    plan: str
    tariff: str
    route: str
    currency: str
    premium_minor: int
    insured_minor: int
    status: str
    issued_at: datetime
    exclusions: list[str]


class CoverWanted(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A cover that the buyer chose and paid to the marketplace; those of merchants' plans come with the order. `insurer`: else
    the one that the order names.
    """

    order: Annotated[str, Meta(min_length=1, max_length=100)]
    insurer: Literal["ping-an", "zhong-an", "picc"] | None = None


class CoverPage(Struct, frozen=True):
    """Covers, the newest first; `next_cursor` continues the list."""

    covers: list[CoverView]
    next_cursor: str | None


NO_COVER = ("the order is cancelled", "it has one", "nothing is insured in this currency")
"""Why no cover is issued."""
EXCLUSIONS = ("no_return", "wrong_tracking", "merchants_fault", "second_return")
"""What no cover pays for; the words are on the page, the rules in the pack `marketplace-freight-cover`."""
_FIELDS = Cover.__struct_fields__
_COLUMNS = ", ".join(f"c.{name}" for name in _FIELDS)
_ROUTE = """
SELECT coalesce(m.return_address, '') AS to_place, coalesce(
    (SELECT concat_ws(' ', a.address ->> 'region', a.address ->> 'city') FROM order_addresses a
        WHERE (a.bucket, a.order_id) = (o.bucket, o.id) AND a.in_force_at IS NOT NULL AND a.address IS NOT NULL
        ORDER BY a.in_force_at DESC LIMIT 1),
    (SELECT concat_ws(' ', b.address ->> 'region', b.address ->> 'city') FROM buyer_addresses b
        WHERE (b.bucket, b.buyer_id) = (o.bucket, o.buyer_id)), '') AS from_place
FROM orders o JOIN merchants m ON m.id = o.merchant_id WHERE o.bucket = $1 AND o.id = $2
"""


async def route_of(connection: Connection, order_id: int) -> Route:
    """From where to where a return of an order travels, as far as addresses are known."""
    row = await connection.fetchrow(_ROUTE, bucket_of(order_id), order_id)
    return Route(row["from_place"], row["to_place"]) if row else Route("", "")


def insurer_of(order: OrderFacts, plan: str) -> str:
    """Who insures an order under a plan: the platform its own; else whom the plan names (the fact `freight_insurer`)."""
    if plan == "returns_on_us":
        return PLATFORM
    named = order.facts.get("freight_insurer")
    return named if isinstance(named, str) and named in INSURER_NAMES else INSURER


def new_cover(
    cover_id: int, order: OrderFacts, plan: str, insurer: str, tariff: str, quote: Quote, transaction_id: int, now: datetime
) -> Cover:  # fmt: skip
    """A cover about to be issued for an order."""
    return Cover(
        id=cover_id, order_id=order.id, merchant_id=order.merchant_id, insurer=insurer, plan=plan, tariff=tariff,
        route=quote.route, currency=order.currency, premium_minor=quote.premium_minor, insured_minor=quote.insured_minor,
        status="active", premium_transaction_id=transaction_id, issued_at=now, changed_at=now,
    )  # fmt: skip


async def insert_cover(connection: Connection, cover: Cover) -> None:
    """Write a cover. Only under the lock of its order."""
    gaps = ", ".join(f"${number}" for number in range(2, len(_FIELDS) + 2))
    await connection.execute(
        f"INSERT INTO freight_covers (bucket, {', '.join(_FIELDS)}) VALUES ($1, {gaps})",
        bucket_of(cover.id), *(getattr(cover, name) for name in _FIELDS),
    )  # fmt: skip


async def cover_of(connection: Connection, order_id: int) -> Cover | None:
    """The cover of an order, if it has one."""
    row = await connection.fetchrow(
        f"SELECT {_COLUMNS} FROM freight_covers c WHERE c.bucket = $1 AND c.order_id = $2",
        bucket_of(order_id), order_id,
    )  # fmt: skip
    return Cover(**dict(row)) if row else None


async def change_cover(connection: Connection, cover: Cover, status: str, now: datetime) -> None:
    """Put down that a cover was used, is free again, or was called off."""
    await connection.execute(
        "UPDATE freight_covers SET status = $3, changed_at = $4 WHERE bucket = $1 AND id = $2",
        bucket_of(cover.id), cover.id, status, now,
    )  # fmt: skip


async def covers_for(
    pool: Pool, who: Principal, order_id: int | None, cursor: str | None, limit: int
) -> CoverPage:
    """A page of the covers that are the reader's to see, the newest first."""
    conditions = Conditions()
    if authorise(who, "cover.read") is Reach.OWN:
        if who.role is PrincipalRole.BUYER:
            conditions.add("c.bucket = {} AND o.buyer_id = {}", bucket_of(who.subject or 0), who.subject)
        else:
            conditions.add("c.merchant_id = {}", who.subject)
    if order_id is not None:
        conditions.add("c.bucket = {} AND c.order_id = {}", bucket_of(order_id), order_id)
    if cursor:
        conditions.add("c.id < {}", id_of_cursor(cursor))
    rows = await pool.fetch(
        f"SELECT {_COLUMNS} FROM freight_covers c JOIN orders o ON (o.bucket, o.id) = (c.bucket, c.order_id)"
        f" WHERE {conditions} ORDER BY c.id DESC LIMIT {int(limit) + 1}",
        *conditions.values,
    )
    return _page([Cover(**dict(row)) for row in rows], limit)


def cover_view(cover: Cover) -> CoverView:
    """A cover as people read it."""
    told = {name: getattr(cover, name) for name in _FIELDS if name in CoverView.__struct_fields__}
    ids = {"id": str(cover.id), "order_id": str(cover.order_id), "exclusions": list(EXCLUSIONS)}
    return CoverView(**told | ids)


def _page(covers: Sequence[Cover], limit: int) -> CoverPage:
    views = [cover_view(cover) for cover in covers[:limit]]
    return CoverPage(views, views[-1].id if len(covers) > limit else None)
