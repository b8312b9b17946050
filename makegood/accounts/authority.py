"""PURE: what each role may do, decided in this one place. What is not listed is denied.

Which of the case commands a party has at a given stage is then the protocol table's matter; this matrix says who
may use the operation at all, and whether on anything or only on their own.
"""

from dataclasses import dataclass
from enum import StrEnum

from makegood.accounts.principal import Principal, PrincipalRole
from makegood.kit.errors import NotFound, NotPermitted

BUYER, MERCHANT, DESK, SENIOR, OPERATOR, MARKETPLACE, SYSTEM = PrincipalRole


class Reach(StrEnum):
    """How far a permission reaches."""

    OWN = "own"
    ANY = "any"


@dataclass(frozen=True, slots=True)
class Operation:
    """An operation, the scope that an API key needs for it, and the reach that each role has."""

    name: str
    scope: str
    reach: dict[PrincipalRole, Reach]


_READERS = {
    BUYER: Reach.OWN,
    MERCHANT: Reach.OWN,
    DESK: Reach.ANY,
    SENIOR: Reach.ANY,
    OPERATOR: Reach.ANY,
    MARKETPLACE: Reach.ANY,
    SYSTEM: Reach.ANY,
}
_PEOPLE = {BUYER: Reach.OWN, MERCHANT: Reach.OWN, DESK: Reach.ANY, SENIOR: Reach.ANY, OPERATOR: Reach.ANY}
_FOR_BUYERS = {BUYER: Reach.OWN, MARKETPLACE: Reach.ANY}
_BY_MERCHANTS = {MERCHANT: Reach.OWN}
_BY_DESK = {DESK: Reach.ANY, SENIOR: Reach.ANY}
_BY_PARTIES = _FOR_BUYERS | _BY_MERCHANTS
_PARTIES_AND_DESK = {BUYER: Reach.OWN} | _BY_MERCHANTS | _BY_DESK
_BY_SYSTEM = {SYSTEM: Reach.ANY}

_CASE_COMMANDS: dict[str, dict[PrincipalRole, Reach]] = {
    "open": _FOR_BUYERS,
    "supply_facts": _BY_PARTIES | _BY_DESK,
    "say": _BY_PARTIES | _BY_DESK,
    "ask": _BY_PARTIES | _BY_DESK,
    "approve": _BY_MERCHANTS,
    "refuse": _BY_MERCHANTS,
    "offer": _BY_PARTIES,
    "accept": _FOR_BUYERS,
    "revise": _FOR_BUYERS,
    "withdraw": _FOR_BUYERS,
    "escalate": _BY_PARTIES,
    "statement": _BY_PARTIES,
    "rule": _BY_DESK,
    "appeal": _BY_PARTIES,
    "take_back_appeal": _BY_PARTIES,
    "rule_on_appeal": _BY_DESK,
    "hand_up": _BY_DESK,
    "confirm_ruling": _BY_DESK,
    "return_ruling": _BY_DESK,
    "agree_jury": _BY_PARTIES,
    "call_jury": _BY_DESK,
    "dismiss_jury": _BY_DESK,
    "record_verdict": _BY_SYSTEM,
    "said_everything": _BY_PARTIES,
    "extend_evidence": _BY_DESK,
    "propose_extension": _BY_PARTIES,
    "propose_suspension": _BY_PARTIES,
    "agree_standstill": _BY_PARTIES,
    "show_acceptance": _BY_PARTIES | _BY_DESK,
    "bind_ruling": _BY_DESK,
    "ship": _FOR_BUYERS,
    "receive": _BY_MERCHANTS | {MARKETPLACE: Reach.ANY},
    "report_lost": {MARKETPLACE: Reach.ANY},
    "note_pickup": {MARKETPLACE: Reach.ANY},
    "waive_return": _BY_MERCHANTS,
    "inspect": _BY_MERCHANTS,
    "ship_more": _FOR_BUYERS,
    "refuse_parcel": _BY_MERCHANTS,
    "send_back": _BY_MERCHANTS,
    "grade": _BY_MERCHANTS,
    "ship_replacement": _BY_MERCHANTS,
    "cannot_replace": _BY_MERCHANTS,
    "choose_refund": _FOR_BUYERS,
    "pay_difference": _FOR_BUYERS,
    "record_payment": {MARKETPLACE: Reach.ANY},
    "confirm_arrival": _FOR_BUYERS,
    "replacement_lost": {MARKETPLACE: Reach.ANY},
    "record_refund": _BY_SYSTEM,
    "retry_refund": _BY_DESK,
    "redirect_refund": _BY_DESK,
    "reduce_refund": _BY_DESK,
    "resume_refund": _BY_SYSTEM,
    "reopen": _FOR_BUYERS | _BY_DESK,
    "pause": _BY_DESK,
    "resume": _BY_DESK,
    "confirm_unshipped": {MARKETPLACE: Reach.ANY},
    "revoke": _BY_MERCHANTS | {MARKETPLACE: Reach.ANY},
    "grant_change": _BY_DESK,
    "decline_change": _BY_DESK,
    "report_left": _BY_MERCHANTS | {MARKETPLACE: Reach.ANY, SYSTEM: Reach.ANY},
    "report_shipped": _BY_MERCHANTS | {MARKETPLACE: Reach.ANY, SYSTEM: Reach.ANY},
    "record_interception": _BY_MERCHANTS | {MARKETPLACE: Reach.ANY, SYSTEM: Reach.ANY},
    "diagnose": _BY_MERCHANTS,
    "wait_for_parts": _BY_MERCHANTS,
    "parts_arrived": _BY_MERCHANTS,
    "send_repaired": _BY_MERCHANTS,
    "send_unrepaired": _BY_MERCHANTS,
    "report_unrepairable": _BY_MERCHANTS,
    "note_loaner": _BY_MERCHANTS,
    "accept_quote": _FOR_BUYERS,
    "decline_quote": _FOR_BUYERS,
    "keep_waiting": _FOR_BUYERS,
    "take_refund": _FOR_BUYERS,
    "take_replacement": _FOR_BUYERS,
    "confirm_repaired": _FOR_BUYERS,
    "report_still_faulty": _FOR_BUYERS,
    "record_repair_payment": {MARKETPLACE: Reach.ANY},
    "tick": _BY_SYSTEM,
}

