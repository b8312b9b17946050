"""Reads of orders, as people and machines see them. Ids are texts, since they pass what JSON numbers hold."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import msgspec

from makegood.db.writes import Connection
from makegood.kit.ids import bucket_of, stable_bucket
from makegood.orders.check import has_control
from makegood.orders.goods.model import Goods, KeptRecord
from makegood.orders.goods.store import records_of
from makegood.orders.model import ParcelLine
from makegood.orders.statements import SQL
from makegood.orders.tables import columns

LARGEST_ID = 2**63 - 1
LARGEST_PAGE = 200


class PartyView(msgspec.Struct, frozen=True, kw_only=True):
    """A buyer or a merchant."""

    id: str
    external_id: str
    name: str


class LineView(msgspec.Struct, frozen=True, kw_only=True):
    """A line: what was paid for it, and how much of it cases have claimed. Amounts in minor units.

    `goods`: what is told of goods with rules of their own, `records`: what happened to them since.
    """

    line_no: int
    kind: str
    sku: str
    product_external_id: str | None
    title: str
    category: str
    traits: list[str]
    quantity: int
    unit_price_minor: int
    paid_minor: int
    claimed_quantity: int
    claimed_minor: int
    goods: Goods | None = None
    records: list[KeptRecord] = []


class PaymentView(msgspec.Struct, frozen=True, kw_only=True):
    """A captured payment and what of it went back, in minor units.

    `processor_reference`: what the processor calls it; told to the staff and to the marketplace, null for the parties.
    """

    payment_no: int
    tender: str
    processor: str
    processor_reference: str | None
    amount_minor: int
    refunded_minor: int
    rank: int
    paid_at: datetime


class ParcelView(msgspec.Struct, frozen=True, kw_only=True):
    """A parcel; no `lines` means it is not known what is inside.

    `status`: by its carrier's word, null where no carrier here follows it. `moved_at`: its last scan, while it is under way.
    `told_by`: whose word `delivered_at` or `lost_at` is, `carrier` or `shop`; the carrier's comes before the shop's.
    """

    parcel_no: int
    carrier: str
    tracking_no: str
    shipped_at: datetime
    delivered_at: datetime | None
    lines: list[ParcelLine]
    status: str | None = None
    is_damaged: bool = False
    moved_at: datetime | None = None
    lost_at: datetime | None = None
    told_by: str | None = None


class OrderView(msgspec.Struct, frozen=True, kw_only=True):
    """An order whole. `paid_minor` is what was paid for it in minor units of `currency`."""

    id: str
    external_id: str
    buyer: PartyView
    merchant: PartyView
    currency: str
    status: str
    placed_at: datetime
    completed_at: datetime | None
    paid_minor: int
    updated_at: datetime
    lines: list[LineView]
    payments: list[PaymentView]
    parcels: list[ParcelView]


class OrderPage(msgspec.Struct, frozen=True, kw_only=True):
    """Orders, newest first. `next_cursor` leads to the rest; None at the end."""

    orders: list[OrderView]
    next_cursor: str | None


async def find_order_id(connection: Connection, external_id: str) -> int | None:
    """The id of the order that the marketplace calls `external_id`; None if there is none."""
    if has_control(external_id):
        return None
    found: int | None = await connection.fetchval(SQL["find_order"], stable_bucket(external_id), external_id)
    return found


async def order_view(connection: Connection, order: int | str) -> OrderView | None:
    """An order by its id (int) or by the marketplace's number (str); None if there is none."""
    order_id = await find_order_id(connection, order) if isinstance(order, str) else order
    if order_id is None:
        return None
    views = await _views(connection, [(bucket_of(order_id), order_id)])
    return views[0] if views else None


