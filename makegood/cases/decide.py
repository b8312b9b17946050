"""PURE: one command, one case, the facts: events, or a refusal. Everything particular is in the tables and verbs."""

from collections.abc import Sequence
from dataclasses import dataclass

from msgspec import structs

from makegood.cases import commands as c
from makegood.cases import events as e
from makegood.cases import refusals
from makegood.cases.case_types import PROTOCOLS
from makegood.cases.claims import claims_of
from makegood.cases.conditions import guard, holds
from makegood.cases.entitled import actor_of, comes_first
from makegood.cases.every_following import EVERY_FOLLOWING
from makegood.cases.every_verb import VERBS
from makegood.cases.evolve import evolve
from makegood.cases.facts import Facts
from makegood.cases.families.evidence_window.hearing import reminded
from makegood.cases.model import CaseState, CaseType, Role, Stage
from makegood.cases.protocol import Branch, Move, Protocol, Silence
from makegood.cases.stages import entered
from makegood.cases.verbs import asking, conversing, refunding
from makegood.kit.errors import Refused

Tables = dict[CaseType, Protocol]


@dataclass(frozen=True, slots=True)
class Decision:
    """What was decided: the events, and the case before and after them."""

    before: CaseState | None
    after: CaseState
    recorded: tuple[e.Recorded, ...]

    @property
    def claims(self) -> tuple[dict[int, tuple[int, int]], dict[int, tuple[int, int]]]:
        """What the case claimed of its order's lines, before and after."""
        return claims_of(self.before), claims_of(self.after)


class _Steps:
    """Events one after the other, each folded at once, so that tests and stages see what has happened so far."""

    def __init__(
        self, state: CaseState | None, actor: Role, facts: Facts, who: str, by_silence: bool
    ) -> None:
        self.before = state
        self.state = state
        self.facts = facts
        self._actor = actor
        self._who = who
        self._by_silence = by_silence
        self._recorded: list[e.Recorded] = []

    def add(self, *events: e.CaseEvent) -> CaseState:
        for event in events:
            marked = structs.replace(event, by_silence=True) if self._by_silence else event
            recorded = e.Recorded(marked, self._actor, self.facts.now, self._who)
            self.state = evolve(self.state, recorded)
            self._recorded.append(recorded)
        assert self.state is not None
        return self.state

    def by_rule(self) -> None:
        """From here on a rule acts, and nobody else."""
        self._actor, self._who = Role.SYSTEM, ""

    def end(self) -> Decision:
        assert self.state is not None
        return Decision(self.before, self.state, tuple(self._recorded))


def open_case(
    command: c.OpenCase,
    case_id: int,
    bucket: int,
    actor: Role,
    facts: Facts,
    who: str = "",
    tables: Tables = PROTOCOLS,
) -> Decision:
    """Open a case."""
    steps = _Steps(None, actor, facts, who, by_silence=False)
    opened = asking.open_case(command, case_id, bucket, facts, actor)
    table = tables[command.type]
    first = evolve(None, e.Recorded(opened, actor, facts.now, who))
    state = steps.add(structs.replace(opened, entered=entered(table, table.opens_in, first, facts)))
    at_once = table.at_once
    steps.by_rule()
    if at_once is None or not holds(at_once.when, state, facts):
        _follow(steps, tables)
        return steps.end()
    return _carry_out(steps, at_once.verb, None, at_once.to, Role.SYSTEM, tables)


def decide(
    command: c.Command,
    state: CaseState,
    roles: Sequence[Role],
    facts: Facts,
    who: str = "",
    tables: Tables = PROTOCOLS,
) -> Decision:
    """Carry out a command of someone who holds `roles` in the case. Raises the refusal that stands in the way."""
    if isinstance(command, c.Tick):
        return tick(state, facts, tables)
    move, actor = permitted(command.name, state, roles, facts, tables)
    if isinstance(command, c.Say):
        command = _carrying(command, state, actor, facts, tables)
    steps = _Steps(state, actor, facts, who, by_silence=False)
    return _carry_out(steps, move.command, command, move.to, actor, tables)


def _carrying(command: c.Say, state: CaseState, actor: Role, facts: Facts, tables: Tables) -> c.Say:
    """A message tells facts only where its sender may tell them by themselves; those of a fixed text are else left out."""
    refusal = may("supply_facts", state, (actor,), facts, tables)
    if refusal and command.facts:
        raise refusal
    return command if refusal else conversing.with_carried(command, facts, actor)


def permitted(
    name: str, state: CaseState, roles: Sequence[Role], facts: Facts, tables: Tables = PROTOCOLS
) -> tuple[Move, Role]:
    """The move that the table gives to one of the roles now, or the refusal. No payload is looked at."""
    found = move_or_refusal(name, state, roles, facts, tables)
    if isinstance(found, Refused):
        raise found
    return found


def move_of(
    name: str, of: CaseType, stage: Stage, roles: Sequence[Role], tables: Tables = PROTOCOLS
) -> Move | Refused:
    """The table's entry for a command of the roles at a stage, or why they have none there, whatever stands in the case."""
    move = tables[of].move(stage, name)
    if move is None:
        refusal = refusals.NotInThisStage if stage.is_open else refusals.CaseEnded
        return refusal(stage=stage.value)
    if move.by.isdisjoint(roles):
        return refusals.NotYourMove(allowed=", ".join(sorted(role.value for role in move.by)))
    return move


