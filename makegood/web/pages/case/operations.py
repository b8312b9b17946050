"""PURE: the buttons of a case: what the reader may do, in what order, with which fields; and what not, and why."""

from collections.abc import Mapping

from msgspec import Struct

from makegood.cases import PROTOCOLS, CaseView
from makegood.cases.view import OperationView
from makegood.kit.errors import Refused
from makegood.kit.i18n import phrase, refusal_text, text
from makegood.kit.money import money_text
from makegood.web.pages import operation_words, words
from makegood.web.pages.fields import Field, fields_of

RESOURCES = {
    "approval": "approve", "refusal": "refuse", "offers": "offer", "acceptance": "accept", "revision": "revise",
    "withdrawal": "withdraw", "escalation": "escalate", "statements": "statement", "ruling": "rule",
    "hand-up": "hand_up", "appeal": "appeal", "appeal-withdrawal": "take_back_appeal", "appeal-ruling": "rule_on_appeal",
    "return-shipment": "ship", "loss": "report_lost", "pickup-note": "note_pickup", "reception": "receive",
    "further-parcels": "ship_more", "parcel-refusal": "refuse_parcel", "return-to-buyer": "send_back",
    "grading": "grade",
    "return-waiver": "waive_return", "inspection": "inspect", "refund-retry": "retry_refund",
    "refund-redirection": "redirect_refund", "refund-reduction": "reduce_refund",
    "reopening": "reopen", "pause": "pause", "resumption": "resume",
    "replacement-shipment": "ship_replacement", "replacement-refusal": "cannot_replace", "refund-choice": "choose_refund",
    "difference-payment": "pay_difference", "difference-capture": "record_payment", "arrival": "confirm_arrival",
    "replacement-loss": "replacement_lost",
    "change": "grant_change", "change-refusal": "decline_change", "departure": "report_left",
    "diagnosis": "diagnose", "quote-acceptance": "accept_quote", "quote-refusal": "decline_quote",
    "repair-payment": "record_repair_payment", "parts-awaited": "wait_for_parts", "parts-arrival": "parts_arrived",
    "repaired-shipment": "send_repaired", "unrepaired-shipment": "send_unrepaired", "unrepairable": "report_unrepairable",
    "patience": "keep_waiting", "refund-instead": "take_refund", "replacement-instead": "take_replacement",
    "repaired-arrival": "confirm_repaired", "repair-failure": "report_still_faulty", "loaner": "note_loaner",
    "unshipped-confirmation": "confirm_unshipped", "revocation": "revoke",
    "dispatch": "report_shipped", "interception": "record_interception",
    "ruling-confirmation": "confirm_ruling", "ruling-return": "return_ruling", "jury-agreement": "agree_jury",
    "jury": "call_jury", "jury-dismissal": "dismiss_jury", "last-word": "said_everything",
    "evidence-extension": "extend_evidence",
    "extension-proposal": "propose_extension", "suspension-proposal": "propose_suspension",
    "standstill-agreement": "agree_standstill", "authority-papers": "show_acceptance",
    "binding-papers": "bind_ruling",
    "facts": "supply_facts", "messages": "say", "questions": "ask",
}  # fmt: skip
"""The resource of each operation, the same nouns as the API's; a form cannot DELETE, so resuming has one too."""

_RESOURCE_OF = {operation: resource for resource, operation in RESOURCES.items()}
ASKED_ELSEWHERE = frozenset(
    {
        "supply_facts", "say", "ask", "appeal", "show_acceptance", "bind_ruling", "grade", "agree_jury", "call_jury",
        "dismiss_jury",
    }
)  # fmt: skip
"""Operations with a panel of their own."""
_FIRST = (
    "approve",
    "revoke",
    "diagnose",
    "accept_quote",
    "take_refund",
    "send_repaired",
    "send_unrepaired",
    "parts_arrived",
    "confirm_repaired",
    "ship_replacement",
    "pay_difference",
    "confirm_arrival",
    "accept",
    "ship",
    "inspect",
    "receive",
    "rule",
    "rule_on_appeal",
    "confirm_ruling",
    "retry_refund",
    "resume",
    "reopen",
    "statement",
    "said_everything",
)
_HARSH = frozenset({"cannot_replace", "refuse", "refuse_parcel", "withdraw", "report_lost"})
_ANSWERING = frozenset(
    {
        "approve", "refuse", "offer", "accept", "revise", "ship", "inspect", "receive", "rule", "rule_on_appeal",
        "hand_up", "statement",
        "retry_refund", "redirect_refund", "reduce_refund", "reopen", "resume",
    }
)  # fmt: skip


