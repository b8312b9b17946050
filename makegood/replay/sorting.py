"""PURE: what each line of the history is. Rules are stated in docs/recipes/replay.md, in this order."""

import re

from makegood.replay.model import LeftOut, SourceLine, Unmatched

SHIPPING_CODES = frozenset({"POST", "DOT", "C2"})
"""Postage, postage of the web shop, carriage."""

_GOODS = re.compile(r"\d{5}|DCGS", re.ASCII)


def is_goods(line: SourceLine) -> bool:
    """Goods have a stock code that begins with five digits, or with DCGS (the web shop's own sets).

    All else is a service: POST, DOT, C2, M (manual), D (discount), S (samples), B (bad debt), BANK CHARGES,
    AMAZONFEE, CRUK, gift_… (vouchers), PADS, TEST….
    """
    return _GOODS.match(line.code.upper()) is not None


def is_shipping(line: SourceLine) -> bool:
    """Whether the line is postage, which is part of its order."""
    return line.code.upper() in SHIPPING_CODES


def left_out_of_orders(line: SourceLine) -> LeftOut | None:
    """Why a line that is no credit is not part of an order; None when it is goods or postage that was paid for."""
    if not line.invoice.isdigit():
        return LeftOut.ACCOUNT_ADJUSTMENT
    if line.quantity <= 0:
        return LeftOut.STOCK_ADJUSTMENT
    if line.price_minor is None:
        return LeftOut.FINER_THAN_A_PENNY
    if line.price_minor < 0:
        return LeftOut.NEGATIVE_PRICE
    if line.price_minor == 0:
        return LeftOut.NO_PRICE
    return None if is_goods(line) or is_shipping(line) else LeftOut.NOT_GOODS


def never_a_case(credit: SourceLine) -> Unmatched | None:
    """Why a credit line cannot become a case whatever was bought; None when it may."""
    if not is_goods(credit):
        return Unmatched.NOT_GOODS
    if not credit.customer:
        return Unmatched.NO_CUSTOMER
    if credit.quantity >= 0:
        return Unmatched.NOT_A_CREDIT
    if not credit.price_minor or credit.price_minor < 0:
        return Unmatched.NOTHING_CREDITED
    return None
