"""What a buyer may have instead of money, on the last step of a request: the variants of each item with what each costs
more or less and whether there is one, the tender for a difference, and the words for a missing part.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from msgspec import Struct

from makegood.cases import CaseType, read_order, wares_of_lines
from makegood.cases.facts import OrderFacts, Ware
from makegood.db.pool import Pool
from makegood.kit.i18n import text
from makegood.kit.ids import bucket_of
from makegood.kit.money import money_text
from makegood.web.pages.fields import Field, choice
from makegood.web.pages.shell import Reader

_TENDERS = """
SELECT external_id, label FROM buyer_tenders WHERE bucket = $1 AND buyer_id = $2 AND tender <> 'cash' ORDER BY external_id
"""
SAME_PRICE = "no difference"
DEARER = "{amount} more"
CHEAPER = "{amount} less"
SOLD_OUT = "sold out"
AT_CHECKOUT = "At the checkout"


class Instead(Struct, frozen=True):
    """The fields of an exchange, one for each item, and of a difference; the field of a missing part."""

    wanted: list[Field]
    pay_with: Field
    parts: Field


async def instead(
    pool: Pool, reader: Reader, order_id: int, items: Sequence[Mapping[str, int]], typed: Mapping[str, str]
) -> tuple[Instead, dict[int, str]]:
    """What may be had instead of money, and the sku that is proposed for each line."""
    order = await read_order(pool, order_id)
    async with pool.acquire() as connection:
        found = await wares_of_lines(connection, order, [item["line_no"] for item in items])
        rows = await connection.fetch(_TENDERS, bucket_of(order.buyer_id), order.buyer_id)
    chosen = {line_no: _chosen(line_no, wares, order, typed) for line_no, wares in found.items()}
    fields = [
        _wanted(line_no, wares, chosen[line_no], order, reader) for line_no, wares in found.items() if wares
    ]
    ways = {"": AT_CHECKOUT, **{row["external_id"]: row["label"] for row in rows}}
    pay = choice("pay_with", "Pay a difference with", ways, required=False, value=typed.get("pay_with", ""))
    parts = Field(
        name="parts",
        label="What is missing, if it is no whole unit",
        kind="text",
        value=typed.get("parts", ""),
    )
    return Instead(fields, pay, parts), {line_no: sku for line_no, sku in chosen.items() if sku}


def _chosen(line_no: int, wares: Sequence[Ware], order: OrderFacts, typed: Mapping[str, str]) -> str:
    """What was chosen; else the same once more, or the first that there is."""
    told = typed.get(f"wanted_{line_no}", "")
    if any(ware.sku == told for ware in wares):
        return told
    there = [ware.sku for ware in wares if _is_there(ware)]
    line = order.line(line_no)
    same = line.sku if line else ""
    return same if same in there or not there else there[0]


def _is_there(ware: Ware) -> bool:
    return ware.available if ware.left is None else ware.left > 0


def _wanted(line_no: int, wares: Sequence[Ware], chosen: str, order: OrderFacts, reader: Reader) -> Field:
    line = order.line(line_no)
    listed = line.unit_price_minor if line else 0
    options = tuple(
        (ware.sku, f"{ware.title} · {cost_of(ware, listed, order.currency, reader.language)}")
        for ware in wares
    )
    return Field(
        name=f"wanted_{line_no}", label="Exchange for", kind="choice", required=False, options=options,
        value=chosen, title=line.title if line else "",
    )  # fmt: skip


def cost_of(ware: Ware, listed_minor: int, currency: str, language: str) -> str:
    """What it costs more or less than the first did, or that there is none."""
    if not _is_there(ware):
        return text(language, SOLD_OUT)
    more = ware.price_minor - listed_minor
    if not more:
        return text(language, SAME_PRICE)
    amount = money_text(abs(more), currency, language)
    return text(language, DEARER if more > 0 else CHEAPER, amount=amount)


def content_of(
    type_: str, items: Sequence[Mapping[str, int]], typed: Mapping[str, str], proposed: Mapping[int, str]
) -> dict[str, Any]:
    """What a request for goods says of them, as the API takes it; nothing where money is asked for."""
    if type_ == CaseType.RESHIP.value:
        return {"replacement": {"parts": typed.get("parts", "").strip()}}
    if type_ != CaseType.EXCHANGE.value:
        return {}
    skus = [
        (typed.get(f"wanted_{item['line_no']}") or proposed.get(item["line_no"], ""), item["quantity"])
        for item in items
    ]
    wanted = [{"sku": sku, "quantity": quantity} for sku, quantity in skus if sku]
    return {"replacement": {"wanted": wanted, "pay_with": typed.get("pay_with", "").strip()}}


LABELS = ("Exchange for", "Pay a difference with", "What is missing, if it is no whole unit", AT_CHECKOUT)
"""Every label, for the catalogue's test."""
COSTS = (SAME_PRICE, DEARER, CHEAPER, SOLD_OUT)