def _is_elsewhere(name: str, view: CaseView) -> bool:
    """Whether an operation has a panel of its own: reopening has one after a ruling, since it asks for more then."""
    return name in ASKED_ELSEWHERE or (name == "reopen" and view.ruling is not None)


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
    """The forms of the allowed operations, the most fitting first and open. `typed_in` was sent and not taken."""
    allowed = [
        one.name for one in view.allowed_operations if one.allowed and not _is_elsewhere(one.name, view)
    ]
    first = next((name for name in _FIRST if name in allowed), "") if mine else ""
    allowed.sort(key=lambda name: (name != first, name not in _ANSWERING))
    return [
        _form(
            name,
            view,
            name == first,
            name == (typed_in or first),
            language,
            reasons,
            typed if name == typed_in else None,
        )
        for name in allowed
    ]


def _form(
    name: str,
    view: CaseView,
    first: bool,
    is_open: bool,
    language: str,
    reasons: Mapping[str, str],
    typed: Mapping[str, str] | None,
) -> OperationForm:
    tone = "first" if first else "harsh" if name in _HARSH else "plain"
    return OperationForm(
        name, _RESOURCE_OF[name], label_of(name, view), _consequence(name, view, language), tone,
        fields_of(name, view, typed, reasons), is_open,
    )  # fmt: skip


def label_of(name: str, view: CaseView) -> str:
    """The English name of an operation."""
    if name == "approve" and view.stage.value == "awaiting_inspection":
        return ACCEPT_ALL
    if name == "offer" and view.ball and view.ball.value == "buyer":
        return COUNTER_OFFER
    return operation_words.OPERATIONS["grant_change" if name == "approve" and view.change else name]


_OF_CHANGES = {"approve": "grant_change", "withdraw": "report_left"}
"""Where an order is to be changed, what follows is told in the words of these operations: it is no refund."""
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
        operation_words.CONSEQUENCES[_OF_CHANGES.get(name, name) if view.change else name],
        amount=money_text(owed, view.currency, language),
        offered=money_text(offered, view.currency, language),
    )


def blocked_of(view: CaseView, language: str) -> list[Blocked]:
    """What is not possible now, by its reason."""
    by_reason: dict[str, list[str]] = {}
    for one in view.allowed_operations:
        if not one.allowed and one.name not in ASKED_ELSEWHERE:
            label = text(language, operation_words.OPERATIONS[one.name])
            by_reason.setdefault(_why(one, view, language), []).append(label)
    return [Blocked(labels, reason) for reason, labels in by_reason.items()]


def why_not(name: str, view: CaseView, language: str) -> str:
    """Why one operation is not possible now, in words; empty where it is."""
    one = next((each for each in view.allowed_operations if each.name == name), None)
    if one is None:
        return text(language, "This is not for you to do.")
    return "" if one.allowed else _why(one, view, language)


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
    """A refusal as a page says it: roles and stages in words."""
    code, fields = type(refusal).code(), refusal.fields
    sentence = words.REFUSALS.get(code)
    if sentence is None:
        return refusal_text(language, refusal)
    gaps = {
        "stage": text(language, words.word(words.STAGES, str(fields.get("stage", "")))),
        "role": text(language, str(fields.get("role", ""))),
        "allowed": phrase(language, str(fields.get("allowed", ""))),
    }
    return text(language, sentence, **fields | gaps)
