"""PURE: more time for evidence, and clocks that stand still by agreement or by papers."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from msgspec import structs

from makegood.cases import events as e
from makegood.cases import refusals
from makegood.cases.conditions import guard
from makegood.cases.event import Entered
from makegood.cases.facts import Facts
from makegood.cases.families.evidence_window import commands as own
from makegood.cases.families.evidence_window.plan import Standstill, StandstillKind
from makegood.cases.model import CaseState, PauseReason, Role
from makegood.cases.stages import remind_at
from makegood.cases.verbs.showing import shown
from makegood.cases.verbs.timing import LONGEST_OF_AUTHORITIES, standing_still

DEFAULT_EXTENSION = timedelta(hours=48)


def extend_evidence(
    command: own.ExtendEvidence, state: CaseState, facts: Facts, actor: Role
) -> list[e.CaseEvent]:
    """The desk gives more time."""
    return [_extended(state, facts, command.note)]


def propose_extension(
    command: own.ProposeExtension, state: CaseState, facts: Facts, actor: Role
) -> list[e.CaseEvent]:
    """The other party is asked whether there may be more time."""
    return [
        e.StandstillProposed(standstill=Standstill(actor.value, StandstillKind.EXTENSION), note=command.note)
    ]


def propose_suspension(
    command: own.ProposeSuspension, state: CaseState, facts: Facts, actor: Role
) -> list[e.CaseEvent]:
    """The other party is asked whether the clock may stand still."""
    return [
        e.StandstillProposed(standstill=Standstill(actor.value, StandstillKind.SUSPENSION), note=command.note)
    ]


def agree_standstill(
    command: own.AgreeStandstill, state: CaseState, facts: Facts, actor: Role
) -> list[e.CaseEvent]:
    """Both want it, so it is done. Raises what giving more time, or stopping the clock, would."""
    assert state.standstill is not None
    if state.standstill.kind is StandstillKind.SUSPENSION:
        _require(("not_paused", "no_question_stands", "pauses_left"), state, facts)
        return [standing_still(PauseReason.JOINT, state, facts)]
    _require(("not_paused", "no_question_stands", "extensions_left"), state, facts)
    return [_extended(state, facts, agreed=True)]


def show_acceptance(
    command: own.ShowAcceptance, state: CaseState, facts: Facts, actor: Role
) -> list[e.CaseEvent]:
    """The papers are on the record, and the clock stands still for longer (facts B1, article 83: six months)."""
    if state.paused is None:
        raise refusals.ClockNotPaused()
    until = facts.now + LONGEST_OF_AUTHORITIES
    paused = structs.replace(state.paused, until=until, accepted=True)
    due_at = until + timedelta(seconds=paused.left_seconds)
    return [e.ClockPaused(pause=paused, due_at=due_at, note=command.note, files=shown(command.files, facts))]


def _extended(state: CaseState, facts: Facts, note: str = "", agreed: bool = False) -> e.EvidenceExtended:
    if state.due_at is None:
        raise refusals.NothingDue()
    until = state.due_at + (state.terms.clock("evidence_extension") or DEFAULT_EXTENSION)
    place = Entered(
        state.stage, state.owner, until, remind_at(state.owner, facts.now, until), state.ball_since
    )
    return e.EvidenceExtended(until=until, agreed=agreed, note=note, entered=place)


def _require(names: tuple[str, ...], state: CaseState, facts: Facts) -> None:
    for name in names:
        refusal = guard(name, state, facts)
        if refusal:
            raise refusal


VERBS: dict[str, Callable[[Any, CaseState, Facts, Role], list[e.CaseEvent]]] = {
    "extend_evidence": extend_evidence,
    "propose_extension": propose_extension,
    "propose_suspension": propose_suspension,
    "agree_standstill": agree_standstill,
    "show_acceptance": show_acceptance,
}
