"""PURE: what revoking changes about the case."""

from collections.abc import Callable
from typing import Any

from makegood.cases.families.virtual.events import GoodsRevoked
from makegood.cases.model import CaseState


def _revoked(state: CaseState, event: GoodsRevoked) -> dict[str, Any]:
    granted = {"approved_minor": event.amount_minor, "offer": None} if event.amount_minor else {}
    return {"revoked": (*state.revoked, *event.lines), **granted}


CHANGES: dict[type, Callable[[CaseState, Any], dict[str, Any]]] = {GoodsRevoked: _revoked}
