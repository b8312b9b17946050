"""PURE: more time for evidence, and clocks that stand still by agreement or by papers."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from msgspec import structs

from makegood.cases import commands as c
from makegood.cases import events as e
from makegood.cases import refusals
from makegood.cases.conditions import guard
from makegood.cases.facts import Facts
from makegood.cases.families.evidence_window import commands as own
from makegood.cases.families.evidence_window.conditions import extensions_left
from makegood.cases.families.evidence_window.hearing import (
    PARTIES,
    ends_of,
    hearing_with,
    later_of,
    place_for,
)
from makegood.cases.families.evidence_window.plan import Standstill, StandstillKind
from makegood.cases.families.evidence_window.refusals import NobodyToExtend, NoExtensionsLeft
from makegood.cases.model import CaseState, PauseReason, Role
from makegood.cases.verbs.showing import shown
from makegood.cases.verbs.timing import longest_by_agreement, longest_taken_up, standing_still

DEFAULT_EXTENSION = timedelta(hours=48)


def extend_evidence(
    command: own.ExtendEvidence, state: CaseState, facts: Facts, actor: Role
) -> list[e.CaseEvent]:
    """The desk gives more time: to a party, or to everybody whose time still runs. Raises NobodyToExtend where none does."""
    if command.party is None:
        running = ends_of(state)
        if not running:
            raise NobodyToExtend()
        parties = tuple(role for role in running if extensions_left(state, role))
    elif command.party in PARTIES:
        parties = (command.party,)
    else:
        raise NobodyToExtend()
    return [_extended(parties, state, facts, command.note)]


def said_everything(
    command: own.SaidEverything, state: CaseState, facts: Facts, actor: Role
) -> list[e.CaseEvent]:
    """The party's time is over; the ball goes to the other, if theirs still runs."""
    ends = {role: at for role, at in ends_of(state).items() if role is not actor}
    place = place_for(ends, state, facts.now)
    return [e.PartyHeard(by=actor.value, hearing=hearing_with(ends), entered=place)]


def statement(command: c.AddStatement, state: CaseState, facts: Facts, actor: Role) -> list[e.CaseEvent]:
    """Tell one's side. In a hearing it may be all that there is to say."""
    said = e.StatementAdded(by=actor, note=command.note)
    if not command.is_all or actor not in later_of(state):
        return [said]
    _require(("not_paused", "no_question_stands"), state, facts)
    return [said, *said_everything(own.SaidEverything(), state, facts, actor)]


def proceed(command: None, state: CaseState, facts: Facts, actor: Role) -> list[e.CaseEvent]:
    """What silence means: who has not added anything by now does not, and the file goes to the desk as it is."""
    ends = {role: at for role, at in ends_of(state).items() if at > facts.now}
    return [e.EvidenceClosed(hearing=hearing_with(ends), entered=place_for(ends, state, facts.now))]


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
    """The other party is asked whether the clock may stand still, for no longer than the packs let it."""
    days = min(command.days, max(1, longest_by_agreement(state).days))
    return [
        e.StandstillProposed(
            standstill=Standstill(actor.value, StandstillKind.SUSPENSION, days), note=command.note
        )
    ]


def agree_standstill(
    command: own.AgreeStandstill, state: CaseState, facts: Facts, actor: Role
) -> list[e.CaseEvent]:
    """Both want it, so it is done. Raises what giving more time, or stopping the clock, would."""
    assert state.standstill is not None
    if state.standstill.kind is StandstillKind.SUSPENSION:
        _require(("not_paused", "no_question_stands", "pauses_left"), state, facts)
        until = facts.now + timedelta(days=state.standstill.days)
        return [standing_still(PauseReason.JOINT, state, facts, until=until)]
    _require(("not_paused", "no_question_stands", "extensions_left"), state, facts)
    parties = tuple(role for role in ends_of(state) if extensions_left(state, role))
    return [_extended(parties, state, facts, agreed=True)]


def show_acceptance(
    command: own.ShowAcceptance, state: CaseState, facts: Facts, actor: Role
) -> list[e.CaseEvent]:
    """The papers are on the record, and the clock stands still for longer (`clock.authority_suspension`)."""
    if state.paused is None:
        raise refusals.ClockNotPaused()
    until = facts.now + longest_taken_up(state)
    paused = structs.replace(state.paused, until=until, accepted=True)
    due_at = until + timedelta(seconds=paused.left_seconds)
    return [e.ClockPaused(pause=paused, due_at=due_at, note=command.note, files=shown(command.files, facts))]


def _extended(
    parties: tuple[Role, ...], state: CaseState, facts: Facts, note: str = "", agreed: bool = False
) -> e.EvidenceExtended:
    """More time for parties; for one whose time is over it begins now. Raises NoExtensionsLeft."""
    if not parties or not all(extensions_left(state, role) for role in parties):
        raise NoExtensionsLeft()
    more = state.terms.clock("evidence_extension") or DEFAULT_EXTENSION
    ends = ends_of(state)
    ends |= {role: ends.get(role, facts.now) + more for role in parties}
    return e.EvidenceExtended(
        until=max(ends[role] for role in parties), agreed=agreed, note=note,
        parties=tuple(role.value for role in parties), hearing=hearing_with(ends),
        entered=place_for(ends, state, facts.now),
    )  # fmt: skip


def _require(names: tuple[str, ...], state: CaseState, facts: Facts) -> None:
    for name in names:
        refusal = guard(name, state, facts)
        if refusal:
            raise refusal


VERBS: dict[str, Callable[[Any, CaseState, Facts, Role], list[e.CaseEvent]]] = {
    "statement": statement,
    "proceed": proceed,
    "said_everything": said_everything,
    "extend_evidence": extend_evidence,
    "propose_extension": propose_extension,
    "propose_suspension": propose_suspension,
    "agree_standstill": agree_standstill,
    "show_acceptance": show_acceptance,
}
