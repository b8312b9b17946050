"""PURE: every state that a case can come to over one small order, breadth first, with the real decisions.

A state is known again by its canonical form (canonical.py). States that differ only in what nothing looks at any more
are walked on from once (merging.py): a tenth of the states stands for all of them, and what is found is the same.
"""

from collections import deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Protocol

import msgspec
from msgspec import structs

from makegood.cases import commands as c
from makegood.cases import events as e
from makegood.cases.canonical import canonical, rows_with_respondent
from makegood.cases.case_types import PROTOCOLS
from makegood.cases.decide import Decision, Tables, decide, open_case
from makegood.cases.facts import Facts, OrderFacts
from makegood.cases.families.advance.events import AdvanceGiven
from makegood.cases.families.chargeback.small import bank_steps
from makegood.cases.families.court_papers.small import PAPER_MARKETS, PAPERS, come_late
from makegood.cases.families.evidence_window.small import WINDOWED, WINDOWS
from makegood.cases.families.reception.small import PHOTO, RECEPTION
from makegood.cases.families.replacement.small import sold_out
from makegood.cases.handlers import order_after
from makegood.cases.looks import EVERYTHING, Looks, halves
from makegood.cases.merging import Held, Merging
from makegood.cases.model import CaseState, CaseType, FileRef, LegStatus, LegWay, Role, Stage
from makegood.cases.small_commands import commands_named, in_words, openings
from makegood.cases.small_orders import NOW, SmallOrder, taken_by_others
from makegood.cases.small_promises import SmallPromises
from makegood.kit.errors import Refused

_PHOTO = FileRef(PHOTO, "photo.jpg", "image/jpeg")
TALK = frozenset({"say", "ask"})
APPEALS = frozenset({"appeal", "take_back_appeal", "rule_on_appeal"})
IN_ADVANCE = 0
"""The number under which an instant refund is counted; legs begin at one."""
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

    def path(self, at: int) -> tuple[str, ...]:
        """What happened from the opening to a state."""
        steps: list[str] = []
        while at >= 0:
            steps.append(self.nodes[at].words())
            at = self.nodes[at].came_from
        return tuple(reversed(steps))


Broke = Callable[[Explored, int, str, Exception], None]


class Watcher(Protocol):
    """Who is shown what an exploration finds."""

    def watch(self, found: Explored, at: int, steps: list[Step]) -> None:
        """Is shown every node once, with all that may happen in it (-1 and the openings first)."""

    def enter(self, found: Explored, at: int, step: Step) -> None:
        """Is shown the step to each new node, from the node before it. A faulty one is not walked on from."""

    def broke(self, found: Explored, at: int, words: str, error: Exception) -> None:
        """Is told of a step that ended in an error that is no refusal."""


@dataclass(frozen=True, slots=True)
class Arrival:
    """How a state was come to: its canonical form, the node before it and the step."""

    state: CaseState
    came_from: int
    step: Step


class _Walk:
    """An exploration under way: what waits to be walked on from, and what each node looked at."""

    def __init__(self, found: Explored, watcher: Watcher, is_merging: bool) -> None:
        self.found = found
        self.waiting: deque[int] = deque()
        self._watcher = watcher
        self._looks = Looks()
        self._fresh: list[Held[Arrival]] = []
        self._merging: Merging[Arrival] = Merging(self._fresh, is_merging)
        self._silent: dict[int, Held[Arrival]] = {}
        self._heard = rows_with_respondent(found.kernel.tables)

    def begin(self) -> None:
        """Open every case."""
        steps = list(_openings(self.found, self._watcher.broke))
        for step in steps:
            self._lead(-1, step)
        self._watcher.watch(self.found, -1, steps)
        self._enter()

    def walk_on(self, at: int) -> None:
        """Take every step from a node; whatever its steps and rules look at of it matters."""
        self._looks.begin(self.found.nodes[at].state)
        steps = []
        for step in _steps(self.found, at, self._watcher.broke):
            self._looks.look_away()
            held = self._lead(at, step)
            self._merging.step(at, held)
            if isinstance(step.command, c.Tick):
                self._silent[at] = held
            steps.append(step)
            self._looks.look_back()
        self._watcher.watch(self.found, at, steps)
        self._merging.matter(at, self._looks.end())
        self._enter()

    def end(self) -> Explored:
        """All that was found, with the nodes where silence led in the end."""
        self.found.silent = {at: held.node for at, held in self._silent.items()}
        return self.found

    def _lead(self, at: int, step: Step) -> Held[Arrival]:
        """What a step leads to."""
        self.found.transitions += 1
        state = canonical(step.after, self.found.small)
        if state.respondent and (state.type, state.stage) not in self._heard:
            state = structs.replace(state, respondent=None)
        rest, values = halves(state)
        key = msgspec.msgpack.encode((rest, changed_of(step.order), step.sent))
        return self._merging.held(key, values, lambda: Arrival(state, at, step))

    def _enter(self) -> None:
        """Hold every new node against the rules of states; it waits for its turn, unless it is faulty."""
        for held in self._fresh:
            arrival = held.what
            step = arrival.step
            state = self._looks.watched(arrival.state)
            self.found.nodes.append(Node(state, step.order, step.sent, arrival.came_from, step.words))
            step.after = self._looks.watched(step.after)
            self._looks.begin(step.after)
            self._watcher.enter(self.found, arrival.came_from, step)
            looked_at = self._looks.end()
            if not step.faulty:
                self.waiting.append(held.node)
            # A faulty node stands for nothing else: it is not walked on from.
            self._merging.matter(held.node, EVERYTHING if step.faulty else looked_at)
        self._fresh.clear()