async def orders_of(
    connection: Connection,
    *,
    buyer_id: int | None = None,
    merchant_id: int | None = None,
    before_id: int = LARGEST_ID,
    limit: int = 50,
) -> OrderPage:
    """Orders of a buyer, of a merchant, or of all when neither is named; those with ids below `before_id`."""
    size = max(1, min(limit, LARGEST_PAGE))
    if buyer_id is not None:
        name, args = "page_of_buyer", [bucket_of(buyer_id), buyer_id, before_id, size + 1]
    elif merchant_id is not None:
        name, args = "page_of_merchant", [merchant_id, before_id, size + 1]
    else:
        name, args = "page_of_all", [before_id, size + 1]
    return await _page(connection, await connection.fetch(SQL[name], *args), size)


async def orders_matching(
    connection: Connection, buyer_id: int, sought: str, *, before_id: int = LARGEST_ID, limit: int = 50
) -> OrderPage:
    """A buyer's orders with a text in their number or in the title of an item."""
    size = max(1, min(limit, LARGEST_PAGE))
    rows = await connection.fetch(
        SQL["page_of_buyer_matching"],
        bucket_of(buyer_id),
        buyer_id,
        before_id,
        size + 1,
        f"%{_literal(sought)}%",
    )
    return await _page(connection, rows, size)


async def _page(connection: Connection, rows: Sequence[Any], size: int) -> OrderPage:
    """Rows of keys, one more than a page has if there are more, as a page."""
    found = [(row["bucket"], row["id"]) for row in rows]
    orders = await _views(connection, found[:size])
    return OrderPage(orders=orders, next_cursor=str(found[size - 1][1]) if len(found) > size else None)


def _literal(text: str) -> str:
    """A text as ILIKE finds it and nothing else."""
    return text.replace("\\", "\\\\").replace("%", r"\%").replace("_", r"\_")


async def _views(connection: Connection, keys: Sequence[tuple[int, int]]) -> list[OrderView]:
    if not keys:
        return []
    wanted = columns(keys, 2)
    rows = await connection.fetch(SQL["view_orders"], *wanted)
    parts = [await connection.fetch(SQL[name], *wanted) for name in ("lines_of", "payments_of", "parcels_of")]
    special = sorted({line["order_id"] for line in parts[0] if line["goods"]})
    records = await records_of(connection, special) if special else {}
    return [
        _view(row, records, *([part for part in each if part["order_id"] == row["id"]] for each in parts))
        for row in rows
    ]


def _view(
    row: Any,
    records: dict[tuple[int, int], list[KeptRecord]],
    lines: list[Any],
    payments: list[Any],
    parcels: list[Any],
) -> OrderView:
    return OrderView(
        id=str(row["id"]),
        external_id=row["external_id"],
        buyer=_party(row, "buyer"),
        merchant=_party(row, "merchant"),
        currency=row["currency"],
        status=row["status"],
        placed_at=row["placed_at"],
        completed_at=row["completed_at"],
        paid_minor=row["paid_minor"],
        updated_at=row["updated_at"],
        lines=[_line(line, records.get((row["id"], line["line_no"]), [])) for line in lines],
        payments=[_struct(PaymentView, payment) for payment in payments],
        parcels=[_struct(ParcelView, parcel) for parcel in parcels],
    )


def _party(row: Any, kind: str) -> PartyView:
    return PartyView(
        id=str(row[f"{kind}_id"]), external_id=row[f"{kind}_external_id"], name=row[f"{kind}_name"]
    )


def _line(row: Any, records: list[KeptRecord]) -> LineView:
    fields = {name: row[name] for name in LineView.__struct_fields__ if name != "records"}
    fields["traits"] = msgspec.json.decode(fields["traits"])
    fields["goods"] = msgspec.json.decode(fields["goods"], type=Goods) if fields["goods"] else None
    return LineView(**fields, records=records)


def _struct(kind: type[Any], row: Any) -> Any:
    """A row as `kind`; jsonb columns come as text."""
    fields = {name: row[name] for name in kind.__struct_fields__}
    if "lines" in fields:
        fields["lines"] = msgspec.json.decode(fields["lines"])
    return msgspec.convert(fields, kind)
