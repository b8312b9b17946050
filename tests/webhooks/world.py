"""The small world of these tests: two merchants, one event, a clock, and the pieces of the slice put together."""

from __future__ import annotations

import random
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

import asyncpg
import msgspec

from makegood.db.jobs import JobRunner
from makegood.db.writes import Writes
from makegood.kit.clock import SetClock
from makegood.kit.ids import IdMaker, bucket_of
from makegood.webhooks import (
    BACKOFF,
    DELIVER,
    Deliverer,
    Endpoint,
    EndpointDraft,
    FanOut,
    HttpSender,
    Sender,
    create_endpoint,
    register,
)

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
LAMP_SHOP, TEA_HOUSE = 11, 22
HERE = ("127.0.0.1",)


class LampReturned(msgspec.Struct, frozen=True):
    """What the event of these tests carries."""

    case_id: str
    seq: int


RETURNED, REFUNDED = "lamp.returned", "lamp.refunded"
register(RETURNED, LampReturned, "A lamp came back.")
register(REFUNDED, LampReturned, "A lamp was refunded.")


@dataclass
class World:
    """Everything on one database, with a clock that the test moves."""

    pool: asyncpg.Pool
    sender: Sender
    clock: SetClock = field(default_factory=lambda: SetClock(NOON))
    ids: IdMaker = field(default_factory=IdMaker)

    def __post_init__(self) -> None:
        self.fan_out = FanOut(self.pool, self.ids)
        self.deliverer = Deliverer(self.pool, self.clock, self.sender, self.ids, dice=random.Random(1))
        self.runner = JobRunner(self.pool, self.clock, {DELIVER: self.deliverer}, {DELIVER: BACKOFF})

    async def endpoint(
        self, url: str, *events: str, merchant_id: int | None = None, owner: int | None = None
    ) -> tuple[Endpoint, str]:
        draft = EndpointDraft(url, events or ("*",), merchant_id)
        return await create_endpoint(
            self.pool, draft, owner, now=self.clock.now(), ids=self.ids, allowed_hosts=HERE, https_only=True
        )

    async def happen(
        self, event: str = RETURNED, merchant_id: int | None = LAMP_SHOP, seq: int = 1, bucket: int = 7
    ) -> int:
        """An event in the outbox; its id."""
        made = self.ids(bucket)
        writes = Writes()
        payload = LampReturned("9007199254740993", seq)
        writes.add(
            "add_to_outbox",
            {"bucket": bucket_of(made), "id": made, "event": event, "subject": 5, "merchant_id": merchant_id,
             "payload": payload, "at": self.clock.now()},
        )  # fmt: skip
        await writes.send(self.pool)
        return made

    async def settle(self, after: timedelta = timedelta(0)) -> None:
        """Let time pass, lay out what happened, and run what is due."""
        self.clock.advance(after)
        while await self.fan_out.once():
            pass
        await self.runner.run_ready()

    async def rows(self, table: str, columns: str = "*") -> list[tuple[Any, ...]]:
        return [tuple(row) for row in await self.pool.fetch(f"SELECT {columns} FROM {table} ORDER BY 1")]


def sender_for(client: Any, **more: Any) -> HttpSender:
    """A sender in production mode to which only this machine is allowed."""
    return HttpSender(client, HERE, https_only=True, **more)
