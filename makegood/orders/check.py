"""PURE: what is wrong with an order across its fields. Every problem is found, not only the first."""

import re
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import msgspec

from makegood.kit.calendar import ALWAYS, CHINA_OFFICE
from makegood.kit.money import MAXIMUM_MINOR, decimal_text, is_currency
from makegood.orders.allocate import goods_minor, gross_minor, total_minor
from makegood.orders.goods.check import goods_problems
from makegood.orders.model import OrderInput, ParcelInput, Problem

CALENDARS = frozenset({ALWAYS.name, CHINA_OFFICE.name})
EARLIEST = datetime(1990, 1, 1, tzinfo=UTC)
_TOO_LARGE = "larger than any amount accepted here"
CLOCK_TOLERANCE = timedelta(days=1)

# In JSON, control characters are escapes (or, from 0x7f to 0x9f, bytes of their own): one look at the whole
# order tells whether a look at each text is needed.
_CONTROL_IN_JSON = re.compile(rb"\\u00|\\[bfnrt]|\x7f|\xc2[\x80-\x9f]")
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\ud800-\udfff]")
_LISTING_TEXT = re.compile(r"^lines\[\d+\]\.listing\.text$")


def order_problems(order: OrderInput, now: datetime) -> list[Problem]:
    """What keeps this order from being taken at `now`; empty when nothing does."""
    found = [*_texts(order), *_terms(order), *_lines(order), *goods_problems(order)]
    if not found:  # sums of amounts that are wrong by themselves would only confuse
        found.extend(_money(order))
    found.extend(_times(order, now))
    found.extend(_parcels(order))
    return found


def has_control(text: str) -> bool:
    """Whether a text holds control characters or halves of characters, which no name has."""
    return _CONTROL.search(text) is not None


def _texts(order: OrderInput) -> Iterator[Problem]:
    try:
        encoded = msgspec.json.encode(order)
    except UnicodeEncodeError:
        encoded = b"\\u00"
    if _CONTROL_IN_JSON.search(encoded):
        yield from _texts_of(msgspec.to_builtins(order), "")


def _texts_of(value: object, path: str) -> Iterator[Problem]:
    if isinstance(value, str) and has_control(_without_breaks(value, path)):
        yield Problem(path, "has control characters (line breaks, tabs); take them out", ascii(value)[:80])
    elif isinstance(value, dict):
        for name, part in value.items():
            yield from _texts_of(part, f"{path}.{name}" if path else name)
    elif isinstance(value, list | tuple):
        for at, part in enumerate(value):
            yield from _texts_of(part, f"{path}[{at}]")


def _without_breaks(text: str, path: str) -> str:
    """A text without the line breaks that it may have: a listing's alone has any."""
    return re.sub(r"[\r\n\t]", "", text) if _LISTING_TEXT.match(path) else text


def _terms(order: OrderInput) -> Iterator[Problem]:
    if not is_currency(order.currency):
        yield Problem("currency", "is no ISO 4217 currency code such as CNY", order.currency)
    if order.merchant.calendar is not None and order.merchant.calendar not in CALENDARS:
        known = f"is not a known calendar; known are {', '.join(sorted(CALENDARS))}"
        yield Problem("merchant.calendar", known, order.merchant.calendar)
    if (order.status == "completed") != (order.completed_at is not None):
        yield Problem(
            "completed_at", "is given for a completed order and for no other", _moment(order.completed_at)
        )


def _lines(order: OrderInput) -> Iterator[Problem]:
    for at, line in enumerate(order.lines):
        gross = gross_minor(line)
        if gross > MAXIMUM_MINOR:
            yield Problem(f"lines[{at}].unit_price_minor", f"makes the line {_TOO_LARGE}", str(gross))
        if line.discount_minor > gross:
            problem = f"is more than the line costs ({gross})"
            yield Problem(f"lines[{at}].discount_minor", problem, str(line.discount_minor))


def _money(order: OrderInput) -> Iterator[Problem]:
    goods = sum(goods_minor(order))
    if order.discount_minor > goods:
        yield Problem("discount_minor", f"is more than the goods cost ({goods})", str(order.discount_minor))
        return
    total = total_minor(order)
    if total > MAXIMUM_MINOR:
        yield Problem("lines", f"make the order {_TOO_LARGE}", str(total))
    paid = sum(payment.amount_minor for payment in order.payments)
    if paid != total:
        told = f"{decimal_text(paid, order.currency)} paid, {decimal_text(total, order.currency)} due"
        yield Problem("payments", f"do not add up to what the order costs: {told}", str(paid))


def _times(order: OrderInput, now: datetime) -> Iterator[Problem]:
    latest = now + CLOCK_TOLERANCE
    for field, at in _moments(order):
        if at < EARLIEST or at > latest:
            yield Problem(field, "is in the future" if at > latest else "is too long ago", _moment(at))
    if order.completed_at is not None and order.completed_at < order.placed_at:
        yield Problem("completed_at", "is before the order was placed", _moment(order.completed_at))
    for number, parcel in enumerate(order.parcels):
        yield from _parcel_times(order, parcel, f"parcels[{number}]")


def _moments(order: OrderInput) -> Iterator[tuple[str, datetime]]:
    yield "placed_at", order.placed_at
    if order.completed_at is not None:
        yield "completed_at", order.completed_at
    for at, payment in enumerate(order.payments):
        yield f"payments[{at}].paid_at", payment.paid_at
    for at, parcel in enumerate(order.parcels):
        yield f"parcels[{at}].shipped_at", parcel.shipped_at
        if parcel.delivered_at is not None:
            yield f"parcels[{at}].delivered_at", parcel.delivered_at


def _parcel_times(order: OrderInput, parcel: ParcelInput, path: str) -> Iterator[Problem]:
    if parcel.shipped_at < order.placed_at:
        yield Problem(f"{path}.shipped_at", "is before the order was placed", _moment(parcel.shipped_at))
    if parcel.delivered_at is not None and parcel.delivered_at < parcel.shipped_at:
        yield Problem(f"{path}.delivered_at", "is before it was shipped", _moment(parcel.delivered_at))


def _parcels(order: OrderInput) -> Iterator[Problem]:
    packed: Counter[int] = Counter()
    for at, parcel in enumerate(order.parcels):
        for inside, part in enumerate(parcel.lines):
            path = f"parcels[{at}].lines[{inside}]"
            if part.line_no > len(order.lines):
                yield Problem(f"{path}.line_no", f"the order has {len(order.lines)} lines", str(part.line_no))
                continue
            packed[part.line_no] += part.quantity
            bought = order.lines[part.line_no - 1].quantity
            if packed[part.line_no] > bought:
                problem = f"more units are packed than were bought ({bought})"
                yield Problem(f"{path}.quantity", problem, str(part.quantity))


def _moment(at: datetime | None) -> str:
    return at.isoformat() if at is not None else ""
