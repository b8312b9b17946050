"""PURE: operations as a sentence names them ("Your role may not …"): those on cases as their buttons do, all others here."""

from makegood.kit.errors import Refused
from makegood.kit.i18n import text
from makegood.web.pages.operation_words import OPERATIONS as BUTTONS

NAMES = {
    "case.open": "open a case",
    "case.record_refund": "report a refund's outcome",
    "case.tick": "let a clock run out",
    "case.read": "read cases",
    "case_file.read": "take the file of a case",
    "case.mark_read": "mark messages as read",
    "message.review": "review flagged messages",
    "desk.read": "read the desk's queue",
    "desk.claim": "take cases of the desk",
    "desk.note": "write notes of the desk",
    "desk.assign": "assign cases of the desk",
    "desk.board": "see how the desk stands",
    "desk.manage": "manage who works at the desk",
    "exhibit.tie": "tie evidence to facts",
    "exhibit.correct": "correct what evidence is tied to",
    "proposal.read": "read the proposed ruling",
    "file.upload": "upload files",
    "file.read": "read files",
    "work.read": "open the merchant's workbench",
    "template.manage": "manage templates",
    "order.read": "read orders",
    "order.record": "record orders",
    "goods.record": "record what happened to goods",
    "goods.record_use": "record that virtual goods were used",
    "address.read": "read addresses",
    "address.tell": "tell addresses",
    "address.erase": "erase addresses",
    "case.record_verdict": "report what a panel found",
    "case.resume_refund": "go on with a refund that the bank had paid",
    "chargeback.read": "read chargebacks",
    "chargeback.tell": "tell chargebacks",
    "chargeback.answer": "answer chargebacks",
    "evidence.hold": "keep evidence from being erased",
    "jury.read": "read panels of users",
    "jury.serve": "sit on a panel of users",
    "jury.confirm": "confirm who may sit on panels of users",
    "jury.manage": "set how panels of users work",
    "parcel.read": "read parcels",
    "parcel.book": "book parcels",
    "parcel.intercept": "have parcels stopped",
    "advance.read": "read instant refunds",
    "advance.pay": "pay back instant refunds",
    "advance.object": "object to what is claimed back",
    "advance.decide": "decide on objections",
    "advance.write_off": "give up what is owed for instant refunds",
    "advance.cap": "set the limits of instant refunds",
    "fund.fill": "fill the platform's fund",
    "recovery.manage": "manage claims against carriers",
    "claim.read": "read claims under promises",
    "claim.open": "claim under a promise",
    "claim.escalate": "call the platform in about a claim",
    "claim.withdraw": "take a claim back",
    "claim.accept": "accept a claim",
    "claim.refuse": "refuse a claim",
    "claim.ask_appraisal": "ask for an examination",
    "claim.record_appraisal": "record an examination",
    "claim.grant": "grant a claim",
    "claim.decline": "decline a claim",
    "claim.reverse": "take the payment of a claim back",
    "cover.read": "read freight covers",
    "cover.issue": "issue freight covers",
    "insurer.manage": "manage insurers",
    "stock.tell": "tell what is in stock",
    "stock.read": "read what is in stock",
    "notification.read": "read notifications",
    "notification.manage": "manage notifications",
    "search.read": "search",
    "search.orders": "search orders",
    "search.people": "search people",
    "view.manage": "keep views",
    "policy.read": "read the rules",
    "policy.draft": "draft rules",
    "policy.review": "review rules",
    "policy.publish": "publish rules",
    "webhook.manage": "manage webhooks",
    "embed.create": "embed pages",
    "session.create": "sign others in",
    "key.manage": "manage keys",
    "people.manage": "manage people",
    "clock.read": "read the clock",
    "clock.advance": "advance the clock",
    "ledger.read": "read the ledger",
    "ledger.reconcile": "reconcile the ledger",
    "console.read": "open the operator's console",
    "job.manage": "manage jobs",
    "a form of another site": "send a form from another site",
}
"""What a person would say that they want to do, in English; each is translated by the catalogue."""
QUOTED = "do this: “{button}”"


def operation_name(operation: str, language: str) -> str:
    """An operation in the reader's language; a code that has no name as it is."""
    known = NAMES.get(operation)
    if known:
        return text(language, known)
    button = BUTTONS.get(operation.removeprefix("case.").partition(":")[0])
    return text(language, QUOTED, button=text(language, button)) if button else operation


def named(refusal: Refused, language: str) -> dict[str, str]:
    """What a refusal's sentence says instead of the code of an operation."""
    operation = refusal.fields.get("operation")
    return {"operation": operation_name(operation, language)} if isinstance(operation, str) else {}


TABLES = (NAMES, {"": QUOTED})
