"""The handlers of what was laid out: one e-mail or text message for one person, and the hourly digests."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import msgspec
import structlog

from makegood.db.job_outcome import Backoff
from makegood.db.job_rows import Job
from makegood.db.jobs import JobFailed
from makegood.db.pool import Pool
from makegood.db.writes import Writes
from makegood.kit.clock import Clock
from makegood.kit.ids import IdMaker, bucket_of, stable_bucket
from makegood.notifications.choosing import choices_of
from makegood.notifications.contacts import contact_of_person, refuse_address
from makegood.notifications.kinds import wanted
from makegood.notifications.leaving import LeaveLinks
from makegood.notifications.letters import Letter, Ways, digest, notice
from makegood.notifications.mailer import AddressRefused, Mailer, MailNotTaken
from makegood.notifications.model import Channel, Contact, Notification
from makegood.notifications.sends import Standing, collected_of, settle, standing, take_due_digests
from makegood.notifications.sms import SmsHook, SmsNotTaken, sms_message
from makegood.notifications.store import is_read

DIGEST = "send_digest"
BACKOFF = Backoff(attempts=20, first_seconds=30, longest_seconds=3600)
"""Half a minute, one, two, four … and hourly: a mail server may be away for half a day."""
LATE = timedelta(hours=24)
"""An e-mail about something that happened longer ago than this helps nobody any more."""

log = structlog.get_logger(__name__)


@dataclass(slots=True)
class Notifier:
    """Sends what was laid out. Without a mailer or a hook there is nothing to be laid out for it."""

    pool: Pool
    clock: Clock
    ids: IdMaker
    home: str
    links: LeaveLinks
    mailer: Mailer | None = None
    sms: SmsHook | None = None
    real_now: Callable[[], datetime] = lambda: datetime.now(UTC)

    @property
    def channels(self) -> tuple[Channel, ...]:
        """What can be sent by."""
        return (*((Channel.MAIL,) if self.mailer else ()), *((Channel.SMS,) if self.sms else ()))

    async def send(self, job: Job) -> None:
        """Send one notification to one person. Raises JobFailed to be tried again."""
        found = await standing(self.pool, int(job.payload["send_id"]))
        if found is None or found.status != "waiting":
            return
        contact = await contact_of_person(self.pool, found.notification.recipient, found.person)
        why_not = await self._why_not(found, contact)
        if why_not or contact is None:
            await settle(self.pool, [found.id], "dropped", why_not)
        elif found.channel is Channel.SMS:
            await self._text(found, contact, job)
        else:
            one = found.notification
            letter = notice(one, contact.language, self._ways(found.person, one.recipient))
            await self._mail(job, contact, one.recipient, letter, [found.id], f"{found.id}")

    async def send_digest(self, job: Job) -> None:
        """Send somebody what has gathered for them. Raises JobFailed to be tried again."""
        person, recipient = job.payload["person"], job.payload["recipient"]
        gathered = [int(send_id) for send_id in job.payload["sends"]]
        found = [one for one in await collected_of(self.pool, gathered) if one.status == "waiting"]
        contact = await contact_of_person(self.pool, recipient, person)
        still: list[Standing] = []
        for one in found:
            why_not = await self._why_not(one, contact)
            if why_not:
                await settle(self.pool, [one.id], "dropped", why_not)
            else:
                still.append(one)
        if still and contact:
            letter = digest(
                [one.notification for one in still], contact.language, self._ways(person, recipient)
            )
            await self._mail(job, contact, recipient, letter, [one.id for one in still], f"d{job.id}")

    async def gather_digests(self) -> int:
        """Turn the digests that are due into jobs; says how many. A person with one notification gets it as it is."""
        now = self.clock.now()
        async with self.pool.acquire() as connection, connection.transaction():
            due = await take_due_digests(connection, now)
            writes = Writes()
            for row in due:
                writes.add("defer_jobs", _digest_job(row, self.ids, now))
            await writes.send(connection)
        return len(due)

    async def _why_not(self, found: Standing, contact: Contact | None) -> str:
        """Why a notification need not be sent any more; empty when it is to be."""
        if contact is None:
            return "nobody there"
        if found.channel is Channel.MAIL and not contact.address:
            return "no address"
        one = found.notification
        choices = await choices_of(self.pool, found.person)
        if not wanted(one.kind, found.channel, contact.role, choices):
            return "not wanted"
        if await is_read(self.pool, found.person, one.case_id, one.seq):
            return "read in the product"
        if self.clock.now() - one.at > LATE:
            return "too late"
        return "answered meanwhile" if one.told.yours and not await self._still_theirs(one) else ""

    async def _still_theirs(self, one: Notification) -> bool:
        """Whether it is still the party's move: an e-mail that asks for what was done already only confuses."""
        owner = await self.pool.fetchval(
            "SELECT owner FROM cases WHERE bucket = $1 AND id = $2", bucket_of(one.case_id), one.case_id
        )
        return bool(owner == one.recipient.partition(":")[0])

    async def _mail(
        self, job: Job, contact: Contact, recipient: str, letter: Letter, sends: list[int], name: str
    ) -> None:
        if self.mailer is None:
            await settle(self.pool, sends, "failed", "no mail server is configured")
            return
        headers = self._headers(contact.person, recipient, name)
        try:
            await self.mailer.send(
                contact.address, letter.subject, letter.text, letter.html, contact.language, headers
            )
        except AddressRefused as refused:
            log.warning("mail_address_refused", person=contact.person, why=str(refused))
            await refuse_address(self.pool, contact.address, str(refused), self.clock.now())
            await settle(self.pool, sends, "failed", str(refused))
        except MailNotTaken as problem:
            await self._try_again(job, sends, str(problem))
        else:
            await settle(self.pool, sends, "sent", "")

    async def _text(self, found: Standing, contact: Contact, job: Job) -> None:
        if self.sms is None:
            await settle(self.pool, [found.id], "failed", "no hook for text messages is configured")
            return
        message = sms_message(found.notification, contact, self.home)
        try:
            await self.sms.send(found.id, message, self.real_now())
        except SmsNotTaken as problem:
            await self._try_again(job, [found.id], str(problem))
        else:
            await settle(self.pool, [found.id], "sent", "")

    async def _try_again(self, job: Job, sends: list[int], why: str) -> None:
        """Later, until the attempts are used up; then it is written down that it failed. Raises JobFailed."""
        if job.attempts + 1 >= BACKOFF.attempts:
            await settle(self.pool, sends, "failed", why)
        raise JobFailed(why)

    def _ways(self, person: str, recipient: str) -> Ways:
        return Ways(self.home, self.links.link(person, recipient))

    def _headers(self, person: str, recipient: str, name: str) -> Mapping[str, str]:
        """One click stops the e-mails (RFC 8058); the same e-mail sent twice has the same name."""
        host = self.home.partition("://")[2].partition(":")[0].partition("/")[0]
        return {
            "Message-ID": f"<{name}@{host or 'makegood'}>",
            "List-Unsubscribe": f"<{self.links.link(person, recipient)}>",
            "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
        }


def _digest_job(row: Any, ids: IdMaker, now: datetime) -> dict[str, Any]:
    bucket = stable_bucket(row["person"])
    payload = {
        "person": row["person"],
        "recipient": row["recipient"],
        "sends": [str(send_id) for send_id in msgspec.json.decode(row["sends"])],
    }
    return {"bucket": bucket, "id": ids(bucket), "kind": DIGEST, "run_at": now, "payload": payload}