def explore(small: SmallOrder, kernel: Kernel, watcher: Watcher, is_merging: bool = True) -> Explored:
    """Find every state, or a node that stands for it (merging.py), and show each to `watcher`."""
    walk = _Walk(Explored(small, kernel), watcher, is_merging)
    walk.begin()
    while walk.waiting:
        walk.walk_on(walk.waiting.popleft())
    return walk.end()


def changed_of(order: OrderFacts) -> tuple[object, ...]:
    """What of an order changes with a case."""
    return (
        [(x.claimed_quantity, x.claimed_minor) for x in order.lines],
        [(payment.refunded_minor, payment.charged_back_minor, payment.by_bank_minor, payment.beyond_room_minor)
          for payment in order.payments], order.status, [ware.available for ware in order.wares], order.advance,
    )  # fmt: skip


def facts_at(order: OrderFacts, now: datetime = NOW) -> Facts:
    """Facts of the exploration; new ids are zero, as no decision looks at them."""
    promises = SmallPromises() if order.market else None
    added_at = {PHOTO: now + timedelta(minutes=1)}
    return Facts(now, order, lambda: 0, promises=promises, files={PHOTO: _PHOTO}, added_at=added_at)


def _openings(found: Explored, broke: Broke) -> Iterator[Step]:
    order = found.small.order
    for command in openings(order, found.small.types):
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
        if _left_out(move.command, state, found.small):
            continue
        for role in sorted(move.by):
            for command in commands_named(move.command, state, node.order, role):
                for step in _decided(found, at, role, command, now, broke):
                    found.moves_taken.add((state.type, state.stage, move.command))
                    yield step
    if found.small.others:
        yield from _others(found, at, broke)
        yield from _sold_out(node)
    if found.small.bank:
        yield from _bank(node)
    if found.small.ships and state.stage.is_open:
        yield from _moves_on(node)


def _left_out(command: str, state: CaseState, small: SmallOrder) -> bool:
    """Whether an order is explored without a command: talk and appeals multiply the states."""
    if command in WINDOWS:
        return small.order.market != WINDOWED
    if command in PAPERS:
        return small.order.market not in PAPER_MARKETS and not come_late(state, small.appeals)
    if command in RECEPTION:
        return not small.reception
    return (command in TALK and not small.talk) or (command in APPEALS and not small.appeals)


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


def _sold_out(node: Node) -> Iterator[Step]:
    """Other buyers take all that was left of the wares."""
    if any(ware.available for ware in node.order.wares):
        yield Step(None, None, node, node.state, sold_out(node.order), node.sent, "the wares are sold out")


def _bank(node: Node) -> Iterator[Step]:
    """The bank takes money of the payments back, or gives it back, whatever the case says."""
    for words, order in bank_steps(node.state, node.order):
        yield Step(None, None, node, node.state, order, node.sent, words)


_MOVES_ON = {"paid": "shipped", "shipped": "delivered"}


def _moves_on(node: Node) -> Iterator[Step]:
    """The marketplace says that the goods have left, or have arrived, whatever the case says."""
    status = _MOVES_ON.get(node.order.status)
    if status:
        order = structs.replace(node.order, status=status)
        yield Step(None, None, node, node.state, order, node.sent, f"the order is {status}")


def _sent_after(sent: AtProcessors, decision: Decision) -> AtProcessors:
    """What may have left, after a decision: every attempt adds to it, and only a known failure takes away."""
    possible = dict(sent)
    for recorded in decision.recorded:
        match recorded.event:
            case (
                e.RefundStarted(legs=legs)
                | e.RefundRetried(legs=legs)
                | e.RefundRedirected(legs=legs)
                | e.RefundResumed(legs=legs)
            ):
                for leg in legs:
                    if leg.way in (LegWay.ADVANCE, LegWay.DEBT, LegWay.BANK):
                        continue  # it has left before, and is counted since; or the bank took it
                    possible[leg.leg_no] = possible.get(leg.leg_no, 0) + leg.amount_minor
            case AdvanceGiven(amount_minor=amount_minor):
                possible[IN_ADVANCE] = amount_minor
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
