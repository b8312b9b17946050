"""Notifications become e-mails and text messages: for each person of the party, by each channel that they want.

Rows are taken in batches, locked, and marked in the transaction that defers the jobs, so that none is lost or doubled.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import structlog

from makegood.db.jobs import DATABASE_LOST
from makegood.db.pool import Pool
from makegood.db.writes import Connection, Writes
from makegood.kit.clock import Clock
from makegood.kit.ids import IdMaker, bucket_of, stable_bucket
from makegood.notifications.choosing import choices_of_all
from makegood.notifications.contacts import contacts_of
from makegood.notifications.kinds import pace_of, wanted
from makegood.notifications.model import Channel, Choices, Contact, Notification, Pace
from makegood.notifications.store import notification

SEND = "send_notification"
AT_ONCE = 200
IDLE_SECONDS = 0.5
LONGEST_PAUSE_SECONDS = 5.0
TOO_OLD = timedelta(hours=1)
"""What arose longer ago (in a history that was played in, or before there was a mail server) is not written about."""
MESSAGES_WAIT = timedelta(minutes=2)
"""Who is looking at the case reads a message there; the e-mail is for those who are not."""

log = structlog.get_logger(__name__)

_TAKE = """
SELECT bucket, id, recipient, kind, case_id, seq, at, fields FROM notifications
WHERE NOT laid_out ORDER BY id LIMIT $1 FOR UPDATE SKIP LOCKED
"""
_TAKEN = """
UPDATE notifications n SET laid_out = true FROM unnest($1::smallint[], $2::bigint[]) AS w(bucket, id)
WHERE (n.bucket, n.id) = (w.bucket, w.id)
"""


@dataclass(frozen=True, slots=True)
class Planned:
    """One notification for one person by one channel."""

    notification: Notification
    contact: Contact
    channel: Channel
    pace: Pace


async def lay_out(
    connection: Connection, ids: IdMaker, channels: Sequence[Channel], now: datetime, limit: int = AT_ONCE
) -> int:
    """Lay out the oldest notifications, in the caller's transaction; says how many."""
    rows = await connection.fetch(_TAKE, limit)
    if not rows:
        return 0
    fresh = [notification(row) for row in rows if row["at"] > now - TOO_OLD]
    if fresh and channels:
        people = {one: await contacts_of(connection, one) for one in sorted({n.recipient for n in fresh})}
        chosen = await choices_of_all(
            connection, sorted({c.person for some in people.values() for c in some})
        )
        writes = Writes()
        for one in planned(fresh, people, chosen, channels):
            _add(writes, one, ids, now)
        await writes.send(connection)
    await connection.execute(_TAKEN, [row["bucket"] for row in rows], [row["id"] for row in rows])
    return len(rows)


def planned(
    notifications: Sequence[Notification],
    people: dict[str, list[Contact]],
    chosen: dict[str, Choices],
    channels: Sequence[Channel],
) -> Iterator[Planned]:
    """What is sent to whom. An e-mail needs an address; a text message needs nothing of ours."""
    for one in notifications:
        for contact in people[one.recipient]:
            choices = chosen.get(contact.person, Choices())
            for channel in channels:
                reached = bool(contact.address) or channel is Channel.SMS
                if reached and wanted(one.kind, channel, contact.role, choices):
                    at_once = channel is Channel.SMS
                    pace = Pace.AT_ONCE if at_once else pace_of(one.kind, contact.role, choices)
                    yield Planned(one, contact, channel, pace)


def _add(writes: Writes, plan: Planned, ids: IdMaker, now: datetime) -> None:
    bucket, person = bucket_of(plan.notification.id), plan.contact.person
    send_id = ids(bucket)
    collected = plan.pace is Pace.HOURLY
    writes.add(
        "add_notification_sends",
        {
            "bucket": bucket, "id": send_id, "notification_id": plan.notification.id, "person": person,
            "channel": plan.channel.value, "status": "collected" if collected else "waiting", "at": now,
        },
    )  # fmt: skip
    if collected:
        writes.add(
            "plan_digests",
            {
                "bucket": stable_bucket(person), "person": person,
                "recipient": plan.notification.recipient, "due_at": next_hour(now),
            },
        )  # fmt: skip
        return
    wait = MESSAGES_WAIT if plan.notification.kind == "message" else timedelta(0)
    writes.add("defer_jobs", send_job(bucket, send_id, now + wait))


def send_job(bucket: int, send_id: int, run_at: datetime) -> dict[str, Any]:
    """The job that sends one notification to one person."""
    return {
        "bucket": bucket, "id": send_id, "kind": SEND, "run_at": run_at, "payload": {"send_id": str(send_id)},
    }  # fmt: skip


def next_hour(now: datetime) -> datetime:
    """The next full hour."""
    return now.replace(minute=0, second=0, microsecond=0) + timedelta(hours=1)


@dataclass
class LayOut:
    """Lays out what arises, until cancelled. Many may work side by side."""

    pool: Pool
    ids: IdMaker
    clock: Clock
    channels: Sequence[Channel]

    async def run(self) -> None:
        """Work until cancelled."""
        pause_seconds = IDLE_SECONDS
        while True:
            try:
                laid_out = await self.once()
                pause_seconds = IDLE_SECONDS
            except DATABASE_LOST as error:
                log.warning("notifications_database_trouble", error=type(error).__name__)
                laid_out = 0
                pause_seconds = min(pause_seconds * 2, LONGEST_PAUSE_SECONDS)
            if laid_out < AT_ONCE:
                await asyncio.sleep(pause_seconds)

    async def once(self) -> int:
        """One batch, in one transaction."""
        async with self.pool.acquire() as connection, connection.transaction():
            return await lay_out(connection, self.ids, self.channels, self.clock.now())
