"""PURE: every state that a case can come to over one small order, breadth first, with the real decisions.

A state is remembered in its canonical form: what no later decision looks at (notes, reasons, versions, keys of ledger
and processor) is left out, and every clock is "running", since the next thing may happen before or after it runs out.
Counters begin so high that only the stated number of rounds, attempts and pauses is left; the caps are the real ones.
"""

from collections import deque
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import msgspec
from msgspec import structs

from makegood.cases import commands as c
from makegood.cases import conditions
from makegood.cases import events as e
from makegood.cases.decide import Decision, Tables, decide, open_case
from makegood.cases.facts import Facts, OrderFacts
from makegood.cases.handlers import order_after
from makegood.cases.model import CaseState, CaseType, Leg, LegStatus, Pause, Role, Shipment, Stage
from makegood.cases.small_commands import commands_named, in_words, openings
from makegood.cases.small_orders import NOW, SmallOrder, taken_by_others
from makegood.cases.small_promises import SmallPromises
from makegood.cases.terms import DEFAULT_LIMITS
from makegood.cases.types import PROTOCOLS
from makegood.kit.errors import Refused

DAY = timedelta(days=1)
AtProcessors = tuple[tuple[int, int], ...]
"""What may have left by each leg, all its attempts together: everything sent and not known to have failed."""


@dataclass(frozen=True, slots=True)
class Kernel:
    """What is explored: the tables, and the two functions that decide. Tests put faulty ones in."""

    tables: Tables = field(default_factory=lambda: PROTOCOLS)
    decide: Callable[..., Decision] = decide
    open_case: Callable[..., Decision] = open_case


@dataclass(frozen=True, slots=True)
class Node:
    """A state of the case with its order, what may have left by processors, and how it was come to first."""

    state: CaseState
    order: OrderFacts
    sent: AtProcessors
    came_from: int
    words: Callable[[], str]


@dataclass(slots=True)
class Step:
    """One thing that may happen in a state: who does what, or silence; `after` is what it led to, not yet canonical."""

    actor: Role | None
    command: c.Command | None
    before: Node | None
    after: CaseState
    order: OrderFacts
    sent: AtProcessors
    other: str = ""
    new: bool = False
    faulty: bool = False

    def words(self) -> str:
        """What happened: `merchant: offer amount_minor=2`, `silence`, or what other cases did."""
        return self.other or told(self.actor, self.command)


def told(actor: Role | None, command: c.Command | None) -> str:
    """A command of somebody in words."""
    if command is None or isinstance(command, c.Tick):
        return "silence"
    return f"{actor}: {in_words(command)}"


@dataclass(slots=True)
class Explored:
    """The states found over one small order, with the silent way on from each and the moves that were taken."""

    small: SmallOrder
    kernel: Kernel
    nodes: list[Node] = field(default_factory=list)
    silent: dict[int, int] = field(default_factory=dict)
    moves_taken: set[tuple[CaseType, Stage, str]] = field(default_factory=set)
    transitions: int = 0
    refused: int = 0
    known: dict[bytes, int] = field(default_factory=dict)

    def path(self, at: int) -> tuple[str, ...]:
        """What happened from the opening to a state."""
        steps: list[str] = []
        while at >= 0:
            steps.append(self.nodes[at].words())
            at = self.nodes[at].came_from
        return tuple(reversed(steps))


Watch = Callable[[Explored, int, list[Step]], None]
"""Is shown every state once, with all that may happen in it (-1 and the openings first)."""
Broke = Callable[[Explored, int, str, Exception], None]
"""Is told of a step that ended in an error that is no refusal."""


def explore(small: SmallOrder, kernel: Kernel, watch: Watch, broke: Broke) -> Explored:
    """Find every state, and show each to `watch`."""
    found = Explored(small, kernel)
    waiting: deque[int] = deque()
    _show(found, -1, _openings(found, broke), waiting, watch)
    while waiting:
        at = waiting.popleft()
        _show(found, at, _steps(found, at, broke), waiting, watch)
    return found


def _show(found: Explored, at: int, steps: Iterable[Step], waiting: deque[int], watch: Watch) -> None:
    """Number what the steps lead to; a new state waits for its turn, unless it is faulty: no path goes on from there."""
    numbered = []
    for step in steps:
        found.transitions += 1
        number, step.new = _number(found, at, step)
        if isinstance(step.command, c.Tick):
            found.silent[at] = number
        numbered.append((number, step))
    watch(found, at, [step for _, step in numbered])
    waiting.extend(number for number, step in numbered if step.new and not step.faulty)


def _number(found: Explored, at: int, step: Step) -> tuple[int, bool]:
    """The number of the state that a step leads to, and whether it is a new one."""
    state = canonical(step.after, found.small)
    key = msgspec.msgpack.encode(
        (state, [(x.claimed_quantity, x.claimed_minor) for x in step.order.lines],
         [payment.refunded_minor for payment in step.order.payments], step.sent)
    )  # fmt: skip
    number = found.known.setdefault(key, len(found.nodes))
    new = number == len(found.nodes)
    if new:
        found.nodes.append(Node(state, step.order, step.sent, at, step.words))
    return number, new


def facts_at(order: OrderFacts, now: datetime = NOW) -> Facts:
    """Facts of the exploration; new ids are zero, as no decision looks at them."""
    return Facts(now, order, lambda: 0, promises=SmallPromises() if order.market else None)


