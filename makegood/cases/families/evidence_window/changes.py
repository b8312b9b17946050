"""PURE: what proposals and extensions make of a case."""

from typing import Any

from makegood.cases.families.evidence_window import events as own
from makegood.cases.model import CaseState

CHANGES: dict[type, Any] = {
    own.StandstillProposed: lambda state, event: {"standstill": event.standstill},
    own.EvidenceExtended: lambda state, event: _extended(state, event),
    own.PartyHeard: lambda state, event: {"hearing": event.hearing},
}


def _extended(state: CaseState, event: own.EvidenceExtended) -> dict[str, Any]:
    return {
        "extensions": tuple(sorted((*state.extensions, *event.parties))),
        "standstill": None,
        "hearing": event.hearing,
    }
