"""PURE: tables with a row for each order line and the order's own columns repeated: their columns and meaning."""

import difflib
import re
from collections.abc import Sequence
from functools import lru_cache
from typing import Any

import msgspec

from makegood.kit.money import parse_amount
from makegood.orders.allocate import total_minor
from makegood.orders.model import MOST_LINES, OrderInput, Problem
from makegood.orders.parse import order_from_raw
from makegood.orders.readers.model import Draft, FileRefused

SEVERAL = ("", "2_", "3_")
PAYMENT_COLUMNS = ("tender", "processor", "reference", "amount", "rank", "paid_at")
PARCEL_COLUMNS = ("carrier", "tracking_no", "shipped_at", "delivered_at")
REQUIRED = (
    "order_id", "buyer_id", "merchant_id", "currency", "status", "placed_at",
    "sku", "category", "title", "quantity", "unit_price",
    "payment_tender", "payment_processor", "payment_reference",
)  # fmt: skip
LISTING_COLUMNS = ("title", "text", "attributes", "promises", "pictures", "url")
LINE_COLUMNS = (
    "sku", "product_id", "category", "traits", "title", "quantity", "unit_price", "line_discount", "line_tax",
    *(f"listing_{name}" for name in LISTING_COLUMNS),
)  # fmt: skip
ORDER_COLUMNS = (
    "order_id", "buyer_id", "buyer_name", "buyer_language", "buyer_email", "merchant_id", "merchant_name",
    "merchant_calendar", "merchant_return_address", "currency", "status", "placed_at", "completed_at", "discount", "shipping",
    "shipping_tax",
    *(f"payment_{n}{name}" for n in SEVERAL for name in PAYMENT_COLUMNS),
    *(f"parcel_{n}{name}" for n in SEVERAL for name in PARCEL_COLUMNS),
)  # fmt: skip
KNOWN = frozenset((*ORDER_COLUMNS, *LINE_COLUMNS))

Cells = dict[str, str]
Row = tuple[int, Cells | str]
"""The number of a row, and its cells by column; or why it could not be read."""

_DECIMAL = re.compile(r"-?[0-9]{1,15}(\.[0-9]{1,8})?")
_WHOLE = re.compile(r"-?[0-9]{1,15}")


def check_columns(names: Sequence[str]) -> None:
    """Raises `FileRefused` unless these columns make orders."""
    unknown = [name for name in names if name not in KNOWN]
    if unknown:
        raise FileRefused(
            f"The file has columns that are not known: {', '.join(map(_suggested, unknown[:10]))}."
        )
    twice = sorted({name for name in names if list(names).count(name) > 1})
    if twice:
        raise FileRefused(f"The file has these columns more than once: {', '.join(twice)}.")
    missing = [name for name in REQUIRED if name not in names]
    if missing:
        raise FileRefused(f"The file lacks these columns: {', '.join(missing)}.")


def _suggested(name: str) -> str:
    near = difflib.get_close_matches(name, KNOWN, 1)
    return f"{name[:40]!r}" + (f" (did you mean {near[0]}?)" if near else "")


def draft_of_rows(order: str, rows: Sequence[Row], scattered: bool) -> Draft:
    """One order out of its rows. Nothing of it is taken when any of its rows is bad."""
    span = (rows[0][0], rows[-1][0])
    numbers = tuple(number for number, _ in rows)
    problems = _row_problems(rows, scattered)
    if problems:
        return Draft(rows=span, order=order, problems=tuple(problems), line_rows=numbers)
    found: dict[str, Problem] = {}
    raw = _raw_order([row for _, row in rows if isinstance(row, dict)], found)
    pays_all = _pays_all(raw["payments"])
    outcome = order_from_raw(raw)
    if isinstance(outcome, OrderInput) and not outcome.payments and total_minor(outcome) > 0:
        found["payments"] = Problem("payments[0].tender", "is missing")
    if isinstance(outcome, OrderInput) and not found:
        whole = _paid_in_full(outcome) if pays_all else outcome
        return Draft(rows=span, order=order, input=whole, line_rows=numbers)
    structure = {problem.field: problem for problem in outcome} if isinstance(outcome, list) else {}
    return Draft(rows=span, order=order, problems=tuple((structure | found).values()), line_rows=numbers)


def _pays_all(payments: list[dict[str, Any]]) -> bool:
    """Whether a single payment, told without an amount, paid for everything; it gets one that is valid."""
    if len(payments) != 1 or "amount_minor" in payments[0]:
        return False
    payments[0]["amount_minor"] = 1
    return True


def _paid_in_full(order: OrderInput) -> OrderInput:
    payment = msgspec.structs.replace(order.payments[0], amount_minor=total_minor(order))
    return msgspec.structs.replace(order, payments=[payment] if payment.amount_minor > 0 else [])


def _row_problems(rows: Sequence[Row], scattered: bool) -> list[Problem]:
    problems = [Problem(f"lines[{at}]", row) for at, (_, row) in enumerate(rows) if isinstance(row, str)]
    if scattered:
        problems.append(
            Problem("external_id", "the rows of this order are not together; sort the file by order_id")
        )
    if len(rows) > MOST_LINES:
        problems.append(Problem("lines", f"an order has at most {MOST_LINES} lines"))
    problems.extend(_differences(rows))
    return problems


def _differences(rows: Sequence[Row]) -> list[Problem]:
    """Cells of the order's own columns that say something else than its first row does."""
    first = rows[0][1]
    if isinstance(first, str):
        return []
    own = [(name, cell) for name, cell in first.items() if name not in LINE_COLUMNS]
    return [
        Problem(f"lines[{at}].{name}", "differs from the first row of this order", row[name][:80])
        for at, (_, row) in enumerate(rows)
        if isinstance(row, dict)
        for name, cell in own
        if row[name] != cell and row[name]
    ]


