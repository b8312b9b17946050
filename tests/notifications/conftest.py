"""The named world with people who have addresses, and what a worker does about notifications."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest

from makegood.db.jobs import JobRunner
from makegood.kit.ids import bucket_of
from makegood.notifications import BACKOFF, DIGEST, SEND, LayOut, LeaveLinks, Notifier, SmtpMailer
from makegood.notifications.sms import SmsHook
from tests.notifications.post_office import PostOffice, office
from tests.world import NOON, World, build_world

HOME = "https://care.example"
SECRET = "a secret of these tests, long enough for it"


@dataclass
class Told:
    """A world whose people are told outside the product; `run` does what a worker does."""

    world: World
    pool: Any
    post: PostOffice
    notifier: Notifier
    runner: JobRunner

    async def run(self) -> None:
        """Lay out all that arose, and send what is due."""
        await LayOut(self.pool, self.world.engine.ids, self.world.clock, self.notifier.channels).once()
        await self.notifier.gather_digests()
        await self.runner.run_ready()

    async def later(self, **by: float) -> None:
        """Let time pass, then work."""
        self.world.clock.advance(timedelta(**by))
        await self.run()

    async def standing(self) -> list[str]:
        """How each thing to be sent stands, in order."""
        rows = await self.pool.fetch("SELECT * FROM notification_sends ORDER BY id")
        return [f"{row['channel']} {row['status']} {row['detail']}".strip() for row in rows]

    async def buyer_writes_from(self, address: str | None) -> None:
        """Give the one buyer of the world an address."""
        await self.pool.execute("UPDATE buyers SET email = $1", address)

    async def member(
        self, role: str, subject: int | None, name: str, address: str, language: str = "en"
    ) -> int:
        """An active account."""
        person_id = self.world.engine.ids(7)
        await self.pool.execute(
            "INSERT INTO people (bucket, id, email, name, role, subject, language, status, created_at)"
            " VALUES ($1, $2, $3, $4, $5, $6, $7, 'active', $8)",
            bucket_of(person_id), person_id, address, name, role, subject, language, NOON,
        )  # fmt: skip
        return person_id


def told_with(pool: Any, post: PostOffice, sms: SmsHook | None = None) -> Told:
    """Such a world."""
    world = build_world(pool)
    mailer = SmtpMailer(post.server(), "Makegood <care@care.example>", timeout_seconds=5)
    links = LeaveLinks(SECRET, HOME)
    notifier = Notifier(pool, world.clock, world.engine.ids, HOME, links, mailer, sms)
    handlers = {SEND: notifier.send, DIGEST: notifier.send_digest}
    return Told(
        world, pool, post, notifier, JobRunner(pool, world.clock, handlers, dict.fromkeys(handlers, BACKOFF))
    )


@pytest.fixture
async def told(pool: Any) -> AsyncIterator[Told]:
    """A world with a post office."""
    async with office() as post:
        yield told_with(pool, post)


__all__ = ["Told", "told_with"]