def _openings(found: Explored, broke: Broke) -> Iterator[Step]:
    order = found.small.order
    for command in openings(order):
        try:
            decision = found.kernel.open_case(
                command, 1, 0, Role.BUYER, facts_at(order), tables=found.kernel.tables
            )
        except Refused:
            found.refused += 1
        except Exception as error:
            broke(found, -1, told(Role.BUYER, command), error)
        else:
            yield Step(Role.BUYER, command, None, decision.after, order_after(order, decision), ())


def _steps(found: Explored, at: int, broke: Broke) -> Iterator[Step]:
    """All that may happen in a state: silence, every command of its row, and what other cases do to the order."""
    node = found.nodes[at]
    state = node.state
    if state.wake_at:
        yield from _decided(found, at, Role.SYSTEM, c.Tick(), facts_at(node.order, state.wake_at), broke)
    now = facts_at(node.order)
    for move in found.kernel.tables[state.type].row(state.stage).moves:
        for role in sorted(move.by):
            for command in commands_named(move.command, state, node.order, role):
                for step in _decided(found, at, role, command, now, broke):
                    found.moves_taken.add((state.type, state.stage, move.command))
                    yield step
    if found.small.others:
        yield from _others(found, at, broke)


def _decided(
    found: Explored, at: int, role: Role, command: c.Command, facts: Facts, broke: Broke
) -> Iterator[Step]:
    node = found.nodes[at]
    try:
        decision = found.kernel.decide(command, node.state, (role,), facts, tables=found.kernel.tables)
    except Refused:
        found.refused += 1
    except Exception as error:
        broke(found, at, told(role, command), error)
    else:
        order, sent = order_after(node.order, decision), _sent_after(node.sent, decision)
        yield Step(role, command, node, decision.after, order, sent)


def _others(found: Explored, at: int, broke: Broke) -> Iterator[Step]:
    """Other cases are refunded all that is left of a line, or all its money and all its units but one."""
    node = found.nodes[at]
    left = next((line for line in node.order.lines if line.left_quantity > 0 and line.left_minor > 0), None)
    if left is None:
        return
    for units in {left.left_quantity, left.left_quantity - 1}:
        words = f"other cases take {units} of line {left.line_no} and {left.left_minor} minor units"
        try:
            order = taken_by_others(node.order, units, left.left_minor)
        except Refused as error:
            broke(found, at, words, error)
        else:
            yield Step(None, None, node, node.state, order, node.sent, words)


def _sent_after(sent: AtProcessors, decision: Decision) -> AtProcessors:
    """What may have left, after a decision: every attempt adds to it, and only a known failure takes away."""
    possible = dict(sent)
    for recorded in decision.recorded:
        match recorded.event:
            case e.RefundStarted(legs=legs) | e.RefundRetried(legs=legs) | e.RefundRedirected(legs=legs):
                for leg in legs:
                    possible[leg.leg_no] = possible.get(leg.leg_no, 0) + leg.amount_minor
            case e.RefundFailed(leg_no=leg_no) | e.RefundBounced(leg_no=leg_no):
                leg_then = decision.after.leg(leg_no)
                possible[leg_no] -= leg_then.amount_minor if leg_then else 0
            case e.RefundPaid(leg_no=leg_no, amount_minor=amount_minor) if _had_failed(decision, leg_no):
                possible[leg_no] += amount_minor
            case _:
                pass
    return tuple(sorted(possible.items()))


def _had_failed(decision: Decision, leg_no: int) -> bool:
    """Whether a leg was known to have failed before the decision: what is said to be paid then had left after all."""
    leg = decision.before.leg(leg_no) if decision.before else None
    return leg is not None and leg.status is LegStatus.FAILED


def canonical(state: CaseState, small: SmallOrder) -> CaseState:
    """The state without what no later decision looks at, its clocks running and its counters lifted."""
    paused = Pause(state.paused.reason, NOW + DAY, 0) if state.paused else None
    kept = structs.replace(
        state, opened_at=NOW, updated_at=NOW, due_at=NOW + DAY if state.due_at else None, remind_at=None,
        paused=paused, note="", refusal=None, version=0, ruling=None, given=(),
        shipment=Shipment("", "", NOW) if state.shipment else None,
        received_at=NOW if state.received_at else None, ended_at=NOW if state.ended_at else None,
        rounds=max(state.rounds, conditions.most(state, "rounds") - small.rounds_left),
        pauses=max(state.pauses, conditions.most(state, "pauses") - small.pauses_left),
    )  # fmt: skip
    return _canonical_refund(kept, small) if state.legs else kept


def _canonical_refund(state: CaseState, small: SmallOrder) -> CaseState:
    """Once the refund has begun, what was talked about before no longer matters."""
    return structs.replace(
        state, offer=None, respondent=None, shipment=None, received_at=None, rounds=0, pauses=0, reopenings=0,
        legs=tuple(_canonical_leg(leg, small) for leg in state.legs),
    )  # fmt: skip


def _canonical_leg(leg: Leg, small: SmallOrder) -> Leg:
    attempt = max(leg.attempt, DEFAULT_LIMITS["attempts"] - small.attempts_left)
    # Of the keys and words only whether there are any is looked at: was it ever paid, had it failed before.
    return structs.replace(
        leg,
        attempt=attempt,
        hold=0,
        posted_by=int(leg.posted_by > 0),
        failure="failed" if leg.failure else "",
    )
