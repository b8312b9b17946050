"""Plays a plan through the engine: orders in batches, cases side by side, the clock set from moment to moment.

Each command carries a key made of its credit line, so a replay that was killed is played again and goes on.
"""

import asyncio
import heapq
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime

import msgspec

from makegood.accounts import Principal, PrincipalRole
from makegood.cases import COMMANDS, CaseState, Command, Request, sweep_due
from makegood.db.jobs import JobRunner, RunnerSettings
from makegood.db.pool import Pool
from makegood.flows.engine import Engine, build_engine
from makegood.kit.clock import SetClock
from makegood.kit.errors import Refused
from makegood.kit.ids import IdMaker
from makegood.orders import OrderRecorded
from makegood.replay.model import Plan, PlannedCase

CONFIGURATION: dict[str, dict[str, str]] = {"internal": {}, "fake": {}}
ORDERS_AT_ONCE = 500
COMMANDS_AT_ONCE = 512
JOBS = RunnerSettings(timeout_seconds=8, lease_seconds=10)
"""Short leases: whoever goes on after a kill waits for the leases of the one that was killed."""

OPEN, SHIP = "open", "ship"
BY_BUYER = (OPEN, SHIP)

_DONE_BEFORE = (
    "SELECT key, (answer ->> 'case_id')::bigint AS case_id FROM idempotency_keys WHERE key LIKE 'replay %'"
)
_WAKES = "SELECT id, wake_at FROM cases WHERE wake_at IS NOT NULL"
_LATEST = "SELECT max(updated_at) FROM cases"
_REFUNDS_LEFT = "SELECT count(*) FROM jobs WHERE kind = 'send_refund' AND NOT dead"


@dataclass(slots=True)
class Tally:
    """How far a replay is. `orders` and `cases` count what earlier runs did too, `opened` and `commands` this run
    alone; `refused` says what was refused, which nothing in a plan should be.
    """

    orders: int = 0
    cases: int = 0
    opened: int = 0
    commands: int = 0
    refused: list[str] = field(default_factory=list)


Progress = Callable[[Tally], None]


async def play(pool: Pool, plan: Plan, progress: Progress = lambda tally: None) -> Tally:
    """Play a plan to its end, or on from where an earlier run stopped."""
    if not plan.orders:
        return Tally()
    clock = SetClock(plan.orders[0].placed_at)
    engine = build_engine(pool, clock, CONFIGURATION, IdMaker(lambda: int(clock.at.timestamp() * 1000)))
    runner = JobRunner(pool, clock, {"send_refund": engine.pay_out.send}, settings=JOBS)
    player = Player(engine, clock, runner, plan, progress)
    await player.begin()
    await player.run()
    return player.tally