OPERATIONS: dict[str, Operation] = {
    operation.name: operation
    for operation in (
        *(Operation(f"case.{name}", "cases:write", reach) for name, reach in _CASE_COMMANDS.items()),
        Operation("case.read", "cases:read", _READERS),
        Operation("case_file.read", "cases:read", _PARTIES_AND_DESK),
        Operation("case.mark_read", "cases:write", _BY_PARTIES | _BY_DESK),
        Operation("message.review", "cases:write", _BY_DESK),
        Operation("desk.read", "cases:read", _BY_DESK),
        Operation("desk.claim", "cases:write", _BY_DESK),
        Operation("desk.note", "cases:write", _BY_DESK),
        Operation("desk.assign", "cases:write", {SENIOR: Reach.ANY}),
        Operation("desk.board", "cases:read", _BY_DESK | {OPERATOR: Reach.ANY}),
        Operation("desk.manage", "operate", {OPERATOR: Reach.ANY}),
        Operation("exhibit.tie", "cases:write", _BY_PARTIES | _BY_DESK),
        Operation("exhibit.correct", "cases:write", _BY_DESK),
        Operation("jury.read", "cases:read", _BY_DESK),
        Operation("jury.serve", "cases:write", {BUYER: Reach.OWN}),
        Operation("jury.confirm", "orders:write", {MARKETPLACE: Reach.ANY}),
        Operation("jury.manage", "operate", {OPERATOR: Reach.ANY}),
        Operation("proposal.read", "cases:read", _BY_DESK),
        Operation("file.upload", "cases:write", _BY_PARTIES | _BY_DESK),
        Operation("file.read", "cases:read", _READERS),
        Operation("evidence.hold", "operate", {SENIOR: Reach.ANY, OPERATOR: Reach.ANY}),
        Operation("work.read", "cases:read", _BY_MERCHANTS),
        Operation("template.manage", "cases:write", _BY_MERCHANTS),
        Operation("order.read", "orders:read", _READERS),
        Operation("address.read", "orders:read", _BY_PARTIES | _BY_DESK),
        Operation("address.tell", "orders:write", _FOR_BUYERS),
        Operation("address.erase", "orders:write", {MARKETPLACE: Reach.ANY, OPERATOR: Reach.ANY}),
        Operation("parcel.read", "cases:read", _READERS),
        Operation("parcel.book", "cases:write", _FOR_BUYERS),
        Operation("parcel.intercept", "cases:write", _BY_MERCHANTS | {MARKETPLACE: Reach.ANY}),
        Operation("advance.read", "cases:read", _READERS),
        Operation("advance.pay", "cases:write", _FOR_BUYERS),
        Operation("advance.object", "cases:write", _FOR_BUYERS),
        Operation("advance.decide", "cases:write", _BY_DESK),
        Operation("advance.write_off", "operate", {OPERATOR: Reach.ANY}),
        Operation("advance.cap", "operate", {OPERATOR: Reach.ANY}),
        Operation("fund.fill", "operate", {OPERATOR: Reach.ANY}),
        Operation("recovery.manage", "operate", {OPERATOR: Reach.ANY}),
        Operation("claim.read", "cases:read", _READERS),
        Operation("chargeback.read", "cases:read", _READERS),
        Operation("chargeback.tell", "operate", {OPERATOR: Reach.ANY}),
        Operation("chargeback.answer", "cases:write", _BY_MERCHANTS | _BY_DESK),
        *(
            Operation(f"claim.{verb}", "cases:write", _FOR_BUYERS)
            for verb in ("open", "escalate", "withdraw")
        ),
        *(
            Operation(f"claim.{verb}", "cases:write", _BY_MERCHANTS)
            for verb in ("accept", "refuse", "ask_appraisal")
        ),
        *(
            Operation(f"claim.{verb}", "cases:write", _BY_DESK)
            for verb in ("record_appraisal", "grant", "decline")
        ),
        Operation("claim.reverse", "operate", {OPERATOR: Reach.ANY}),
        Operation("cover.read", "orders:read", _READERS),
        Operation("cover.issue", "orders:write", {MARKETPLACE: Reach.ANY}),
        Operation("insurer.manage", "operate", {OPERATOR: Reach.ANY}),
        Operation("stock.tell", "orders:write", _BY_MERCHANTS | {MARKETPLACE: Reach.ANY}),
        Operation("stock.read", "orders:read", _BY_MERCHANTS | {MARKETPLACE: Reach.ANY} | _BY_DESK),
        Operation("notification.read", "cases:read", _PEOPLE),
        Operation("notification.manage", "cases:write", _PEOPLE),
        Operation("search.read", "cases:read", _READERS),
        Operation("search.orders", "orders:read", _READERS),
        Operation(
            "search.people", "people:read", {role: _READERS[role] for role in _READERS if role is not BUYER}
        ),
        Operation("view.manage", "cases:write", _PEOPLE),
        Operation(
            "order.record", "orders:write", {MARKETPLACE: Reach.ANY, OPERATOR: Reach.ANY, SYSTEM: Reach.ANY}
        ),
        Operation("goods.record", "orders:write", _BY_MERCHANTS | {MARKETPLACE: Reach.ANY}),
        Operation("goods.record_use", "orders:write", {MARKETPLACE: Reach.ANY}),
        Operation("policy.read", "cases:read", dict.fromkeys(PrincipalRole, Reach.ANY)),
        Operation("policy.draft", "policies:manage", {OPERATOR: Reach.ANY, MERCHANT: Reach.OWN}),
        Operation("policy.review", "policies:manage", {OPERATOR: Reach.ANY, MERCHANT: Reach.OWN}),
        Operation("policy.publish", "policies:manage", {OPERATOR: Reach.ANY, MERCHANT: Reach.OWN}),
        Operation("webhook.manage", "webhooks:manage", {OPERATOR: Reach.ANY, MERCHANT: Reach.OWN}),
        Operation("embed.create", "sessions:create", {MARKETPLACE: Reach.ANY}),
        Operation("session.create", "sessions:create", {OPERATOR: Reach.ANY, MARKETPLACE: Reach.ANY}),
        Operation("key.manage", "operate", {OPERATOR: Reach.ANY}),
        Operation("people.manage", "operate", {OPERATOR: Reach.ANY}),
        Operation("clock.read", "cases:read", dict.fromkeys(PrincipalRole, Reach.ANY)),
        Operation("clock.advance", "operate", {OPERATOR: Reach.ANY}),
        Operation("ledger.read", "operate", {OPERATOR: Reach.ANY}),
        Operation("ledger.reconcile", "operate", {OPERATOR: Reach.ANY}),
        Operation("console.read", "operate", {OPERATOR: Reach.ANY}),
        Operation("job.manage", "operate", {OPERATOR: Reach.ANY}),
    )
}
"""Every operation of the product: the rows of the authorisation matrix."""


def authorise(
    principal: Principal, operation: str, buyer_id: int | None = None, merchant_id: int | None = None
) -> Reach:
    """Let pass, or refuse. Where a role reaches only its own things, others' do not exist for it: `NotFound`.

    Without `buyer_id` and `merchant_id` (a list, say) the reach is returned and the caller must filter by it.
    """
    rule = OPERATIONS.get(operation)
    reach = rule.reach.get(principal.role) if rule else None
    if rule is None or reach is None:
        raise NotPermitted(role=principal.role.value, operation=operation)
    if principal.scopes is not None and rule.scope not in principal.scopes:
        raise NotPermitted(role=f"{principal.role.value} without {rule.scope}", operation=operation)
    if reach is Reach.OWN and (buyer_id is not None or merchant_id is not None):
        own = buyer_id if principal.role is BUYER else merchant_id
        if principal.subject is None or own != principal.subject:
            raise NotFound(what=operation.partition(".")[0])
    return reach
