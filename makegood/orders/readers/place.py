"""PURE: where in a file a problem stands: the rows and the column or field."""

import re
from collections.abc import Iterator

from makegood.orders.model import Problem
from makegood.orders.readers.model import Draft, Reject

_LINE = re.compile(r"lines\[(\d+)\]\.?(.*)")
_NUMBERED = re.compile(r"(payment|parcel)s\[(\d+)\]\.?(.*)")
_ORDER_COLUMNS = {
    "external_id": "order_id",
    "buyer.external_id": "buyer_id",
    "buyer.name": "buyer_name",
    "buyer.language": "buyer_language",
    "buyer.email": "buyer_email",
    "merchant.external_id": "merchant_id",
    "merchant.name": "merchant_name",
    "merchant.calendar": "merchant_calendar",
    "merchant.return_address": "merchant_return_address",
    "discount_minor": "discount",
    "shipping_minor": "shipping",
    "shipping_tax_minor": "shipping_tax",
    "payments": "payment_amount",
}
_LINE_COLUMNS = {
    "product.external_id": "product_id",
    "product.category": "category",
    "product.traits": "traits",
    "unit_price_minor": "unit_price",
    "discount_minor": "line_discount",
    "tax_minor": "line_tax",
}
_PAYMENT_COLUMNS = {"processor_reference": "reference", "amount_minor": "amount"}


def rejects(draft: Draft, problems: tuple[Problem, ...]) -> Iterator[Reject]:
    """A reject for each problem of an order, in the words of the file it came from."""
    for problem in problems:
        rows, field = _place(draft, problem.field)
        yield Reject(rows=rows, order=draft.order, field=field, why=problem.problem, value=problem.value)


def _place(draft: Draft, path: str) -> tuple[list[int], str]:
    whole = sorted(set(draft.rows))
    if draft.line_rows is None:
        return whole, path
    line = _LINE.fullmatch(path)
    if line:
        at = int(line[1])
        rows = [draft.line_rows[at]] if at < len(draft.line_rows) else whole
        part = line[2].split("[")[0]
        return rows, _LINE_COLUMNS.get(part, part)
    numbered = _NUMBERED.fullmatch(path)
    if numbered:
        return whole, _numbered_column(numbered[1], int(numbered[2]), numbered[3])
    return whole, _ORDER_COLUMNS.get(path, path)


def _numbered_column(kind: str, at: int, part: str) -> str:
    number = f"{at + 1}_" if at else ""
    return f"{kind}_{number}{_PAYMENT_COLUMNS.get(part, part)}"
