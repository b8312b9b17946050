"""The shipped fake: a little processor with books of its own, which can be told to behave well or badly.

Tell it for the next calls with `follow(...)`, or by the end of a payment's reference (`pay_81-late`): the
words are those of `Script`.
"""

import hashlib
import hmac
from collections import deque
from collections.abc import Awaitable, Callable, Mapping
from datetime import timedelta

import msgspec

from makegood.kit.clock import Clock
from makegood.payments.disputes import (
    DisputeState,
    DisputeTold,
    EvidenceAnswer,
    EvidenceOrder,
    Taken,
)
from makegood.payments.fake_processor.book import Book, MemoryBook
from makegood.payments.fake_processor.entry import OTHER_ORDER, Entry
from makegood.payments.fake_processor.script import COURSES, Course, Script, script_of
from makegood.payments.fake_processor.sql_book import SqlBook
from makegood.payments.model import Failed, NotFound, Notification, RefundAnswer, RefundOrder, Unknown
from makegood.payments.processor import BadSignature, Surroundings, header

SIGNATURE_HEADER = "Fake-Signature"

Notify = Callable[[Notification | DisputeTold], Awaitable[None]]


class FakeProcessor:
    """A processor that moves no money but keeps books as if it did. Its time is the clock's it was given.

    `notify` is handed what it says of its own accord, on `deliver()` (or, if told so, before the answer).
    """

    def __init__(
        self,
        clock: Clock,
        book: Book | None = None,
        *,
        name: str = "fake",
        notify: Notify | None = None,
        late_after: timedelta = timedelta(seconds=60),
        webhook_secret: str = "",
    ) -> None:
        self.name = name
        self.book = book or MemoryBook()
        self._clock = clock
        self._notify = notify
        self._late_after = late_after
        self._webhook_secret = webhook_secret
        self._scripts: deque[Script] = deque()
        self.answers: dict[str, EvidenceOrder] = {}

    def follow(self, *scripts: Script) -> None:
        """Have the next calls of this object go as told, one script a call, whatever the reference."""
        self._scripts.extend(scripts)

    async def refund(self, order: RefundOrder) -> RefundAnswer:
        """Carry out the order, once."""
        entry = await self.book.called(order, self._clock.now())
        if not entry.is_for(order):
            return OTHER_ORDER
        script = self._script(order, entry.calls)
        answer = entry.answer(self._clock.now())
        if answer is None and script is Script.FAIL_ONCE:
            return Failed("try_again", "the processor is too busy to take this now", retryable=True)
        if script is Script.TIMEOUT_BEFORE:
            return Unknown("timed_out")
        return answer or await self._decided(entry, script)

    async def find(self, order: RefundOrder) -> RefundAnswer | NotFound:
        """What became of the order; this is no call of it."""
        entry = await self.book.entry(order.idempotency_key)
        if entry is None:
            return NotFound()
        if not entry.is_for(order):
            return OTHER_ORDER
        return entry.answer(self._clock.now()) or NotFound()

    async def deliver(self) -> int:
        """Hand over the notifications due by now, and say how many. What cannot be handed over stays owed."""
        if self._notify is None:
            return 0
        delivered = 0
        for entry in await self.book.take_owed(self._clock.now()):
            delivered += await self._handed_over(entry, self._notify)
        return delivered

    async def charge_back(self, asked: DisputeTold) -> DisputeTold:
        """A bank takes a payment back, as far as there is something left of it; what is told of it, which is told at once."""
        reference = asked.payment_references[0]
        taken = await self.book.charge_back(reference, asked.amount_minor)
        return await self._tell(msgspec.structs.replace(asked, processor=self.name, taken_minor=taken))

    async def end_dispute(self, told: DisputeTold, state: DisputeState) -> DisputeTold:
        """The bank decides; what is won, or was taken back, is given back."""
        if state is not DisputeState.LOST:
            await self.book.give_back(told.payment_references[0], told.taken_minor)
            told = msgspec.structs.replace(told, taken_minor=0)
        return await self._tell(msgspec.structs.replace(told, state=state))

    async def _tell(self, told: DisputeTold) -> DisputeTold:
        told = msgspec.structs.replace(told, told_at=self._clock.now())
        if self._notify:
            await self._notify(told)
        return told

    async def submit_evidence(self, order: EvidenceOrder) -> EvidenceAnswer:
        """Take one answer to a chargeback; the same again is that one."""
        known = self.answers.setdefault(order.reference, order)
        if known.idempotency_key != order.idempotency_key:
            return Failed("already_answered", "one answer is taken, and it was given")
        return Taken()

    def notification(self, headers: Mapping[str, str], body: bytes) -> Notification | DisputeTold | None:
        """What a request signed by `signed_request` says. Raises `BadSignature`."""
        given = header(headers, SIGNATURE_HEADER).encode()
        if not self._webhook_secret or not hmac.compare_digest(given, self._signature(body).encode()):
            raise BadSignature
        if "payment_references" in msgspec.json.decode(body):
            return msgspec.json.decode(body, type=DisputeTold)
        return msgspec.json.decode(body, type=Notification)

    def signed_request(self, notification: Notification | DisputeTold) -> tuple[dict[str, str], bytes]:
        """Headers and body that carry a notification over HTTP."""
        body = msgspec.json.encode(notification)
        return {SIGNATURE_HEADER: self._signature(body), "Content-Type": "application/json"}, body

    def _script(self, order: RefundOrder, calls: int) -> Script:
        return self._scripts.popleft() if self._scripts else script_of(order.processor_reference, calls)

    async def _decided(self, entry: Entry, script: Script) -> RefundAnswer:
        course, now = COURSES.get(script, Course()), self._clock.now()
        entry = await self.book.decide(
            entry,
            "succeeded" if course.succeeds else "declined",
            now + self._late_after if course.late else now,
            script,
            course.notifications_owed if self._notify else 0,
        )
        if course.notified_early and self._notify:
            await self._notify(self._about(entry))
        return Unknown("timed_out") if course.answer_is_lost else self._answer(entry)

    async def _handed_over(self, entry: Entry, notify: Notify) -> int:
        owed = entry.notifications_owed
        try:
            for sent in range(owed):
                owed = entry.notifications_owed - sent
                await notify(self._about(entry))
        except Exception:
            await self.book.owe(entry.idempotency_key, owed)
            raise
        return entry.notifications_owed

    def _about(self, entry: Entry) -> Notification:
        return Notification(
            processor=self.name,
            event_id=entry.event_id,
            refund_reference=entry.refund_reference,
            idempotency_key=entry.idempotency_key,
            answer=self._answer(entry),
        )

    def _answer(self, entry: Entry) -> RefundAnswer:
        return entry.answer(self._clock.now()) or Unknown("undecided")

    def _signature(self, body: bytes) -> str:
        return hmac.new(self._webhook_secret.encode(), body, hashlib.sha256).hexdigest()


def build(name: str, options: Mapping[str, str], surroundings: Surroundings) -> FakeProcessor:
    """Options: `late_after_seconds` (60), `webhook_secret`. Books in the database if there is one at hand."""
    return FakeProcessor(
        surroundings.clock,
        SqlBook(surroundings.database) if surroundings.database else MemoryBook(),
        name=name,
        notify=surroundings.notify,
        late_after=timedelta(seconds=float(options.get("late_after_seconds", "60"))),
        webhook_secret=options.get("webhook_secret", ""),
    )