@dataclass
class Player:
    """One run. `agenda` holds what is to be done at each moment, `moments` when there is something to do."""

    engine: Engine
    clock: SetClock
    runner: JobRunner
    plan: Plan
    progress: Progress
    tally: Tally = field(default_factory=Tally)
    agenda: dict[datetime, list[tuple[PlannedCase, str]]] = field(default_factory=lambda: defaultdict(list))
    moments: list[datetime] = field(default_factory=list)
    wakes: dict[int, datetime] = field(default_factory=dict)
    done_before: dict[str, int] = field(default_factory=dict)
    orders: dict[str, OrderRecorded] = field(default_factory=dict)
    cases: dict[str, int] = field(default_factory=dict)
    needed: set[str] = field(default_factory=set)
    recorded: int = 0

    async def begin(self) -> None:
        """Lay out the agenda, and see what an earlier run has done."""
        for case in self.plan.cases:
            self.agenda[case.opened_at].append((case, OPEN))
            for step in case.steps:
                self.agenda[step.at].append((case, step.command))
        self.moments = list(self.agenda)
        heapq.heapify(self.moments)
        # What an earlier run did is not done again, so its clock is the earliest that is needed.
        latest = await self.engine.pool.fetchval(_LATEST)
        self.clock.at = max(self.clock.at, latest or self.clock.at)
        self.done_before = {row["key"]: row["case_id"] for row in await self.engine.pool.fetch(_DONE_BEFORE)}
        for row in await self.engine.pool.fetch(_WAKES):
            self._will_wake(row["id"], row["wake_at"])
        self.needed = {case.order for case in self.plan.cases}
        await self._finish_refunds()

    async def run(self) -> None:
        """Go from moment to moment; at each, clocks act first, then people."""
        while self.moments:
            at = heapq.heappop(self.moments)
            while self.moments and self.moments[0] == at:
                heapq.heappop(self.moments)
            self.clock.at = max(self.clock.at, at)
            refunds = await self._let_clocks_act(at)
            todo = self.agenda.pop(at, [])
            await self._record_orders(at, {case.order for case, command in todo if command == OPEN})
            refunds |= await self._do(todo)
            if refunds:
                await self.runner.run_ready()
            self.progress(self.tally)
        last = self.plan.orders[-1]
        self.needed.add(last.external_id)
        await self._record_orders(last.placed_at, {last.external_id})
        await self._finish_refunds()

    async def _finish_refunds(self) -> None:
        """Send every refund that is decided, those too that a run that was killed had in hand."""
        while await self.engine.pool.fetchval(_REFUNDS_LEFT):
            if not await self.runner.run_ready():
                await asyncio.sleep(0.5)

    async def _let_clocks_act(self, at: datetime) -> bool:
        """Sweep when a case wakes now; whether any did."""
        awake = [case_id for case_id, wake_at in self.wakes.items() if wake_at <= at]
        if not awake:
            return False
        while (await sweep_due(self.engine.pool, self.engine.writes)).claimed:
            pass
        for case_id in awake:
            del self.wakes[case_id]
        rows = await self.engine.pool.fetch(f"{_WAKES} AND id = ANY($1::bigint[])", awake)
        for row in rows:
            self._will_wake(row["id"], row["wake_at"])
        return True

    async def _record_orders(self, until: datetime, wanted: set[str]) -> None:
        """Record the orders placed by now, once they are wanted or many."""
        first = self.recorded
        last = bisect_right(self.plan.orders, until, first, key=lambda order: order.placed_at)
        if last - first < ORDERS_AT_ONCE and wanted <= self.orders.keys():
            return
        self.clock.at = max(self.clock.at, until)
        for start in range(first, last, ORDERS_AT_ONCE):
            batch = self.plan.orders[start : min(start + ORDERS_AT_ONCE, last)]
            for outcome in await self.engine.record_orders(batch):
                if isinstance(outcome, Exception):
                    self.tally.refused.append(f"order: {outcome}")
                elif outcome.external_id in self.needed:
                    self.orders[outcome.external_id] = outcome
            self.recorded = start + len(batch)
            self.tally.orders = self.recorded
            self.progress(self.tally)

    async def _do(self, todo: Sequence[tuple[PlannedCase, str]]) -> bool:
        """Carry out commands side by side; whether money is on its way afterwards."""
        refunds = False
        for first in range(0, len(todo), COMMANDS_AT_ONCE):
            part = todo[first : first + COMMANDS_AT_ONCE]
            states = await asyncio.gather(*(self._carry_out(case, command) for case, command in part))
            refunds |= any(state is not None and bool(state.legs) for state in states)
        return refunds

    async def _carry_out(self, case: PlannedCase, command: str) -> CaseState | None:
        key = f"replay {case.key} {command}"
        if key in self.done_before:
            self.cases[case.key] = self.done_before[key]
            self.tally.cases += command == OPEN
            return None
        if case.order not in self.orders or (command != OPEN and case.key not in self.cases):
            return None  # what came before was refused, and is told of in the report
        try:
            done = await self.engine.command(self._request(case, command, key))
        except Refused as refusal:
            self.tally.refused.append(f"{command} of {case.key}: {type(refusal).code()}")
            return None
        state = done.case.state
        self.cases[case.key] = state.id
        self.tally.commands += 1
        self.tally.cases += command == OPEN
        self.tally.opened += command == OPEN
        if state.wake_at:
            self._will_wake(state.id, state.wake_at)
        else:
            self.wakes.pop(state.id, None)
        return state

    def _request(self, case: PlannedCase, command: str, key: str) -> Request:
        order = self.orders[case.order]
        who = (
            Principal(PrincipalRole.BUYER, order.buyer_id)
            if command in BY_BUYER
            else Principal(PrincipalRole.MERCHANT, order.merchant_id)
        )
        content = command_of(case, command)
        if command == OPEN:
            return Request(who, content, order_id=order.order_id, key=key)
        return Request(who, content, case_id=self.cases[case.key], key=key)

    def _will_wake(self, case_id: int, at: datetime) -> None:
        self.wakes[case_id] = at
        heapq.heappush(self.moments, at)


def command_of(case: PlannedCase, command: str) -> Command:
    """The content of a step."""
    fields: dict[str, object] = {}
    if command == OPEN:
        fields = {
            "type": "return_refund",
            "items": [{"line_no": line_no, "quantity": quantity} for line_no, quantity in case.items],
            "reason": "no_reason",
            "amount_minor": case.amount_minor,
            "note": f"Credit note {case.key}",
        }
    elif command == SHIP:
        fields = {"carrier": "Post", "tracking_no": f"BACK-{case.key.replace(' ', '-')}"[:64]}
    return msgspec.convert(fields, COMMANDS[command])
