"""The authorisation matrix, spelled out a second time: roles x operations x ownership x scopes."""

from __future__ import annotations

import pytest

from makegood.accounts import OPERATIONS, SCOPES, SYSTEM, Principal, PrincipalRole, Reach, authorise
from makegood.cases import COMMANDS, PROTOCOLS, Role, roles_in_case
from makegood.kit.errors import NotFound, NotPermitted

ROLES = ("buyer", "merchant", "desk", "senior", "operator", "marketplace", "system")
ALLOWED = {
    # operation: the roles above in that order; "own" only on one's own things, "any" on anything, "-" never
    "case.open":            "own -   -   -   -   any -",
    "case.approve":         "-   own -   -   -   -   -",
    "case.refuse":          "-   own -   -   -   -   -",
    "case.offer":           "own own -   -   -   any -",
    "case.accept":          "own -   -   -   -   any -",
    "case.revise":          "own -   -   -   -   any -",
    "case.withdraw":        "own -   -   -   -   any -",
    "case.supply_facts":    "own own any any -   any -",
    "case.escalate":        "own own -   -   -   any -",
    "case.statement":       "own own -   -   -   any -",
    "case.rule":            "-   -   any any -   -   -",
    "case.hand_up":         "-   -   any any -   -   -",
    "case.ship":            "own -   -   -   -   any -",
    "case.receive":         "-   own -   -   -   any -",
    "case.report_lost":     "-   -   -   -   -   any -",
    "case.waive_return":    "-   own -   -   -   -   -",
    "case.inspect":         "-   own -   -   -   -   -",
    "case.record_refund":   "-   -   -   -   -   -   any",
    "case.retry_refund":    "-   -   any any -   -   -",
    "case.redirect_refund": "-   -   any any -   -   -",
    "case.reopen":          "own -   any any -   any -",
    "case.pause":           "-   -   any any -   -   -",
    "case.resume":          "-   -   any any -   -   -",
    "case.tick":            "-   -   -   -   -   -   any",
    "case.read":            "own own any any any any any",
    "order.read":           "own own any any any any any",
    "order.record":         "-   -   -   -   any any any",
    "policy.read":          "any any any any any any any",
    "policy.draft":         "-   own -   -   any -   -",
    "policy.review":        "-   own -   -   any -   -",
    "policy.publish":       "-   own -   -   any -   -",
    "webhook.manage":       "-   own -   -   any -   -",
    "session.create":       "-   -   -   -   any any -",
    "key.manage":           "-   -   -   -   any -   -",
    "clock.read":           "any any any any any any any",
    "clock.advance":        "-   -   -   -   any -   -",
    "ledger.read":          "-   -   -   -   any -   -",
    "job.manage":           "-   -   -   -   any -   -",
}  # fmt: skip
CELLS = [
    (operation, role, reach)
    for operation, row in ALLOWED.items()
    for role, reach in zip(ROLES, row.split(), strict=True)
]
NEEDED_SCOPE = {
    "case.read": "cases:read", "clock.read": "cases:read", "order.read": "orders:read", "order.record": "orders:write",
    "policy.read": "cases:read", "policy.draft": "policies:manage", "policy.review": "policies:manage",
    "policy.publish": "policies:manage",
    "webhook.manage": "webhooks:manage", "session.create": "sessions:create", "key.manage": "operate",
    "clock.advance": "operate", "ledger.read": "operate", "job.manage": "operate",
}  # fmt: skip
"""The scope that a key needs for what is no command to a case; those need cases:write."""
LI_NA, SOMEBODY_ELSE = 11, 12


def principal(role: str, scopes: frozenset[str] | None = None) -> Principal:
    """A caller of a role: Li Na as buyer, or the merchant who has the same number."""
    return Principal(PrincipalRole(role), LI_NA if role in ("buyer", "merchant") else None, scopes=scopes)


def test_the_table_above_has_every_operation() -> None:
    assert sorted(ALLOWED) == sorted(OPERATIONS)
    assert sorted(PrincipalRole) == sorted(ROLES)


@pytest.mark.parametrize(("operation", "role", "reach"), CELLS)
def test_on_ones_own(operation: str, role: str, reach: str) -> None:
    if reach == "-":
        with pytest.raises(NotPermitted):
            authorise(principal(role), operation, buyer_id=LI_NA, merchant_id=LI_NA)
    else:
        assert authorise(principal(role), operation, buyer_id=LI_NA, merchant_id=LI_NA) is Reach(reach)


