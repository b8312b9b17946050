"""PURE: the fields of the file: header names, dates in the ways people export them, prices in pence."""

import re
from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, datetime
from decimal import Decimal, InvalidOperation
from functools import cache

from makegood.replay.model import ReplayRefused, SourceLine, UnreadableLine

COLUMNS = {
    "invoice": ("invoiceno", "invoice", "invoicenumber"),
    "code": ("stockcode", "code", "sku"),
    "description": ("description",),
    "quantity": ("quantity", "qty"),
    "at": ("invoicedate", "date"),
    "price": ("unitprice", "price"),
    "customer": ("customerid", "customer"),
}
"""Our name of each column and the names it has in files, in small letters without spaces and marks."""

_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f]+")
_TIME = r"(?:[T ]\s*(\d{1,2}):(\d{2})(?::(\d{2})(?:\.\d+)?)?\s*([AaPp][Mm])?)?Z?"
_YEAR_FIRST = re.compile(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})" + _TIME, re.ASCII)
_YEAR_LAST = re.compile(r"(\d{1,2})[-/.](\d{1,2})[-/.](\d{4}|\d{2})" + _TIME, re.ASCII)
_WHOLE_ZERO = re.compile(r"\.0+$")
_NUMBER = re.compile(r"-?[0-9]{1,18}")
_FINEST = Decimal("0.000001")


def column_places(header: Sequence[str]) -> dict[str, int]:
    """Where each column is. Raises `ReplayRefused` naming those that are missing."""
    names = [re.sub(r"[^a-z]", "", name.lower()) for name in header]
    places = {
        ours: next((names.index(theirs) for theirs in known if theirs in names), -1)
        for ours, known in COLUMNS.items()
    }
    missing = [COLUMNS[ours][0] for ours, place in places.items() if place < 0]
    if missing:
        raise ReplayRefused(
            f"The file has no column {', '.join(missing)}; its header is: {', '.join(header)[:200]}. "
            "Needed are InvoiceNo, StockCode, Description, Quantity, InvoiceDate, UnitPrice, CustomerID."
        )
    return places


def date_reader(texts: Iterable[str]) -> Callable[[str], datetime]:
    """A reader of dates. Where the year comes last, the month comes first unless some date of the file shows
    that the day does.
    """
    parts = [found.groups()[:2] for text in set(texts) if (found := _YEAR_LAST.fullmatch(text))]
    day_first = any(int(first) > 12 for first, _ in parts)

    @cache
    def read(text: str) -> datetime:
        if found := _YEAR_FIRST.fullmatch(text):
            year, month, day = found.groups()[:3]
        elif found := _YEAR_LAST.fullmatch(text):
            first, second, year = found.groups()[:3]
            day, month = (first, second) if day_first else (second, first)
        else:
            raise ValueError(f"{text!r} is not a date")
        return _moment(year, month, day, *found.groups()[3:])

    return read


def _moment(
    year: str,
    month: str,
    day: str,
    hour: str | None,
    minute: str | None,
    second: str | None,
    half: str | None,
) -> datetime:
    hours = int(hour or 0)
    if half:
        hours = hours % 12 + (12 if half.lower() == "pm" else 0)
    whole_year = int(year) + (2000 if len(year) == 2 else 0)
    return datetime(whole_year, int(month), int(day), hours, int(minute or 0), int(second or 0), tzinfo=UTC)


@cache
def pence(text: str) -> int | None:
    """A price in pence, None when it is finer than a penny. Raises ValueError when it is no price."""
    try:
        value = Decimal(text.replace("£", "").strip()).scaleb(2)
    except InvalidOperation:
        raise ValueError(f"{text!r} is not a price") from None
    if not value.is_finite() or abs(value) > 10**12:
        raise ValueError(f"{text!r} is not a price")
    value = value.quantize(_FINEST)  # what spreadsheets make of 2.55 can end in ...0000001
    return int(value) if value == value.to_integral_value() else None


@cache
def units(text: str) -> int:
    """A whole number of units. Raises ValueError when it is none."""
    whole = _WHOLE_ZERO.sub("", text)
    if not _NUMBER.fullmatch(whole):
        raise ValueError(f"{text!r} is not a number of units")
    number = int(whole)
    if abs(number) > 1_000_000:
        raise ValueError(f"{text!r} is more units than an order takes")
    return number


@cache
def cleaned(text: str) -> str:
    """A field without control characters and outer spaces; equal fields of a file share one text."""
    return _CONTROL.sub(" ", text).strip()


def read_line(
    number: int, row: Sequence[str], places: dict[str, int], date: Callable[[str], datetime]
) -> SourceLine | UnreadableLine:
    """One line of the file."""
    if len(row) <= max(places.values()):
        return UnreadableLine(number, f"has {len(row)} fields")
    field = {name: cleaned(row[place]) for name, place in places.items()}
    try:
        return SourceLine(
            number=number,
            invoice=_name(field["invoice"], "invoice number").upper(),
            code=_name(field["code"], "stock code"),
            description=field["description"][:300],
            quantity=units(field["quantity"]),
            at=date(field["at"]),
            price_minor=pence(field["price"]),
            customer=_WHOLE_ZERO.sub("", field["customer"])[:100],
        )
    except ValueError as problem:
        return UnreadableLine(number, str(problem))


def _name(text: str, what: str) -> str:
    if not 0 < len(text) <= 60:
        raise ValueError(f"has no {what}" if not text else f"its {what} is too long")
    return text
