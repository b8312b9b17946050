"""Plays stories through the engine: real commands in the order of time, the clock acting in between."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from itertools import groupby
from typing import Any

import msgspec

from makegood.accounts import AccountOffice, Principal, PrincipalRole
from makegood.cases import (
    COMMANDS,
    CaseState,
    Done,
    Request,
    add_note,
    claim_case,
    mark_read,
    read_case,
    sweep_due,
)
from makegood.db.jobs import JobRunner
from makegood.demo.accounts import DESK_OF
from makegood.demo.cast import BUYERS
from makegood.demo.letting_in import Keys
from makegood.demo.order_book import Purchase, order_input
from makegood.demo.pictures import draw_photo
from makegood.demo.story import CLAIM, NOTE, READ, TIE, Step, Story
from makegood.disputes import TieAsked, pieces_of, tie_piece
from makegood.evidence import FileStore, Upload, keep_file
from makegood.flows.engine import Engine
from makegood.kit.clock import SetClock
from makegood.kit.ids import bucket_of
from makegood.policy import PolicyOffice

CARRIER = Principal(PrincipalRole.MARKETPLACE, name="demo")

_NEXT_MOMENT = """
SELECT least(
    (SELECT min(wake_at) FROM cases WHERE wake_at IS NOT NULL),
    (SELECT greatest(min(run_at), $1) FROM jobs WHERE kind IN ('send_refund', 'send_advance', 'send_claim') AND NOT dead
        HAVING min(run_at) IS NOT NULL)
)
"""
_ASKED_EVERY = timedelta(hours=1)
"""How often a processor that is late is asked again: a worker asks more often, and nobody waits for it to start."""


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

    `orders` and `people` are ids by the demo's own names; `people` are buyers and shops. `staff` are those who have an
    account (accounts.py).
    """

    engine: Engine
    clock: SetClock
    runner: JobRunner
    office: PolicyOffice
    files: FileStore
    accounts: AccountOffice
    orders: dict[str, int] = field(default_factory=dict)
    people: dict[str, int] = field(default_factory=dict)
    staff: dict[str, Principal] = field(default_factory=dict)
    keys: Keys = field(default_factory=dict)
    cases: dict[str, CaseState] = field(default_factory=dict)
    claims: dict[str, dict[str, Any]] = field(default_factory=dict)
    _ask_from: datetime = datetime(2000, 1, 1, tzinfo=UTC)

    async def play(self, scenes: Sequence[Scene], until: datetime) -> None:
        """Play the scenes in the order of time, and let the clock run on to `until`."""
        for at, together in groupby(sorted(scenes, key=lambda scene: scene.at), key=lambda scene: scene.at):
            await self.pass_time(at)
            for scene in together:
                await self._play(scene)
        await self.pass_time(until)

    async def pass_time(self, until: datetime) -> None:
        """Let clocks and refunds act at their own moments, up to `until`."""
        while (moment := await self._next_moment()) is not None and moment <= until:
            self._set(moment)
            swept = await sweep_due(self.engine.pool, self.engine.writes)
            if not swept.claimed and not await self.runner.run_ready():
                break
            if not swept.claimed:
                self._ask_from = moment + _ASKED_EVERY
        self._set(until)

    async def _next_moment(self) -> datetime | None:
        """When a clock runs out or a processor is asked; None when nothing waits."""
        moment: datetime | None = await self.engine.pool.fetchval(_NEXT_MOMENT, self._ask_from)
        return moment

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
        buyer = Principal(PrincipalRole.BUYER, self.people[story.buyer])
        order_id = self.orders[purchase.number]
        files = await self.show(buyer, order_id, story.photos)
        command = msgspec.convert(story.opening() | files, COMMANDS["open"])
        await self._command(story.key, 0, Request(buyer, command, order_id=order_id))

    async def _take(self, story: Story, step: Step, number: int) -> None:
        case = self.cases[story.key]
        who = self._principal(step.who, story, case)
        if step.command in (READ, NOTE, CLAIM, TIE):
            await self._beside(story, step, number, who)
            return
        files = await self.show(who, case.order_id, step.photos)
        command = msgspec.convert(step.fields | files, COMMANDS[step.command])
        await self._command(story.key, number, Request(who, command, case_id=case.id))

    async def _beside(self, story: Story, step: Step, number: int, who: Principal) -> None:
        """What people do with a case that is no command of it."""
        pool, case, now = self.engine.pool, self.cases[story.key], self.clock.now()
        if step.command == READ:
            await mark_read(pool, case, who, case.version, now)
        elif step.command == NOTE:
            said = step.fields["known"], step.fields["open"]
            await add_note(pool, case, who, said, f"demo-{story.key}-{number}", self.engine.ids, now)
        elif step.command == TIE:
            await self._tie(case.id, who, step)
        else:
            await claim_case(pool, case.id, who, now)

    async def _tie(self, case_id: int, who: Principal, step: Step) -> None:
        policy = self.engine.writes.policy
        assert policy is not None
        case, order = await read_case(self.engine.pool, case_id)
        shown = [each.name for each in pieces_of(case, order) if each.side == who.role.value]
        newest = [name for name in shown if name.startswith("file:")][-1:]
        asked = TieAsked(step.fields["piece"] or newest[0], step.fields["fact"])
        seen = Done(case, order, self.clock.now())
        await tie_piece(self.engine.pool, policy, who, seen, asked, self.engine.ids)

    async def show(self, who: Principal, order_id: int, photos: Sequence[str]) -> dict[str, list[str]]:
        """The field of a command for photos, which are drawn and kept first; nothing for none."""
        kept = []
        for photo in photos:
            upload = Upload(
                id=self.engine.ids(bucket_of(order_id)), order_id=order_id, uploaded_by=who.label,
                name=f"{photo}.jpg", content=draw_photo(photo), at=self.clock.now(),
            )  # fmt: skip
            kept.append(str((await keep_file(self.engine.pool, self.files, upload)).id))
        return {"files": kept} if kept else {}

    async def _command(self, key: str, number: int, request: Request) -> None:
        done = await self.engine.command(replace(request, key=f"demo-{key}-{number}"))
        self.cases[key] = done.case.state
        if done.case.state.legs:
            await self.runner.run_ready()

    def _principal(self, who: str, story: Story, case: CaseState) -> Principal:
        match who:
            case "buyer":
                return Principal(PrincipalRole.BUYER, case.buyer_id)
            case "merchant":
                return Principal(PrincipalRole.MERCHANT, case.merchant_id)
            case "desk":
                return self.staff[DESK_OF[BUYERS[story.buyer].language]]
            case "senior":
                return self.staff["senior"]
            case _:
                return CARRIER