@pytest.mark.parametrize(("operation", "role", "reach"), CELLS)
def test_on_what_is_somebody_elses(operation: str, role: str, reach: str) -> None:
    if reach == "any":
        authorise(principal(role), operation, buyer_id=SOMEBODY_ELSE, merchant_id=SOMEBODY_ELSE)
        return
    with pytest.raises(NotFound if reach == "own" else NotPermitted):
        authorise(principal(role), operation, buyer_id=SOMEBODY_ELSE, merchant_id=SOMEBODY_ELSE)


@pytest.mark.parametrize(("operation", "role", "reach"), CELLS)
def test_on_nothing_in_particular_the_reach_is_told(operation: str, role: str, reach: str) -> None:
    if reach == "-":
        with pytest.raises(NotPermitted):
            authorise(principal(role), operation)
    else:
        assert authorise(principal(role), operation) is Reach(reach)


@pytest.mark.parametrize(("operation", "role", "reach"), [cell for cell in CELLS if cell[2] != "-"])
def test_a_key_needs_the_scope_of_the_operation_and_no_other_will_do(
    operation: str, role: str, reach: str
) -> None:
    needed = NEEDED_SCOPE.get(operation, "cases:write")
    authorise(principal(role, frozenset({needed})), operation, buyer_id=LI_NA, merchant_id=LI_NA)
    with pytest.raises(NotPermitted):
        authorise(principal(role, frozenset(SCOPES) - {needed}), operation, buyer_id=LI_NA, merchant_id=LI_NA)
    with pytest.raises(NotPermitted):
        authorise(principal(role, frozenset()), operation, buyer_id=LI_NA, merchant_id=LI_NA)


def test_a_buyer_is_not_the_merchant_of_the_same_number() -> None:
    with pytest.raises(NotFound):
        authorise(principal("buyer"), "case.read", buyer_id=SOMEBODY_ELSE, merchant_id=LI_NA)
    with pytest.raises(NotFound):
        authorise(principal("merchant"), "case.read", buyer_id=LI_NA, merchant_id=SOMEBODY_ELSE)


def test_somebody_without_a_number_owns_nothing() -> None:
    for role in (PrincipalRole.BUYER, PrincipalRole.MERCHANT):
        with pytest.raises(NotFound):
            authorise(Principal(role), "case.read", buyer_id=LI_NA, merchant_id=LI_NA)


@pytest.mark.parametrize("role", ROLES)
def test_what_is_not_listed_is_denied(role: str) -> None:
    with pytest.raises(NotPermitted):
        authorise(principal(role), "case.burn", buyer_id=LI_NA, merchant_id=LI_NA)


def test_every_command_is_in_the_matrix_and_the_product_itself_is_nobody_else() -> None:
    of_cases = {operation for operation in ALLOWED if operation.startswith("case.")} - {"case.read"}
    assert {f"case.{name}" for name in COMMANDS} == of_cases
    assert SYSTEM.role is PrincipalRole.SYSTEM


IN_A_CASE = {
    "buyer": {"buyer"}, "merchant": {"merchant"}, "desk": {"desk"}, "senior": {"senior", "desk"}, "operator": set(),
    "marketplace": {"buyer", "carrier"}, "system": {"system", "processor"},
}  # fmt: skip
"""The roles in a case that each caller has."""


@pytest.mark.parametrize("role", ROLES)
def test_who_is_what_in_a_case(role: str) -> None:
    assert {each.value for each in roles_in_case(principal(role))} == IN_A_CASE[role]


def may_act(command: str) -> set[str]:
    """The callers that some row of some table lets use a command."""
    roles: set[Role] = set()
    for table in PROTOCOLS.values():
        for row in table.rows:
            move = row.move(command)
            roles |= move.by if move else set()
    return {role for role in ROLES if roles & set(roles_in_case(principal(role)))}


def in_matrix(command: str) -> set[str]:
    """The callers that the matrix lets use it."""
    return {role for operation, role, reach in CELLS if operation == f"case.{command}" and reach != "-"}


@pytest.mark.parametrize("command", sorted(COMMANDS.keys() - {"open", "tick"}))
def test_tables_and_matrix_say_the_same(command: str) -> None:
    assert may_act(command) == in_matrix(command)
