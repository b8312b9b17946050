"""Plays stories through the engine: real commands in the order of time, the clock acting in between."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from itertools import groupby

import msgspec

from makegood.accounts import Principal, PrincipalRole
from makegood.cases import COMMANDS, CaseState, Request, sweep_due
from makegood.db.jobs import JobRunner
from makegood.demo.order_book import Purchase, order_input
from makegood.demo.story import Step, Story
from makegood.flows.engine import Engine
from makegood.kit.clock import SetClock
from makegood.policy import PolicyOffice

PEOPLE = {
    "desk": Principal(PrincipalRole.DESK, name="desk"),
    "senior": Principal(PrincipalRole.SENIOR, name="senior"),
    "carrier": Principal(PrincipalRole.MARKETPLACE, name="demo"),
}

_NEXT_MOMENT = """
SELECT least(
    (SELECT min(wake_at) FROM cases WHERE wake_at IS NOT NULL),
    (SELECT min(run_at) FROM jobs WHERE kind = 'send_refund' AND NOT dead)
)
"""


@dataclass(frozen=True, slots=True)
class Scene:
    """One thing that happens at a moment: an order becomes known, a case is opened, a step is taken, or `happens`."""

    at: datetime
    purchase: Purchase | None = None
    story: Story | None = None
    step: Step | None = None
    number: int = 0
    happens: "Callable[[Player], Awaitable[None]] | None" = None


def scenes_of(story: Story, purchase: Purchase, base: datetime) -> list[Scene]:
    """A story as scenes."""
    opened_at = base - timedelta(days=story.days_ago)
    return [
        Scene(purchase.told_at, purchase=purchase),
        Scene(opened_at, story=story, purchase=purchase),
        *(
            Scene(opened_at + timedelta(hours=step.hours), story=story, step=step, number=number)
            for number, step in enumerate(story.steps, 1)
        ),
    ]


@dataclass
class Player:
    """Plays scenes on one engine whose clock it sets. Each command carries a key, so playing again changes nothing.

    `orders` and `people` are ids by the demo's own names; `people` are buyers and shops.
    """

    engine: Engine
    clock: SetClock
    runner: JobRunner
    office: PolicyOffice
    orders: dict[str, int] = field(default_factory=dict)
    people: dict[str, int] = field(default_factory=dict)
    cases: dict[str, CaseState] = field(default_factory=dict)

    async def play(self, scenes: Sequence[Scene], until: datetime) -> None:
        """Play the scenes in the order of time, and let the clock run on to `until`."""
        for at, together in groupby(sorted(scenes, key=lambda scene: scene.at), key=lambda scene: scene.at):
            await self.pass_time(at)
            for scene in together:
                await self._play(scene)
        await self.pass_time(until)

    async def pass_time(self, until: datetime) -> None:
        """Let clocks and refunds act at their own moments, up to `until`."""
        while (moment := await self.engine.pool.fetchval(_NEXT_MOMENT)) is not None and moment <= until:
            self._set(moment)
            swept = await sweep_due(self.engine.pool, self.engine.writes)
            if not swept.claimed and not await self.runner.run_ready():
                break
        self._set(until)

    def _set(self, at: datetime) -> None:
        self.clock.at = max(self.clock.at, at)

    async def _play(self, scene: Scene) -> None:
        if scene.happens:
            await scene.happens(self)
        elif scene.story is None:
            assert scene.purchase is not None
            await self._record(scene.purchase)
        elif scene.step is None:
            assert scene.purchase is not None
            await self._open(scene.story, scene.purchase)
        else:
            await self._take(scene.story, scene.step, scene.number)

    async def _record(self, purchase: Purchase) -> None:
        (outcome,) = await self.engine.record_orders([order_input(purchase)])
        if isinstance(outcome, Exception):
            raise outcome
        self.orders[purchase.number] = outcome.order_id
        self.people[purchase.buyer] = outcome.buyer_id
        self.people[purchase.shop.key] = outcome.merchant_id

    async def _open(self, story: Story, purchase: Purchase) -> None:
        await self._command(
            story.key,
            0,
            Request(
                Principal(PrincipalRole.BUYER, self.people[story.buyer]),
                msgspec.convert(story.opening(), COMMANDS["open"]),
                order_id=self.orders[purchase.number],
            ),
        )

    async def _take(self, story: Story, step: Step, number: int) -> None:
        case = self.cases[story.key]
        command = msgspec.convert(step.fields, COMMANDS[step.command])
        await self._command(story.key, number, Request(_principal(step.who, case), command, case_id=case.id))

    async def _command(self, key: str, number: int, request: Request) -> None:
        done = await self.engine.command(replace(request, key=f"demo-{key}-{number}"))
        self.cases[key] = done.case.state
        if done.case.state.legs:
            await self.runner.run_ready()


def _principal(who: str, case: CaseState) -> Principal:
    match who:
        case "buyer":
            return Principal(PrincipalRole.BUYER, case.buyer_id)
        case "merchant":
            return Principal(PrincipalRole.MERCHANT, case.merchant_id)
        case _:
            return PEOPLE[who]