def _raw_order(rows: list[Cells], found: dict[str, Problem]) -> dict[str, Any]:
    first = rows[0]
    currency = first["currency"]
    raw: dict[str, Any] = {
        "external_id": first["order_id"],
        "buyer": {"external_id": first["buyer_id"], "name": first.get("buyer_name") or first["buyer_id"]},
        "merchant": {
            "external_id": first["merchant_id"],
            "name": first.get("merchant_name") or first["merchant_id"],
        },
        "currency": currency,
        "status": first["status"],
        "placed_at": first["placed_at"],
        "lines": [_raw_line(row, currency, f"lines[{at}].", found) for at, row in enumerate(rows)],
        "payments": _raw_payments(first, currency, found),
        "parcels": _raw_parcels(first),
    }
    _take(raw["buyer"], "language", first.get("buyer_language"))
    _take(raw["buyer"], "email", first.get("buyer_email"))
    _take(raw["merchant"], "calendar", first.get("merchant_calendar"))
    _take(raw["merchant"], "return_address", first.get("merchant_return_address"))
    _take(raw, "completed_at", first.get("completed_at"))
    for name in ("discount", "shipping", "shipping_tax"):
        _take_amount(raw, f"{name}_minor", first.get(name), currency, "", found)
    return raw


def _raw_line(row: Cells, currency: str, path: str, found: dict[str, Problem]) -> dict[str, Any]:
    product: dict[str, Any] = {
        "external_id": row.get("product_id") or row["sku"],
        "category": row["category"],
    }
    if row.get("traits"):
        product["traits"] = _several(row["traits"])
    raw: dict[str, Any] = {"sku": row["sku"], "product": product, "title": row["title"]}
    if listing := _raw_listing(row, path, found):
        raw["listing"] = listing
    _take_whole(raw, "quantity", row["quantity"], path, found)
    _take_amount(raw, "unit_price_minor", row["unit_price"], currency, path, found)
    _take_amount(raw, "discount_minor", row.get("line_discount"), currency, path, found)
    _take_amount(raw, "tax_minor", row.get("line_tax"), currency, path, found)
    return raw


def _raw_listing(row: Cells, path: str, found: dict[str, Problem]) -> dict[str, Any]:
    """What the buyer was shown, where any of it is told; its title is the line's unless it has its own."""
    cells = {name: cell for name in LISTING_COLUMNS if (cell := row.get(f"listing_{name}"))}
    if not cells:
        return {}
    raw: dict[str, Any] = {"title": row["title"], **cells}
    if "promises" in cells:
        raw["promises"] = _several(cells["promises"])
    if "pictures" in cells:
        raw["pictures"] = [{"url": url} for url in _several(cells["pictures"])]
    if "attributes" in cells:
        raw["attributes"] = {
            name.strip(): said.strip()
            for name, _, said in (each.partition(":") for each in _several(cells["attributes"]))
        }
        if not all(raw["attributes"].values()):
            name = f"{path}listing.attributes"
            found[name] = Problem(name, "write them like colour: red | size: 42", cells["attributes"][:80])
    return raw


def _several(cell: str) -> list[str]:
    """The parts of a cell that has a bar between them."""
    return [part.strip() for part in cell.split("|") if part.strip()]


def _raw_payments(first: Cells, currency: str, found: dict[str, Problem]) -> list[dict[str, Any]]:
    payments: list[dict[str, Any]] = []
    for prefix in SEVERAL:
        cells = {name: first.get(f"payment_{prefix}{name}", "") for name in PAYMENT_COLUMNS}
        if any(cells.values()):
            path = f"payments[{len(payments)}]."
            raw: dict[str, Any] = {"paid_at": cells["paid_at"] or first["placed_at"]}
            _take(raw, "tender", cells["tender"])
            _take(raw, "processor", cells["processor"])
            _take(raw, "processor_reference", cells["reference"])
            _take_amount(raw, "amount_minor", cells["amount"], currency, path, found)
            _take_whole(raw, "rank", cells["rank"], path, found)
            payments.append(raw)
    return payments


def _raw_parcels(first: Cells) -> list[dict[str, Any]]:
    parcels = []
    for prefix in SEVERAL:
        raw: dict[str, Any] = {}
        for name in PARCEL_COLUMNS:
            _take(raw, name, first.get(f"parcel_{prefix}{name}"))
        if raw:
            parcels.append(raw)
    return parcels


def _take(raw: dict[str, Any], name: str, cell: str | None) -> None:
    if cell:
        raw[name] = cell


def _take_amount(
    raw: dict[str, Any], name: str, cell: str | None, currency: str, path: str, found: dict[str, Problem]
) -> None:
    if not cell:
        return
    amount = _amount(cell, currency)
    raw[name] = cell if isinstance(amount, str) else amount
    if isinstance(amount, str):
        found[path + name] = Problem(path + name, amount, cell[:80])


@lru_cache(maxsize=65536)
def _amount(cell: str, currency: str) -> int | str:
    """Minor units, or in words why there are none."""
    if not _DECIMAL.fullmatch(cell):
        return "is not an amount; write it like 12.50"
    try:
        return parse_amount(cell, currency)
    except ValueError as error:
        return str(error)


def _take_whole(
    raw: dict[str, Any], name: str, cell: str | None, path: str, found: dict[str, Problem]
) -> None:
    if not cell:
        return
    if _WHOLE.fullmatch(cell):
        raw[name] = int(cell)
    else:
        raw[name] = cell
        found[path + name] = Problem(path + name, "is not a whole number", cell[:80])
