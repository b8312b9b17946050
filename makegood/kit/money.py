"""PURE: integer money. Amounts are minor units (cents, fen) beside an ISO 4217 currency code."""

import re
from collections.abc import Sequence
from decimal import Decimal
from functools import cache

from babel.core import UnknownLocaleError
from babel.numbers import format_currency, get_currency_precision, list_currencies

from makegood.kit.errors import Invalid

MAXIMUM_MINOR = 10**15
MONEY_OF_NO_COUNTRY = frozenset({"XAF", "XCD", "XCG", "XOF", "XPF"})
"""The codes in X that people pay with; the others are metals, units of account, tests and "no currency" (ISO 4217)."""
_AMOUNT = re.compile(r"[+-]?[0-9]{1,20}(\.[0-9]{1,10})?")


@cache
def minor_digits(currency: str) -> int:
    """Decimal places of a currency's minor unit: 2 for CNY, 0 for JPY."""
    return get_currency_precision(currency)


@cache
def is_currency(code: str) -> bool:
    """Whether `code` is an ISO 4217 code of money that people pay with."""
    return code in list_currencies() and (not code.startswith("X") or code in MONEY_OF_NO_COUNTRY)


def require_currency(code: str) -> None:
    """Raises Invalid for what is no currency."""
    if not is_currency(code):
        raise Invalid(field="currency", problem="is no ISO 4217 currency code such as CNY")


def parse_amount(text: str, currency: str) -> int:
    """Minor units of a decimal text such as "10.30".

    Raises ValueError, in words, when it is no number or finer than the currency's minor unit.
    """
    if not _AMOUNT.fullmatch(text.strip()):
        raise ValueError(f"{text[:40]!r} is not an amount; write it like 12.50")
    value = Decimal(text.strip()).scaleb(minor_digits(currency))
    if value != value.to_integral_value():
        raise ValueError(f"{text!r} is finer than the smallest unit of {currency}")
    if abs(value) > MAXIMUM_MINOR:
        raise ValueError(f"{text!r} is larger than any amount accepted here")
    return int(value)


def decimal_text(amount_minor: int, currency: str) -> str:
    """The amount as plain decimal text: 1030 CNY is "10.30"."""
    return str(Decimal(amount_minor).scaleb(-minor_digits(currency)))


def money_text(amount_minor: int, currency: str, locale: str) -> str:
    """The amount as readers of `locale` write it: ¥10.30."""
    value = Decimal(amount_minor).scaleb(-minor_digits(currency))
    try:
        return format_currency(value, currency, locale=locale.replace("-", "_"))
    except UnknownLocaleError:
        return format_currency(value, currency, locale="en")


def split_by_weights(amount_minor: int, weights: Sequence[int]) -> list[int]:
    """Split an amount in proportion to whole-number weights so that the parts add up to it exactly.

    Largest remainder (Hamilton's method); the earlier part wins a tie. With no weight at all the first
    part takes everything. Raises ValueError for negative input or no parts.
    """
    if amount_minor < 0 or not weights or any(weight < 0 for weight in weights):
        raise ValueError("an amount and its weights are not negative, and there is at least one weight")
    total = sum(weights)
    if total == 0:
        return [amount_minor] + [0] * (len(weights) - 1)
    parts = [amount_minor * weight // total for weight in weights]
    left = amount_minor - sum(parts)
    order = sorted(range(len(weights)), key=lambda at: (-(amount_minor * weights[at] % total), at))
    for at in order[:left]:
        parts[at] += 1
    return parts


def share_of_remaining(remaining_minor: int, remaining_units: int, units: int) -> int:
    """What `units` of a line are worth when `remaining_units` are left and `remaining_minor` was paid for them.

    The last unit takes the rest, so refunding all units in any order and any split adds up to what was paid.
    """
    if not 0 < units <= remaining_units:
        raise ValueError("more units than remain")
    each, odd = divmod(remaining_minor, remaining_units)
    return each * units + min(units, odd)
