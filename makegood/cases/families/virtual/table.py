"""PURE: how a refund without return differs where its goods are virtual: what can be revoked is revoked, not just approved."""

from collections.abc import Iterable
from dataclasses import replace

from makegood.cases.model import Role, Stage
from makegood.cases.protocol import Move, StageRow, move

HOLDERS = (Role.MERCHANT, Role.CARRIER)
"""Who can revoke: the merchant, and the marketplace's systems, which speak as the carrier does."""

REVOKE = move("revoke", HOLDERS, Stage.REFUNDING, "revocable")


def revoking(rows: Iterable[StageRow]) -> tuple[StageRow, ...]:
    """The rows, where the merchant's answer to a request for what can be revoked is revoking it."""
    return tuple(
        replace(row, moves=(*map(_revoke_first, row.moves), REVOKE))
        if row.stage is Stage.AWAITING_MERCHANT
        else row
        for row in rows
    )


def _revoke_first(each: Move) -> Move:
    return replace(each, guards=(*each.guards, "nothing_to_revoke")) if each.command == "approve" else each
