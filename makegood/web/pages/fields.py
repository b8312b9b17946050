"""PURE: the fields of each operation's form, drawn from the case as it is."""

from collections.abc import Callable, Mapping
from typing import Any

from msgspec import Struct

from makegood.cases import CaseView, Stage, kin_of
from makegood.kit.money import decimal_text
from makegood.web.pages import words

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
    of_goods = view.replacement is not None
    remedies = ({} if of_goods else {"": "As it stands"}) | _kin(view, besides=of_goods)
    return (
        money_field(view, "Amount", True, view.requested_minor),
        choice("type", "Remedy", remedies, required=of_goods),
        note(),
    )


def _kin(view: CaseView, besides: bool = False) -> dict[str, str]:
    """What the case may become, and what it is but for `besides`."""
    kin = {each.value for each in kin_of(view.type) if not (besides and each is view.type)}
    return {name: word for name, word in words.TYPES.items() if name in kin}


def _revise(view: CaseView, reasons: Reasons) -> tuple[Field, ...]:
    return (
        *(
            units(item.line_no, item.title, item.quantity, item.quantity)
            for item in view.items
            if item.quantity
        ),
        money_field(view, "Amount", False, None),
        choice("type", "Remedy", _kin(view), value=view.type.value),
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
        note("Why not as proposed", name="departure"),
    )


def _rule_on_appeal(view: CaseView, reasons: Reasons) -> tuple[Field, ...]:
    return (
        choice("verdict", "Decision on the appeal", words.VERDICTS),
        money_field(view, "Amount for the buyer (only when split)", False, None),
        note("Reasons", required=True, name="reason"),
        note("Why not as proposed", name="departure"),
    )


def _inspect(view: CaseView, reasons: Reasons) -> tuple[Field, ...]:
    return (
        *(
            units(item.line_no, item.title, item.quantity, item.quantity)
            for item in view.items
            if item.quantity
        ),
        choice(
            "reason",
            "Reason, if not everything is accepted",
            {"": "–", **words.MERCHANT_REASONS},
            required=False,
        ),
        note(),
    )


def _refuse(view: CaseView, reasons: Reasons) -> tuple[Field, ...]:
    return (
        choice("reason", "Reason", words.CHANGE_REASONS if view.change else words.MERCHANT_REASONS),
        note(),
    )


def _ship(view: CaseView, reasons: Reasons) -> tuple[Field, ...]:
    return (
        Field(name="carrier", label="Carrier", kind="text", required=True),
        Field(name="tracking_no", label="Tracking number", kind="text", required=True),
    )


def _ask(view: CaseView, reasons: Reasons) -> tuple[Field, ...]:
    others = {role: words.WHO[role] for role in ("buyer", "merchant") if role != view.ball}
    return (choice("to", "Who is asked", others), note("Question", required=True, name="text"))


def _is_all(view: CaseView) -> tuple[Field, ...]:
    """Whether the party has nothing to add; asked where a hearing is, or comes next."""
    if view.stage in (Stage.REFUNDING, Stage.REFUND_HELD, Stage.UNDER_APPEAL):
        return ()
    return (choice("is_all", "Is that all?", words.IS_ALL, required=False),)


def _unpaid(view: CaseView) -> str:
    """What is still to be paid for a replacement or a change, as it is typed."""
    plan = view.replacement or view.change
    return decimal_text(plan.unpaid_minor, view.currency) if plan else ""


