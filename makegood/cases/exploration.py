"""PURE: every state that a case can come to over one small order, breadth first, with the real decisions.

A state is remembered in its canonical form: what no later decision looks at (notes, reasons, versions, keys of ledger
and processor) is left out, and every clock is "running", since the next thing may happen before or after it runs out.
Counters begin so high that only the stated number of rounds, attempts and pauses is left; the caps are the real ones.
"""

from collections import deque
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

import msgspec
from msgspec import structs

from makegood.cases import commands as c
from makegood.cases import conditions
from makegood.cases import events as e
from makegood.cases.decide import Decision, Tables, decide, open_case
from makegood.cases.facts import Facts, OrderFacts
from makegood.cases.handlers import order_after
from makegood.cases.model import CaseState, Leg, LegStatus, Pause, Role, Shipment
from makegood.cases.protocol import StageRow
from makegood.cases.small_commands import commands_named, in_words, openings
from makegood.cases.small_orders import NOW, SmallOrder, taken_by_others
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
    step: str


@dataclass(frozen=True, slots=True)
class Step:
    """One thing that may happen in a state: who does what, or silence; `after` is what it led to, not yet canonical."""

    words: str
    actor: Role | None
    command: c.Command | None
    before: Node | None
    after: CaseState
    order: OrderFacts
    sent: AtProcessors
    to: int = -1


@dataclass(slots=True)
class Explored:
    """The states found over one small order, with the silent way on from each and the moves that were taken."""

    small: SmallOrder
    kernel: Kernel
    nodes: list[Node] = field(default_factory=list)
    silent: dict[int, int] = field(default_factory=dict)
    moves_taken: set[tuple[StageRow, str]] = field(default_factory=set)
    transitions: int = 0
    refused: int = 0
    known: dict[bytes, int] = field(default_factory=dict)

    def path(self, at: int) -> tuple[str, ...]:
        """What happened from the opening to a state."""
        steps: list[str] = []
        while at >= 0:
            steps.append(self.nodes[at].step)
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
    """Number what the steps lead to; a new state waits for its turn."""
    numbered = []
    for step in steps:
        found.transitions += 1
        known = len(found.nodes)
        step = replace(step, to=_number(found, at, step))
        if step.to == known:
            waiting.append(known)
        if step.words == "silence":
            found.silent[at] = step.to
        numbered.append(step)
    watch(found, at, numbered)


def _number(found: Explored, at: int, step: Step) -> int:
    state = canonical(step.after, found.small)
    key = msgspec.msgpack.encode(
        (state, [(x.claimed_quantity, x.claimed_minor) for x in step.order.lines],
         [payment.refunded_minor for payment in step.order.payments], step.sent)
    )  # fmt: skip
    number = found.known.setdefault(key, len(found.nodes))
    if number == len(found.nodes):
        found.nodes.append(Node(state, step.order, step.sent, at, step.words))
    return number


def facts_at(order: OrderFacts, now: datetime = NOW) -> Facts:
    """Facts of the exploration; new ids are zero, as no decision looks at them."""
    return Facts(now, order, lambda: 0)


def _openings(found: Explored, broke: Broke) -> Iterator[Step]:
    order = found.small.order
    for command in openings(order):
        words = f"buyer: {in_words(command)}"
        try:
            decision = found.kernel.open_case(
                command, 1, 0, Role.BUYER, facts_at(order), tables=found.kernel.tables
            )
        except Refused:
            found.refused += 1
        except Exception as error:
            broke(found, -1, words, error)
        else:
            yield Step(words, Role.BUYER, command, None, decision.after, order_after(order, decision), ())


def _steps(found: Explored, at: int, broke: Broke) -> Iterator[Step]:
    """All that may happen in a state: silence, every command of its row, and what other cases do to the order."""
    node = found.nodes[at]
    if node.state.wake_at:
        yield from _decided(found, at, "silence", Role.SYSTEM, c.Tick(), node.state.wake_at, broke)
    row = found.kernel.tables[node.state.type].row(node.state.stage)
    for move in row.moves:
        for role in sorted(move.by):
            for command in commands_named(move.command, node.state, node.order, role):
                words = f"{role.value}: {in_words(command)}"
                for step in _decided(found, at, words, role, command, NOW, broke):
                    found.moves_taken.add((row, move.command))
                    yield step
    if found.small.others:
        yield from _others(found, at, broke)


def _decided(
    found: Explored, at: int, words: str, role: Role, command: c.Command, now: datetime, broke: Broke
) -> Iterator[Step]:
    node = found.nodes[at]
    try:
        decision = found.kernel.decide(
            command, node.state, (role,), facts_at(node.order, now), tables=found.kernel.tables
        )
    except Refused:
        found.refused += 1
    except Exception as error:
        broke(found, at, words, error)
    else:
        order, sent = order_after(node.order, decision), _sent_after(node.sent, decision)
        yield Step(words, role, command, node, decision.after, order, sent)


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
            yield Step(words, None, None, node, node.state, order, node.sent)


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
            case _:
                pass
    return tuple(sorted(possible.items()))


def canonical(state: CaseState, small: SmallOrder) -> CaseState:
    """The state without what no later decision looks at, its clocks running and its counters lifted."""
    paused = Pause(state.paused.reason, NOW + DAY, 0) if state.paused else None
    return structs.replace(
        state, opened_at=NOW, updated_at=NOW, due_at=NOW + DAY if state.due_at else None, remind_at=None,
        paused=paused, note="", refusal=None, version=0,
        ruling=None, shipment=Shipment("", "", NOW) if state.shipment else None,
        received_at=NOW if state.received_at else None, ended_at=NOW if state.ended_at else None,
        rounds=max(state.rounds, conditions.MOST_ROUNDS - small.rounds_left),
        pauses=max(state.pauses, conditions.MOST_PAUSES - small.pauses_left),
        legs=tuple(_canonical_leg(leg, small) for leg in state.legs),
    )  # fmt: skip


def _canonical_leg(leg: Leg, small: SmallOrder) -> Leg:
    attempt = max(leg.attempt, conditions.MOST_ATTEMPTS - small.attempts_left)
    failure = "failed" if leg.status is LegStatus.FAILED else ""
    return structs.replace(leg, attempt=attempt, hold=0, posted_by=0, failure=failure)
