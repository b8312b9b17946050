"""PURE: what proposals and extensions make of a case."""

from typing import Any

from makegood.cases.families.evidence_window import events as own
from makegood.cases.model import CaseState

CHANGES: dict[type, Any] = {
    own.StandstillProposed: lambda state, event: {"standstill": event.standstill},
    own.EvidenceExtended: lambda state, event: _extended(state),
}


def _extended(state: CaseState) -> dict[str, Any]:
    return {"extensions": state.extensions + 1, "standstill": None}
