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
    "case.appeal":          "own own -   -   -   any -",
    "case.take_back_appeal": "own own -   -   -   any -",
    "case.rule_on_appeal":  "-   -   any any -   -   -",
    "case.confirm_ruling":  "-   -   any any -   -   -",
    "case.return_ruling":   "-   -   any any -   -   -",
    "case.agree_jury":      "own own -   -   -   any -",
    "case.call_jury":       "-   -   any any -   -   -",
    "case.dismiss_jury":    "-   -   any any -   -   -",
    "case.record_verdict":  "-   -   -   -   -   -   any",
    "jury.read":            "-   -   any any -   -   -",
    "jury.serve":           "own -   -   -   -   -   -",
    "jury.confirm":         "-   -   -   -   -   any -",
    "jury.manage":          "-   -   -   -   any -   -",
    "case.said_everything": "own own -   -   -   any -",
    "case.extend_evidence": "-   -   any any -   -   -",
    "case.propose_extension":  "own own -   -   -   any -",
    "case.propose_suspension": "own own -   -   -   any -",
    "case.agree_standstill":   "own own -   -   -   any -",
    "case.show_acceptance": "own own any any -   any -",
    "case.bind_ruling":     "-   -   any any -   -   -",
    "exhibit.tie":          "own own any any -   any -",
    "exhibit.correct":      "-   -   any any -   -   -",
    "proposal.read":        "-   -   any any -   -   -",
    "evidence.hold":        "-   -   -   any any -   -",
    "desk.assign":          "-   -   -   any -   -   -",
    "desk.board":           "-   -   any any any -   -",
    "desk.manage":          "-   -   -   -   any -   -",
    "case.hand_up":         "-   -   any any -   -   -",
    "case.ship":            "own -   -   -   -   any -",
    "case.receive":         "-   own -   -   -   any -",
    "case.report_lost":     "-   -   -   -   -   any -",
    "case.note_pickup":     "-   -   -   -   -   any -",
    "advance.read":         "own own any any any any any",
    "advance.pay":          "own -   -   -   -   any -",
    "advance.object":       "own -   -   -   -   any -",
    "advance.decide":       "-   -   any any -   -   -",
    "advance.write_off":    "-   -   -   -   any -   -",
    "advance.cap":          "-   -   -   -   any -   -",
    "fund.fill":            "-   -   -   -   any -   -",
    "case.waive_return":    "-   own -   -   -   -   -",
    "case.inspect":         "-   own -   -   -   -   -",
    "case.ship_more":       "own -   -   -   -   any -",
    "case.refuse_parcel":   "-   own -   -   -   -   -",
    "case.send_back":       "-   own -   -   -   -   -",
    "case.grade":           "-   own -   -   -   -   -",
    "case.confirm_unshipped":   "-   -   -   -   -   any -",
    "case.revoke":              "-   own -   -   -   any -",
    "case.report_shipped":      "-   own -   -   -   any any",
    "case.record_interception": "-   own -   -   -   any any",
    "case.ship_replacement": "-   own -   -   -   -   -",
    "case.cannot_replace":  "-   own -   -   -   -   -",
    "case.choose_refund":   "own -   -   -   -   any -",
    "case.pay_difference":  "own -   -   -   -   any -",
    "case.record_payment":  "-   -   -   -   -   any -",
    "case.confirm_arrival": "own -   -   -   -   any -",
    "case.replacement_lost": "-   -   -   -   -   any -",
    "stock.tell":           "-   own -   -   -   any -",
    "stock.read":           "-   own any any -   any -",
    "case.grant_change":    "-   -   any any -   -   -",
    "case.decline_change":  "-   -   any any -   -   -",
    "case.report_left":     "-   own -   -   -   any any",
    "address.read":         "own own any any -   any -",
    "address.tell":         "own -   -   -   -   any -",
    "address.erase":        "-   -   -   -   any any -",
    "case.diagnose": "-   own -   -   -   -   -",
    "case.wait_for_parts": "-   own -   -   -   -   -",
    "case.parts_arrived": "-   own -   -   -   -   -",
    "case.send_repaired": "-   own -   -   -   -   -",
    "case.send_unrepaired": "-   own -   -   -   -   -",
    "case.report_unrepairable": "-   own -   -   -   -   -",
    "case.note_loaner": "-   own -   -   -   -   -",
    "case.accept_quote": "own -   -   -   -   any -",
    "case.decline_quote": "own -   -   -   -   any -",
    "case.keep_waiting": "own -   -   -   -   any -",
    "case.take_refund": "own -   -   -   -   any -",
    "case.take_replacement": "own -   -   -   -   any -",
    "case.confirm_repaired": "own -   -   -   -   any -",
    "case.report_still_faulty": "own -   -   -   -   any -",
    "case.record_repair_payment": "-   -   -   -   -   any -",
    "case.record_refund":   "-   -   -   -   -   -   any",
    "case.retry_refund":    "-   -   any any -   -   -",
    "case.redirect_refund": "-   -   any any -   -   -",
    "case.reduce_refund":   "-   -   any any -   -   -",
    "case.resume_refund":   "-   -   -   -   -   -   any",
    "case.reopen":          "own -   any any -   any -",
    "case.pause":           "-   -   any any -   -   -",
    "case.resume":          "-   -   any any -   -   -",
    "case.tick":            "-   -   -   -   -   -   any",
    "case.read":            "own own any any any any any",
    "parcel.read":          "own own any any any any any",
    "parcel.book":          "own -   -   -   -   any -",
    "parcel.intercept":     "-   own -   -   -   any -",
    "goods.record":         "-   own -   -   -   any -",
    "goods.record_use":     "-   -   -   -   -   any -",
    "recovery.manage":      "-   -   -   -   any -   -",
    "claim.read":           "own own any any any any any",
    "chargeback.read":      "own own any any any any any",
    "chargeback.tell":      "-   -   -   -   any -   -",
    "chargeback.answer":    "-   own any any -   -   -",
    "claim.open":           "own -   -   -   -   any -",
    "claim.escalate":       "own -   -   -   -   any -",
    "claim.withdraw":       "own -   -   -   -   any -",
    "claim.accept":         "-   own -   -   -   -   -",
    "claim.refuse":         "-   own -   -   -   -   -",
    "claim.ask_appraisal":  "-   own -   -   -   -   -",
    "claim.record_appraisal": "-   -   any any -   -   -",
    "claim.grant":          "-   -   any any -   -   -",
    "claim.decline":        "-   -   any any -   -   -",
    "claim.reverse":        "-   -   -   -   any -   -",
    "cover.read":           "own own any any any any any",
    "cover.issue":          "-   -   -   -   -   any -",
    "insurer.manage":       "-   -   -   -   any -   -",
    "file.upload":          "own own any any -   any -",
    "file.read":            "own own any any any any any",
    "work.read":            "-   own -   -   -   -   -",
    "desk.read":            "-   -   any any -   -   -",
    "desk.claim":           "-   -   any any -   -   -",
    "desk.note":            "-   -   any any -   -   -",
    "template.manage":      "-   own -   -   -   -   -",
    "case.say":            "own own any any -   any -",
    "case.ask":            "own own any any -   any -",
    "case_file.read":      "own own any any -   -   -",
    "case.mark_read":      "own own any any -   any -",
    "message.review":      "-   -   any any -   -   -",
    "embed.create":        "-   -   -   -   -   any -",
    "order.read":           "own own any any any any any",
    "notification.read":    "own own any any any -   -",
    "notification.manage":  "own own any any any -   -",
    "search.read":          "own own any any any any any",
    "search.orders":        "own own any any any any any",
    "search.people":        "-   own any any any any any",
    "view.manage":          "own own any any any -   -",
    "order.record":         "-   -   -   -   any any any",
    "policy.read":          "any any any any any any any",
    "policy.draft":         "-   own -   -   any -   -",
    "policy.review":        "-   own -   -   any -   -",
    "policy.publish":       "-   own -   -   any -   -",
    "webhook.manage":       "-   own -   -   any -   -",
    "session.create":       "-   -   -   -   any any -",
    "key.manage":           "-   -   -   -   any -   -",
    "people.manage":        "-   -   -   -   any -   -",
    "clock.read":           "any any any any any any any",
    "clock.advance":        "-   -   -   -   any -   -",
    "ledger.read":          "-   -   -   -   any -   -",
    "ledger.reconcile":     "-   -   -   -   any -   -",
    "console.read":         "-   -   -   -   any -   -",
    "job.manage":           "-   -   -   -   any -   -",
}  # fmt: skip
CELLS = [
    (operation, role, reach)
    for operation, row in ALLOWED.items()
    for role, reach in zip(ROLES, row.split(), strict=True)
]
NEEDED_SCOPE = {
    "work.read": "cases:read", "desk.read": "cases:read", "desk.board": "cases:read", "desk.manage": "operate",
    "proposal.read": "cases:read", "jury.read": "cases:read", "jury.confirm": "orders:write", "jury.manage": "operate",
    "file.read": "cases:read", "case_file.read": "cases:read",
    "case.read": "cases:read", "clock.read": "cases:read", "order.read": "orders:read",
    "order.record": "orders:write", "goods.record": "orders:write", "goods.record_use": "orders:write",
    "stock.tell": "orders:write", "address.tell": "orders:write", "address.erase": "orders:write",
    "stock.read": "orders:read", "address.read": "orders:read",
    "parcel.read": "cases:read", "recovery.manage": "operate",
    "advance.read": "cases:read", "advance.write_off": "operate", "advance.cap": "operate", "fund.fill": "operate",
    "claim.read": "cases:read", "claim.reverse": "operate", "cover.read": "orders:read", "cover.issue": "orders:write",
    "insurer.manage": "operate", "evidence.hold": "operate",
    "notification.read": "cases:read", "search.read": "cases:read",
    "chargeback.tell": "operate", "chargeback.read": "cases:read",
    "search.orders": "orders:read", "search.people": "people:read",
    "policy.read": "cases:read", "policy.draft": "policies:manage", "policy.review": "policies:manage",
    "policy.publish": "policies:manage",
    "webhook.manage": "webhooks:manage", "session.create": "sessions:create", "key.manage": "operate",
    "people.manage": "operate", "embed.create": "sessions:create",
    "clock.advance": "operate", "ledger.read": "operate", "job.manage": "operate",
    "ledger.reconcile": "operate", "console.read": "operate",
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
    of_cases = {operation for operation in ALLOWED if operation.startswith("case.")} - {
        "case.read",
        "case.mark_read",
    }
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