def move_or_refusal(
    name: str, state: CaseState, roles: Sequence[Role], facts: Facts, tables: Tables = PROTOCOLS
) -> tuple[Move, Role] | Refused:
    """The same without raising: `allowed_operations` asks for many at once."""
    move = move_of(name, state.type, state.stage, roles, tables)
    if isinstance(move, Refused):
        return move
    actor = actor_of(move, state, roles, facts)
    if isinstance(actor, Refused) and comes_first(move):
        return actor
    for name_of_guard in move.guards:
        refused = guard(name_of_guard, state, facts)
        if refused:
            return refused
    return actor if isinstance(actor, Refused) else (move, actor)


def tick(state: CaseState, facts: Facts, tables: Tables = PROTOCOLS) -> Decision:
    """Let the clock act: the end of a pause, a reminder, or what silence means. Refused when nothing is due."""
    steps = _Steps(state, Role.SYSTEM, facts, "", by_silence=True)
    if state.due_at is None or state.wake_at is None or state.wake_at > facts.now:
        raise refusals.NothingDue()
    if state.paused:
        return _carry_out(steps, "resume", None, (Branch(None),), Role.SYSTEM, tables)
    if state.due_at > facts.now:
        assert state.owner is not None
        for role in (state.owner, *reminded(state)):
            steps.add(e.ReminderSent(owner=role, due_at=state.due_at))
        return steps.end()
    silence = silence_of(state, facts, tables)
    return _carry_out(steps, silence.verb, None, silence.to, Role.SYSTEM, tables)


def silence_of(state: CaseState, facts: Facts, tables: Tables = PROTOCOLS) -> Silence:
    """What silence means where the case stands. Raises ValueError when its table does not say."""
    if state.question:
        return tables[state.type].question.silence
    for silence in tables[state.type].row(state.stage).silence:
        if holds(silence.when, state, facts):
            return silence
    raise ValueError(f"{state.type}: the table does not say what silence means at {state.stage}")


def _carry_out(
    steps: _Steps, verb: str, command: c.Command | None, to: tuple[Branch, ...], actor: Role, tables: Tables
) -> Decision:
    assert steps.state is not None
    events = VERBS[verb](command, steps.state, steps.facts, actor)
    for event in events[:-1]:
        steps.add(event)
    _last(steps, events[-1:], to, tables)
    _refund(steps, tables)
    _follow(steps, tables)
    return steps.end()


def _last(steps: _Steps, last: Sequence[e.CaseEvent], to: tuple[Branch, ...], tables: Tables) -> None:
    """Add the last event of a verb together with the stage that it leads to."""
    assert steps.state is not None
    after = steps.state
    for event in last:
        after = evolve(after, e.Recorded(event, Role.SYSTEM, steps.facts.now))
    stage = next((branch.stage for branch in to if holds(branch.when, after, steps.facts)), None)
    if stage is None:
        steps.add(*last)
    elif stage in _ENTERED_BY:
        _ENTERED_BY[stage](steps, last, tables)
    else:
        place = entered(tables[after.type], stage, after, steps.facts)
        steps.add(*(structs.replace(event, entered=event.entered or place) for event in last))


def _settle(steps: _Steps, last: Sequence[e.CaseEvent], tables: Tables) -> None:
    state = steps.add(*last) if last else steps.state
    assert state is not None
    confirmed = all(not e.is_open_leg(leg.status) for leg in state.legs)
    place = entered(tables[state.type], Stage.SETTLED, state, steps.facts)
    steps.add(e.CaseSettled(refunded_minor=state.refunded_minor, confirmed=confirmed, entered=place))


def _take_up(steps: _Steps, last: Sequence[e.CaseEvent], tables: Tables) -> None:
    """What was ruled has been carried out as far as it goes; the desk has the ball for the appeal."""
    state = steps.add(*last) if last else steps.state
    assert state is not None
    steps.add(e.AppealTakenUp(entered=entered(tables[state.type], Stage.UNDER_APPEAL, state, steps.facts)))


_ENTERED_BY = {Stage.SETTLED: _settle, Stage.UNDER_APPEAL: _take_up}
"""Stages that are entered by an event of their own."""


def _refund(steps: _Steps, tables: Tables) -> None:
    """A case that has just come to the money starts its refund, and goes on when every leg is paid at once."""
    state = steps.state
    assert state is not None
    if state.stage is not Stage.REFUNDING or holds("refunded_enough", state, steps.facts):
        return
    state = steps.add(*refunding.last_freight(steps.before, state, steps.facts))
    state = steps.add(*refunding.start(state, steps.facts))
    if holds("every_leg_paid", state, steps.facts):
        _ENTERED_BY[Stage.UNDER_APPEAL if state.is_appealed else Stage.SETTLED](steps, (), tables)


def _follow(steps: _Steps, tables: Tables) -> None:
    """Add what follows by itself from all that was decided."""
    for following in EVERY_FOLLOWING:
        assert steps.state is not None
        steps.add(*following(steps.state, steps.facts, tables[steps.state.type]))


def may(
    name: str, state: CaseState, roles: Sequence[Role], facts: Facts, tables: Tables = PROTOCOLS
) -> Refused | None:
    """Why the roles may not use a command now, or None when they may: the source of `allowed_operations`."""
    found = move_or_refusal(name, state, roles, facts, tables)
    return found if isinstance(found, Refused) else None
