"""PURE: what people typed into a form, read exactly as a command. Amounts are decimal text in major units."""

import unicodedata
from collections.abc import Mapping
from datetime import datetime
from typing import Any, ClassVar
from zoneinfo import ZoneInfo

import msgspec

from makegood.cases import COMMANDS, CaseView, Command
from makegood.kit.errors import Refused
from makegood.kit.money import parse_amount
from makegood.web.pages import words
from makegood.web.pages.fields import Field, fields_of
from makegood.web.pages.time import zone_named, zone_of

ZONE_FIELD = "zone"
"""Beside times to fill in, the hidden field with the zone they are in."""


class FieldMissing(Refused):
    """Fill in "{field}"."""

    status: ClassVar[int] = 422


class FieldNotUsable(Refused):
    """ "{field}" cannot be used as it is: too long, or with characters that do not belong there."""

    status: ClassVar[int] = 422


class NothingAnswered(Refused):
    """Answer at least one question, or change an answer."""

    status: ClassVar[int] = 422


class AmountNotUnderstood(Refused):
    """ "{given}" is not an amount of {currency}; write it like 12.50."""

    status: ClassVar[int] = 422


def narrow(text: str) -> str:
    """Digits and signs as computers write them: full-width ones, as Chinese keyboards give them, become narrow."""
    return unicodedata.normalize("NFKC", text).strip()


def nothing_chosen(typed: Mapping[str, str]) -> bool:
    """Whether a form names no unit of any line."""
    quantities = [narrow(value) for name, value in typed.items() if name.startswith("quantity_")]
    return not any(quantity.strip("0") for quantity in quantities)


def mistake_in(typed: Mapping[str, str]) -> str:
    """What is plainly wrong with what a buyer asks for, as a sentence in English; empty when it may be sent on."""
    if nothing_chosen(typed):
        return words.NOTHING_CHOSEN
    only = words.REASON_ONLY_FOR.get(typed.get("reason", ""))
    return words.NOTHING_TO_SEND_BACK if only and typed.get("type") not in only.split() else ""


def amount_of(text: str, currency: str) -> int:
    """Minor units of what was typed. Raises AmountNotUnderstood for anything but a positive amount."""
    try:
        amount = parse_amount(narrow(text), currency)
    except ValueError:
        raise AmountNotUnderstood(given=text[:40], currency=currency) from None
    if amount <= 0:
        raise AmountNotUnderstood(given=text[:40], currency=currency)
    return amount


def units_of(text: str, label: str) -> int:
    """A whole number of units."""
    text = narrow(text)
    if not (text.isascii() and text.isdigit() and len(text) <= 7):
        raise FieldNotUsable(field=label)
    return int(text)


def zone_typed(typed: Mapping[str, str], language: str) -> ZoneInfo:
    """The zone of the times in a form: the one that the form named when it was drawn (ZONE_FIELD), else the language's."""
    return zone_of(language, zone_named(typed.get(ZONE_FIELD, "")))


def command_of(name: str, view: CaseView, typed: Mapping[str, str], language: str) -> Command:
    """The command that a form asks for. Raises the refusals above."""
    zone = zone_typed(typed, language)
    content: dict[str, Any] = {}
    for field in fields_of(name, view):
        text = typed.get(field.name, "").strip()
        if not text and field.required:
            raise FieldMissing(field=field.label)
        if text and field.kind != "units":
            key, value = _value(field, text, view.currency, zone)
            content[key] = value
    if name in ("revise", "inspect"):
        content |= _items(name, view, typed)
    return convert(content, name)


def _value(field: Field, text: str, currency: str, zone: ZoneInfo) -> tuple[str, Any]:
    match field.kind:
        case "money":
            return "amount_minor", amount_of(text, currency)
        case "moment":
            return field.name, moment_of(text, field.label, zone)
        case _ if field.name in ("with_return", "covered", "is_all"):
            return field.name, text == "yes"
        case _ if field.name == "days":
            return field.name, units_of(text, field.label)
        case _:
            return field.name, text


def moment_of(text: str, label: str, zone: ZoneInfo) -> datetime:
    """A local time of a zone. Raises FieldNotUsable."""
    try:
        return datetime.fromisoformat(text).replace(tzinfo=zone)
    except ValueError:
        raise FieldNotUsable(field=label) from None


def _items(name: str, view: CaseView, typed: Mapping[str, str]) -> dict[str, Any]:
    """Units by line, only when they differ from what the case has."""
    items = [item for item in view.items if item.quantity]
    told = {item.line_no: units_of(typed.get(f"quantity_{item.line_no}", ""), "Units") for item in items}
    if all(told[item.line_no] == item.quantity for item in items):
        return {}
    rows = [{"line_no": line_no, "quantity": quantity} for line_no, quantity in told.items()]
    if name == "inspect":
        return {"accepted": rows}
    return {"items": [row for row in rows if row["quantity"]]}


def convert(content: dict[str, Any], name: str) -> Command:
    """A command out of its fields, held to the same limits as the API's."""
    if any("\0" in value for value in content.values() if isinstance(value, str)):
        raise FieldNotUsable(field="Note")
    try:
        return msgspec.convert(content, COMMANDS[name])
    except msgspec.ValidationError as error:
        place = str(error).rpartition("`$.")[2].partition("`")[0].partition("[")[0]
        raise FieldNotUsable(field=_LABELS.get(place, place)) from None


_LABELS = {
    "note": "Note", "reason": "Reason", "carrier": "Carrier", "tracking_no": "Tracking number", "items": "Units",
    "accepted": "Units", "amount_minor": "Amount", "type": "Remedy", "favour": "Decision",
    "facts": "Answer", "authority": "Who decided", "reference": "Number of the docket or file",
}  # fmt: skip