FIELDS: dict[str, Callable[[CaseView, Reasons], tuple[Field, ...]]] = {
    "refuse": _refuse,
    "offer": _offer,
    "revise": _revise,
    "escalate": lambda view, reasons: (note("What the desk should know"), *_is_all(view)),
    "statement": lambda view, reasons: (note("Your statement", required=True), *_is_all(view)),
    "rule": _rule,
    "rule_on_appeal": _rule_on_appeal,
    "hand_up": lambda view, reasons: (note(required=True),),
    "return_ruling": lambda view, reasons: (
        note("What has to be looked at again", required=True, name="reason"),
    ),
    "dismiss_jury": lambda view, reasons: (note("Why the panel is sent home", required=True, name="reason"),),
    "extend_evidence": lambda view, reasons: (
        choice("party", "For whom", words.MORE_TIME_FOR, required=False),
        note("Who asked for it, and why", required=True),
    ),
    "propose_extension": lambda view, reasons: (note("What you still need"),),
    "propose_suspension": lambda view, reasons: (
        choice("days", "How long", words.SUSPENSIONS, value="30"),
        note("What you want to agree on"),
    ),
    "ship": _ship,
    "report_shipped": _ship,
    "record_interception": lambda view, reasons: (
        choice("outcome", "What became of the parcel", words.INTERCEPTIONS),
    ),
    "receive": lambda view, reasons: (Field(name="received_at", label="Arrived earlier, at", kind="moment"),),
    "inspect": _inspect,
    "ship_more": _ship,
    "ship_replacement": _ship,
    "cannot_replace": lambda view, reasons: (note(),),
    "pay_difference": lambda view, reasons: (
        choice("pay_with", "Gift card or store credit", {name: name for name in view.pay_with}),
    ),
    "record_payment": lambda view, reasons: (
        choice("tender", "Paid by", words.TENDERS),
        Field(name="processor", label="Processor", kind="text", required=True),
        Field(name="processor_reference", label="Reference", kind="text", required=True),
        Field(
            name="amount",
            label="Amount",
            kind="money",
            required=True,
            value=_unpaid(view),
        ),
    ),
    "diagnose": lambda view, reasons: (
        choice("covered", "Covered by the warranty", {"yes": "Yes", "no": "No"}),
        note("What is wrong", required=True, name="fault"),
        Field(name="amount", label="Price of the repair, if it is not covered", kind="money"),
    ),
    "accept_quote": lambda view, reasons: (
        choice(
            "pay_with",
            "Gift card or store credit",
            {"": "Pay at the checkout", **{name: name for name in view.pay_with}},
            required=False,
        ),
    ),
    "record_repair_payment": lambda view, reasons: (
        choice("tender", "Paid by", words.TENDERS),
        Field(name="processor", label="Processor", kind="text", required=True),
        Field(name="processor_reference", label="Reference", kind="text", required=True),
        Field(
            name="amount",
            label="Amount",
            kind="money",
            required=True,
            value=decimal_text(view.repair.unpaid_minor, view.currency) if view.repair else "",
        ),
    ),
    "wait_for_parts": lambda view, reasons: (note("Which part", required=True, name="part"),),
    "send_repaired": lambda view, reasons: (
        note("What was done", required=True, name="done"),
        *_ship(view, reasons),
    ),
    "send_unrepaired": _ship,
    "report_unrepairable": lambda view, reasons: (note("Reason", required=True, name="reason"),),
    "report_still_faulty": lambda view, reasons: (note(),),
    "note_loaner": lambda view, reasons: (Field(name="what", label="What is lent", kind="text"),),
    "send_back": _ship,
    "decline_change": lambda view, reasons: (note("Reasons", required=True),),
    "refuse_parcel": lambda view, reasons: (choice("reason", "Reason", words.MERCHANT_REASONS), note()),
    "say": lambda view, reasons: (note("Message", required=True, name="text"),),
    "ask": _ask,
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
    "Decision on the appeal",
    "Gift card or store credit", "Paid by", "Processor", "Reference",
    "Covered by the warranty", "What is wrong", "Price of the repair, if it is not covered", "Pay at the checkout",
    "Which part", "What was done", "What is lent",
    "What has to be looked at again", "Who asked for it, and why", "What you still need", "What you want to agree on",
    "Answer", "Message", "Question", "Who is asked", "What became of the parcel", "Is that all?", "For whom", "How long",
)  # fmt: skip
"""Every label, for the catalogue's test."""
