"""PURE: the fields of each operation's form, drawn from the case as it is."""

from collections.abc import Callable, Mapping
from typing import Any

from msgspec import Struct

from makegood.cases import CaseView
from makegood.kit.money import decimal_text
from makegood.web import pages_words as words

LONGEST_NOTE = 2000
LONGEST_WORD = 64
Reasons = Mapping[str, str]


class Field(Struct, frozen=True, kw_only=True):
    """One field. `kind`: text, note, money, choice, moment or units; `options` are (value, English word)."""

    name: str
    label: str
    kind: str
    required: bool = False
    options: tuple[tuple[str, str], ...] = ()
    value: str = ""
    most: str = ""
    title: str = ""


def note(label: str = "Note", required: bool = False, name: str = "note", value: str = "") -> Field:
    """A longer text."""
    return Field(name=name, label=label, kind="note", required=required, value=value)


def choice(name: str, label: str, table: Mapping[str, str], required: bool = True, value: str = "") -> Field:
    """One of a table's words."""
    return Field(
        name=name, label=label, kind="choice", required=required, options=tuple(table.items()), value=value
    )


def money_field(view: CaseView, label: str, required: bool, value_minor: int | None) -> Field:
    """An amount, at most what the case asks for."""
    return Field(
        name="amount", label=label, kind="money", required=required, most=str(view.requested_minor),
        value="" if value_minor is None else decimal_text(value_minor, view.currency),
    )  # fmt: skip


def units(line_no: int, title: str, most: int, value: int) -> Field:
    """How many units of a line."""
    return Field(
        name=f"quantity_{line_no}", label="Units", kind="units", required=True, most=str(most), value=str(value),
        title=title,
    )  # fmt: skip


def _offer(view: CaseView, reasons: Reasons) -> tuple[Field, ...]:
    remedies = {"": "As it stands", **words.TYPES}
    return (
        money_field(view, "Amount", True, view.requested_minor),
        choice("type", "Remedy", remedies, required=False),
        note(),
    )


def _revise(view: CaseView, reasons: Reasons) -> tuple[Field, ...]:
    return (
        *(units(item.line_no, item.title, item.quantity, item.quantity) for item in view.items),
        money_field(view, "Amount", False, None),
        choice("type", "Remedy", words.TYPES, value=view.type.value),
        choice("reason", "Reason", _with(reasons, view.reason), value=view.reason),
        note(value=view.note),
    )


def _with(table: Reasons, code: str) -> Reasons:
    """A table that also has the code that stands now."""
    return table if code in table else {code: code, **table}


def _rule(view: CaseView, reasons: Reasons) -> tuple[Field, ...]:
    returns = {"": "As asked", "yes": "Yes", "no": "No"}
    return (
        choice("favour", "Decision", words.FAVOURS),
        money_field(view, "Amount for the buyer (only when split)", False, None),
        choice("with_return", "Goods go back first", returns, required=False),
        note("Reasons", required=True, name="reason"),
    )


def _inspect(view: CaseView, reasons: Reasons) -> tuple[Field, ...]:
    return (
        *(units(item.line_no, item.title, item.quantity, item.quantity) for item in view.items),
        choice(
            "reason",
            "Reason, if not everything is accepted",
            {"": "–", **words.MERCHANT_REASONS},
            required=False,
        ),
        note(),
    )


def _ship(view: CaseView, reasons: Reasons) -> tuple[Field, ...]:
    return (
        Field(name="carrier", label="Carrier", kind="text", required=True),
        Field(name="tracking_no", label="Tracking number", kind="text", required=True),
    )


FIELDS: dict[str, Callable[[CaseView, Reasons], tuple[Field, ...]]] = {
    "refuse": lambda view, reasons: (choice("reason", "Reason", words.MERCHANT_REASONS), note()),
    "offer": _offer,
    "revise": _revise,
    "escalate": lambda view, reasons: (note("What the desk should know"),),
    "statement": lambda view, reasons: (note("Your statement", required=True),),
    "rule": _rule,
    "hand_up": lambda view, reasons: (note(),),
    "ship": _ship,
    "receive": lambda view, reasons: (Field(name="received_at", label="Arrived earlier, at", kind="moment"),),
    "inspect": _inspect,
    "reopen": lambda view, reasons: (note("What is new", required=True),),
    "pause": lambda view, reasons: (choice("reason", "Reason", words.PAUSES), note("Note", required=True)),
}
"""The fields of each operation that asks for something."""


def fields_of(
    name: str, view: CaseView, typed: Mapping[str, str] | None = None, reasons: Reasons | None = None
) -> list[Field]:
    """The fields of an operation's form, with what was typed before if it was not taken.

    `reasons` are those of a request, in the reader's language.
    """
    made = FIELDS[name](view, reasons or {}) if name in FIELDS else ()
    if typed is None:
        return list(made)
    return [_retyped(field, typed) for field in made]


def _retyped(field: Field, typed: Mapping[str, str]) -> Field:
    changes: dict[str, Any] = {name: getattr(field, name) for name in field.__struct_fields__}
    return Field(**(changes | {"value": typed.get(field.name, field.value)}))


LABELS = (
    "Note", "Amount", "Remedy", "As it stands", "Reason", "As asked", "Yes", "No", "Decision",
    "Amount for the buyer (only when split)", "Goods go back first", "Reasons", "Units",
    "Reason, if not everything is accepted", "Carrier", "Tracking number", "What the desk should know",
    "Your statement", "Arrived earlier, at", "What is new",
    "Amount, if less than all", "Pay back to", "The way it was paid", "What happened?", "Hours",
    "Answer",
)  # fmt: skip
"""Every label, for the catalogue's test."""
