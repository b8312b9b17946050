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
_FOR_BUYERS = {BUYER: Reach.OWN, MARKETPLACE: Reach.ANY}
_BY_MERCHANTS = {MERCHANT: Reach.OWN}
_BY_DESK = {DESK: Reach.ANY, SENIOR: Reach.ANY}
_BY_PARTIES = _FOR_BUYERS | _BY_MERCHANTS
_BY_SYSTEM = {SYSTEM: Reach.ANY}

_CASE_COMMANDS: dict[str, dict[PrincipalRole, Reach]] = {
    "open": _FOR_BUYERS,
    "supply_facts": _BY_PARTIES | _BY_DESK,
    "approve": _BY_MERCHANTS,
    "refuse": _BY_MERCHANTS,
    "offer": _BY_PARTIES,
    "accept": _FOR_BUYERS,
    "revise": _FOR_BUYERS,
    "withdraw": _FOR_BUYERS,
    "escalate": _BY_PARTIES,
    "statement": _BY_PARTIES,
    "rule": _BY_DESK,
    "hand_up": _BY_DESK,
    "ship": _FOR_BUYERS,
    "receive": _BY_MERCHANTS | {MARKETPLACE: Reach.ANY},
    "report_lost": {MARKETPLACE: Reach.ANY},
    "waive_return": _BY_MERCHANTS,
    "inspect": _BY_MERCHANTS,
    "record_refund": _BY_SYSTEM,
    "retry_refund": _BY_DESK,
    "redirect_refund": _BY_DESK,
    "reopen": _FOR_BUYERS | _BY_DESK,
    "pause": _BY_DESK,
    "resume": _BY_DESK,
    "tick": _BY_SYSTEM,
}

OPERATIONS: dict[str, Operation] = {
    operation.name: operation
    for operation in (
        *(Operation(f"case.{name}", "cases:write", reach) for name, reach in _CASE_COMMANDS.items()),
        Operation("case.read", "cases:read", _READERS),
        Operation("order.read", "orders:read", _READERS),
        Operation(
            "order.record", "orders:write", {MARKETPLACE: Reach.ANY, OPERATOR: Reach.ANY, SYSTEM: Reach.ANY}
        ),
        Operation("policy.read", "cases:read", dict.fromkeys(PrincipalRole, Reach.ANY)),
        Operation("policy.draft", "policies:manage", {OPERATOR: Reach.ANY, MERCHANT: Reach.OWN}),
        Operation("policy.review", "policies:manage", {OPERATOR: Reach.ANY, MERCHANT: Reach.OWN}),
        Operation("policy.publish", "policies:manage", {OPERATOR: Reach.ANY, MERCHANT: Reach.OWN}),
        Operation("webhook.manage", "webhooks:manage", {OPERATOR: Reach.ANY, MERCHANT: Reach.OWN}),
        Operation("session.create", "sessions:create", {OPERATOR: Reach.ANY, MARKETPLACE: Reach.ANY}),
        Operation("key.manage", "operate", {OPERATOR: Reach.ANY}),
        Operation("clock.read", "cases:read", dict.fromkeys(PrincipalRole, Reach.ANY)),
        Operation("clock.advance", "operate", {OPERATOR: Reach.ANY}),
        Operation("ledger.read", "operate", {OPERATOR: Reach.ANY}),
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
