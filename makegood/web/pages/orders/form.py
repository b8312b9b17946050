"""PURE: the form of a request: its lines and fields, and what was typed into it as a command."""

from collections.abc import Mapping
from typing import Any

from msgspec import Struct

from makegood.cases import Command
from makegood.orders import OrderView
from makegood.policy import Catalogue
from makegood.web.pages import words
from makegood.web.pages.case.answers import facts_typed
from makegood.web.pages.case.questions import Asking
from makegood.web.pages.fields import Field, choice, note, units
from makegood.web.pages.orders.replacements import content_of
from makegood.web.pages.orders.row import units_left
from makegood.web.pages.orders.steps import file_ids
from makegood.web.pages.typed import (
    FieldMissing,
    FieldNotUsable,
    amount_of,
    convert,
    narrow,
    units_of,
)


class ClaimableLine(Struct, frozen=True):
    """A line of an order with what of it can still be asked for, and its field."""

    line_no: int
    title: str
    category: str
    left: int
    paid_minor: int
    field: Field


class OwnTender(Struct, frozen=True):
    """A gift card or store credit of the buyer, to which a refund may go instead."""

    external_id: str
    label: str


class Wish(Struct, frozen=True):
    """What the buyer has told so far. `items` as the API takes them; `facts` by name; `typed` is the form; `proposed`: the sku
    that each line could be exchanged for.
    """

    order_id: int
    items: list[dict[str, int]]
    reason: str
    facts: dict[str, Any]
    typed: Mapping[str, str]
    proposed: Mapping[int, str] = {}


def claimable(order: OrderView, typed: Mapping[str, str]) -> list[ClaimableLine]:
    """The lines of which something is left to ask for; where there is one only, all of it is proposed."""
    left = units_left(order)
    return [
        ClaimableLine(
            line.line_no, line.title, line.category, most, line.paid_minor - line.claimed_minor,
            units(line.line_no, line.title, most, most if len(left) == 1 and not typed else _typed_units(typed, line.line_no)),
        )
        for line, most in ((line, left[line.line_no]) for line in order.lines if line.line_no in left)
    ]  # fmt: skip


def _typed_units(typed: Mapping[str, str], line_no: int) -> int:
    text = narrow(typed.get(f"quantity_{line_no}", "0"))
    return int(text) if text.isascii() and text.isdigit() and len(text) < 8 else 0


def rest_fields(typed: Mapping[str, str], tenders: list[OwnTender]) -> list[Field]:
    """The amount of a new case, and where the money shall go if the buyer has a choice."""
    ways = {"": "The way it was paid", **{one.external_id: one.label for one in tenders}}
    chosen = choice("refund_to", "Pay back to", ways, required=False, value=typed.get("refund_to", ""))
    return [
        Field(name="amount", label="Amount, if less than all", kind="money", value=typed.get("amount", "")),
        *([chosen] if tenders else []),
    ]


def own_words(typed: Mapping[str, str]) -> Field:
    """What the buyer says in own words; written in the step of the details, sent with the last one."""
    return note("What happened?", value=typed.get("note", ""))


def wish_of(order: OrderView, typed: Mapping[str, str], catalogue: Catalogue, asking: Asking) -> Wish:
    """What was told so far. Raises FieldMissing, FieldNotUsable and AmountNotUnderstood."""
    reason = typed.get("reason", "").strip()
    if not reason:
        raise FieldMissing(field="Reason")
    return Wish(int(order.id), _items(order, typed), reason, facts_typed(typed, catalogue, asking), typed)


def _items(order: OrderView, typed: Mapping[str, str]) -> list[dict[str, int]]:
    asked = {
        line.line_no: units_of(typed.get(f"quantity_{line.line_no}", "0") or "0", "Units")
        for line in order.lines
    }
    return [{"line_no": line_no, "quantity": quantity} for line_no, quantity in asked.items() if quantity]


def command_for(order: OrderView, typed: Mapping[str, str], catalogue: Catalogue, asking: Asking) -> Command:
    """The command that the form asks for. Raises the same."""
    wish = wish_of(order, typed, catalogue, asking)
    if typed.get("type") not in words.TYPES:
        raise FieldNotUsable(field="Remedy")
    content: dict[str, Any] = {
        "type": typed["type"],
        "items": wish.items,
        "reason": wish.reason,
        "note": typed.get("note", "").strip(),
        "facts": wish.facts,
    }
    content |= content_of(typed["type"], wish.items, typed, {})
    if files := file_ids(typed):
        content["files"] = files
    if typed.get("refund_to"):
        content["refund_to"] = typed["refund_to"]
    if typed.get("amount", "").strip():
        content["amount_minor"] = amount_of(typed["amount"].strip(), order.currency)
    return convert(content, "open")
