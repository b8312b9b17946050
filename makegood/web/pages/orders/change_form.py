"""The form of a change of an order: what may be typed or chosen, and what it asks for."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

import msgspec
from msgspec import Struct

from makegood.cases import CaseType, Goods, OpenCase, OrderFacts, read_order, wares_of_lines
from makegood.cases.facts import goods_of
from makegood.db.pool import Pool
from makegood.kit.errors import Invalid
from makegood.kit.ids import bucket_of
from makegood.orders import OrderView
from makegood.policy import Catalogue
from makegood.web.pages.fields import Field, choice
from makegood.web.pages.orders.replacements import cost_of
from makegood.web.pages.orders.row import units_left
from makegood.web.pages.shell import Reader

_TENDERS = """
SELECT external_id, label FROM buyer_tenders WHERE bucket = $1 AND buyer_id = $2 AND tender <> 'cash' ORDER BY external_id
"""
KEEP = "Leave it as it is"


class Kind(Struct, frozen=True):
    """One kind of change: its case type, its English label on the order's page and its heading."""

    type: CaseType
    label: str
    heading: str


CHANGES = {
    "address": Kind(CaseType.MODIFY_ADDRESS, "Change address", "Change the address of an order"),
    "payment": Kind(CaseType.MODIFY_PAYMENT, "Change payment", "Change the payment of an order"),
    "items": Kind(CaseType.MODIFY_ITEMS, "Change items", "Change the items of an order"),
}
"""By their part of the address."""
ADDRESS_FIELDS = ("name", "street", "city", "region", "postcode", "country", "phone")
LABELS = {
    "name": "Name", "street": "Street and house number", "city": "City", "region": "Region", "postcode": "Postcode",
    "country": "Country", "phone": "Phone", "pay_with": "Pay with", "wanted": "Change to",
    "difference": "A difference is paid with, or goes back to",
}  # fmt: skip


class Form(Struct, frozen=True):
    """What the template draws: for an address its parts with their values, else fields."""

    parts: list[tuple[str, str, str]]
    fields: list[Field]


def may_change(order: OrderFacts, now: datetime) -> bool:
    """Whether the goods are still with the merchant, so that it can be asked; whether it is granted is policy's matter."""
    goods = [line.line_no for line in order.lines if line.kind == "goods" and line.left_quantity]
    is_there = all(goods_of(order, [line_no], now) is Goods.NOT_SHIPPED for line_no in goods)
    return bool(goods) and order.status != "cancelled" and is_there


async def form_of(pool: Pool, reader: Reader, order: OrderView, what: str, typed: Mapping[str, str]) -> Form:
    """The form of one kind of change, with what was typed."""
    if what == "address":
        return Form([(name, LABELS[name], typed.get(name, "")) for name in ADDRESS_FIELDS], [])
    rows = await pool.fetch(_TENDERS, bucket_of(int(order.buyer.id)), int(order.buyer.id))
    ways = {row["external_id"]: row["label"] for row in rows}
    if what == "payment":
        return Form([], [choice("pay_with", LABELS["pay_with"], ways, value=typed.get("pay_with", ""))])
    pay = choice(
        "pay_with", LABELS["difference"], {"": "–", **ways}, required=False, value=typed.get("pay_with", "")
    )
    return Form([], [*await _variants(pool, reader, order, typed), pay])


async def _variants(pool: Pool, reader: Reader, order: OrderView, typed: Mapping[str, str]) -> list[Field]:
    """For each line the variants of its product, with what each costs more or less."""
    facts = await read_order(pool, int(order.id))
    async with pool.acquire() as connection:
        found = await wares_of_lines(connection, facts, units_left(order))
    fields = []
    for line in facts.lines:
        wares = [ware for ware in found.get(line.line_no, []) if ware.sku != line.sku]
        options = {
            ware.sku: f"{ware.title} · {cost_of(ware, line.unit_price_minor, order.currency, reader.language)}"
            for ware in wares
        }
        if options:
            name = f"wanted_{line.line_no}"
            made = choice(
                name, LABELS["wanted"], {"": KEEP, **options}, required=False, value=typed.get(name, "")
            )
            fields.append(msgspec.structs.replace(made, title=line.title))
    return fields


def change_in(order: OrderView, what: str, typed: Mapping[str, str], catalogue: Catalogue) -> OpenCase:
    """The request that a form makes. Sending it is the buyer's yes; being signed in says who they are."""
    left = units_left(order)
    wanted = {line_no: sku for line_no in left if (sku := typed.get(f"wanted_{line_no}", ""))}
    lines = wanted if what == "items" else left
    change: dict[str, Any] = {}
    if what == "address":
        change["address"] = {name: typed.get(name, "").strip() for name in ADDRESS_FIELDS}
    else:
        change["pay_with"] = typed.get("pay_with", "")
    if what == "items":
        change["wanted"] = [
            {"line_no": line_no, "sku": sku, "quantity": left[line_no]} for line_no, sku in wanted.items()
        ]
    content = {
        "type": CHANGES[what].type, "items": [{"line_no": line_no, "quantity": left[line_no]} for line_no in lines],
        "reason": "no_reason", "change": change,
        "facts": {name: True for name in ("identified", "confirmed") if name in catalogue.facts},
    }  # fmt: skip
    try:
        return msgspec.convert(content, OpenCase)
    except msgspec.ValidationError as error:
        field = {"address": "street", "payment": "pay_with", "items": "wanted"}[what]
        raise Invalid(field=field, problem="choose or fill in something that can be used") from error
