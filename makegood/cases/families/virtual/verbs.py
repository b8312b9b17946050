"""PURE: revoking virtual goods: by the merchant or the marketplace, or by itself with whatever sends their money out."""

from makegood.cases.events import CaseEvent
from makegood.cases.facts import Facts
from makegood.cases.families.virtual import commands as c
from makegood.cases.families.virtual.events import GoodsRevoked
from makegood.cases.families.virtual.revocable import revocable_lines
from makegood.cases.model import CaseState, Role


def revoke(command: c.Revoke, state: CaseState, facts: Facts, actor: Role) -> list[CaseEvent]:
    """What was delivered is revoked, and with that the refund granted."""
    return [GoodsRevoked(lines=revocable_lines(state, facts), amount_minor=state.owed_minor)]


def revoked_with_refund(state: CaseState, facts: Facts, table: object) -> list[CaseEvent]:
    """Whatever granted it (silence, an offer, a ruling): no money goes out for what can still be used."""
    lines = (
        revocable_lines(state, facts) if state.legs or (state.advance and state.advance.amount_minor) else ()
    )
    return [GoodsRevoked(lines=lines)] if lines else []
