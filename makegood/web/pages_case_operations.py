"""PURE: the buttons of a case: what the reader may do, in what order, with which fields; and what not, and why."""

from collections.abc import Mapping

from msgspec import Struct

from makegood.cases import PROTOCOLS, CaseView
from makegood.cases.view import OperationView
from makegood.kit.errors import Refused
from makegood.kit.i18n import phrase, refusal_text, text
from makegood.kit.money import money_text
from makegood.web import pages_words as words
from makegood.web.pages_fields import Field, fields_of

RESOURCES = {
    "approval": "approve", "refusal": "refuse", "offers": "offer", "acceptance": "accept", "revision": "revise",
    "withdrawal": "withdraw", "escalation": "escalate", "statements": "statement", "ruling": "rule",
    "hand-up": "hand_up", "return-shipment": "ship", "loss": "report_lost", "reception": "receive",
    "return-waiver": "waive_return", "inspection": "inspect", "refund-retry": "retry_refund",
    "refund-redirection": "redirect_refund", "reopening": "reopen", "pause": "pause", "resumption": "resume",
    "facts": "supply_facts",
}  # fmt: skip
"""The resource of each operation, the same nouns as the API's; a form cannot DELETE, so resuming has one too."""

_RESOURCE_OF = {operation: resource for resource, operation in RESOURCES.items()}
ASKED_ELSEWHERE = frozenset({"supply_facts"})
"""Operations with a panel of their own."""
_FIRST = (
    "approve",
    "accept",
    "ship",
    "inspect",
    "receive",
    "rule",
    "retry_refund",
    "resume",
    "reopen",
    "statement",
)
_HARSH = frozenset({"refuse", "withdraw", "report_lost"})
_ANSWERING = frozenset(
    {
        "approve", "refuse", "offer", "accept", "revise", "ship", "inspect", "receive", "rule", "hand_up", "statement",
        "retry_refund", "redirect_refund", "reopen", "resume",
    }
)  # fmt: skip


class OperationForm(Struct, frozen=True):
    """An operation that the reader may do, as a form."""

    name: str
    resource: str
    label: str
    consequence: str
    tone: str
    fields: list[Field]
    is_open: bool


class Blocked(Struct, frozen=True):
    """Operations that are not possible now for one reason; both in the reader's language."""

    labels: list[str]
    reason: str


def forms_of(
    view: CaseView,
    mine: bool,
    language: str,
    reasons: Mapping[str, str],
    typed_in: str = "",
    typed: Mapping[str, str] | None = None,
) -> list[OperationForm]:
    """The forms of the allowed operations, the most fitting first. `typed_in` was sent and not taken."""
    allowed = [one.name for one in view.allowed_operations if one.allowed and one.name not in ASKED_ELSEWHERE]
    first = next((name for name in _FIRST if name in allowed), "") if mine else ""
    allowed.sort(key=lambda name: (name != first, name not in _ANSWERING))
    return [
        _form(name, view, name == first, language, reasons, typed if name == typed_in else None)
        for name in allowed
    ]


def _form(
    name: str,
    view: CaseView,
    first: bool,
    language: str,
    reasons: Mapping[str, str],
    typed: Mapping[str, str] | None,
) -> OperationForm:
    tone = "first" if first else "harsh" if name in _HARSH else "plain"
    return OperationForm(
        name, _RESOURCE_OF[name], label_of(name, view), _consequence(name, view, language), tone,
        fields_of(name, view, typed, reasons), typed is not None,
    )  # fmt: skip


def label_of(name: str, view: CaseView) -> str:
    """The English name of an operation."""
    if name == "approve" and view.stage.value == "awaiting_inspection":
        return ACCEPT_ALL
    return (
        COUNTER_OFFER
        if name == "offer" and view.ball and view.ball.value == "buyer"
        else words.OPERATIONS[name]
    )


ACCEPT_ALL = "Accept everything"
COUNTER_OFFER = "Make a counter-offer"


def _consequence(name: str, view: CaseView, language: str) -> str:
    owed = (
        view.requested_minor
        if view.approved_minor is None or name in ("offer", "rule")
        else view.approved_minor
    )
    offered = view.offer.amount_minor if view.offer else 0
    return text(
        language,
        words.CONSEQUENCES[name],
        amount=money_text(owed, view.currency, language),
        offered=money_text(offered, view.currency, language),
    )


def blocked_of(view: CaseView, language: str) -> list[Blocked]:
    """What is not possible now, by its reason."""
    by_reason: dict[str, list[str]] = {}
    for one in view.allowed_operations:
        if not one.allowed and one.name not in ASKED_ELSEWHERE:
            label = text(language, words.OPERATIONS[one.name])
            by_reason.setdefault(_why(one, view, language), []).append(label)
    return [Blocked(labels, reason) for reason, labels in by_reason.items()]


def _why(one: OperationView, view: CaseView, language: str) -> str:
    """The reason in words; where it names stages or roles, in the words of the page."""
    stage = text(language, words.STAGES[view.stage.value])
    if one.code in ("not_in_this_stage", "case_ended"):
        return text(language, words.REFUSALS[one.code], stage=stage)
    move = PROTOCOLS[view.type].row(view.stage).move(one.name)
    if one.code == "not_your_move" and move:
        allowed = phrase(language, ", ".join(sorted(role.value for role in move.by)))
        return text(language, words.REFUSALS[one.code], allowed=allowed)
    return one.reason


def refusal_words(refusal: Refused, language: str) -> str:
    """A refusal as a page says it: amounts as money, roles and stages in words."""
    code, fields = type(refusal).code(), refusal.fields
    sentence = words.REFUSALS.get(code)
    if sentence is None:
        return refusal_text(language, refusal)
    gaps = {
        "most": money_text(int(fields.get("most_minor", 0)), str(fields.get("currency", "CNY")), language),
        "stage": text(language, words.word(words.STAGES, str(fields.get("stage", "")))),
        "role": text(language, str(fields.get("role", ""))),
        "allowed": phrase(language, str(fields.get("allowed", ""))),
    }
    return text(language, sentence, **fields | gaps)
