"""PURE: the statement by which a consumer withdraws from a contract (Directive 2011/83/EU art. 11a): what it must say."""

from collections.abc import Mapping, Sequence
from typing import ClassVar

from msgspec import Struct

from makegood.kit.errors import Refused
from makegood.kit.i18n import text
from makegood.orders import OrderView
from makegood.web.pages.typed import FieldMissing

LONGEST_NAME = 200
LONGEST_EMAIL = 254
REASON = "no_reason"
"""Nobody who withdraws owes a reason."""


class NoWithdrawal(Refused):
    """There is no right of withdrawal to use for this order, or its time is over. See what else you can ask for."""

    status: ClassVar[int] = 409


class Statement(Struct, frozen=True):
    """Who withdraws, and where the receipt goes."""

    name: str
    email: str


def statement_of(typed: Mapping[str, str]) -> Statement:
    """What was typed. Raises FieldMissing for a name that is lacking, and for an address that is none."""
    name = " ".join(typed.get("name", "").replace("\0", "").split())[:LONGEST_NAME]
    email = typed.get("email", "").replace("\0", "").strip()[:LONGEST_EMAIL]
    if not name:
        raise FieldMissing(field="Name")
    before, at, after = email.rpartition("@")
    if not (before and at and after) or " " in email:
        raise FieldMissing(field="E-mail address for the receipt")
    return Statement(name, email)


def statement_text(order: OrderView, units: Mapping[int, int], statement: Statement, language: str) -> str:
    """The statement in words, as it is kept with the case and stands on the receipt.

    The address for the receipt is not in it: the merchant reads the case, and the address is the buyer's.
    """
    items = [
        f"{line.title} × {units[line.line_no]}" if units[line.line_no] > 1 else line.title
        for line in order.lines
        if units.get(line.line_no)
    ]
    return text(
        language,
        "I withdraw from my contract. Order: {order}. Goods: {items}. Name: {name}.",
        order=order.external_id,
        items=_listed(items),
        name=statement.name,
    )


def _listed(items: Sequence[str]) -> str:
    """Items in one line, cut where there are very many."""
    words = "; ".join(items)
    return words if len(words) <= 1200 else f"{words[:1199]}…"
