"""A story: somebody answered a chargeback. A worker sends the evidence to the processor, outside any transaction; a chargeback
whose answer was refused may be answered anew while there is time.
"""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from makegood.chargebacks import (
    AnswerFile,
    Taking,
    answer_refused,
    end_answer,
    locked_chargeback,
    newest_answer,
    read_chargeback,
    write_chargeback,
)
from makegood.db.jobs import Job, RunLater
from makegood.db.pool import Pool
from makegood.evidence import FileStore, files_named, name_of
from makegood.kit.clock import Clock
from makegood.payments import (
    EvidenceAnswer,
    EvidenceFile,
    EvidenceOrder,
    Failed,
    Processors,
    Taken,
    TakesEvidence,
    Unknown,
)

TIMEOUT_SECONDS = 60
_AGAIN = timedelta(minutes=2)


@dataclass(frozen=True, slots=True)
class AnswerWork:
    """The handler of the jobs that send answers."""

    pool: Pool
    clock: Clock
    processors: Processors
    taking: Taking
    files: FileStore

    async def submit(self, job: Job) -> None:
        """Send the answer that waits. Raises RunLater until the processor has said what became of it."""
        chargeback_id = int(job.payload["chargeback_id"])
        one = await read_chargeback(self.pool, chargeback_id)
        waiting = await newest_answer(self.pool, chargeback_id)
        if waiting is None or waiting.status != "waiting":
            return
        order = EvidenceOrder(
            idempotency_key=f"evidence-{one.id}-{job.payload['version']}",
            reference=one.reference,
            texts=waiting.texts,
            files=await self._read(waiting.files),
        )
        match await self._asked(one.processor, order):
            case Taken():
                await self._sent(chargeback_id)
            case Failed(code=code, message=message, retryable=False):
                await self._refused(chargeback_id, code, message)
            case _:
                raise RunLater(_AGAIN)

    async def _asked(self, processor: str, order: EvidenceOrder) -> EvidenceAnswer:
        """A time-out or an unexpected error leaves it open; the same order with the same key is one answer."""
        if processor not in self.processors:
            return Unknown("processor_not_configured")
        takes = self.processors[processor]
        assert isinstance(takes, TakesEvidence)
        try:
            async with asyncio.timeout(TIMEOUT_SECONDS):
                return await takes.submit_evidence(order)
        except Exception as error:  # whatever it was, the request may have reached the processor
            return Unknown(type(error).__name__)

    async def _read(self, files: Sequence[AnswerFile]) -> tuple[EvidenceFile, ...]:
        kept = {str(file.id): file for file in await files_named(self.pool, [each.file_id for each in files])}
        read = []
        for each in files:
            if file := kept.get(each.file_id):
                content = b"".join([chunk async for chunk in self.files.read(name_of(file.sha256))])
                read.append(
                    EvidenceFile(
                        place=each.place, name=file.name, media_type=file.media_type, content=content
                    )
                )
        return tuple(read)

    async def _sent(self, chargeback_id: int) -> None:
        async with self.pool.acquire() as connection:
            await end_answer(connection, chargeback_id, "sent", "", self.clock.now())

    async def _refused(self, chargeback_id: int, code: str, message: str) -> None:
        """Another answer may be given: the chargeback waits for one again, and whoever subscribed is told."""
        now = self.clock.now()
        async with self.pool.acquire() as connection, connection.transaction():
            one = await locked_chargeback(connection, chargeback_id)
            if not await end_answer(connection, chargeback_id, "refused", f"{code}: {message}", now):
                return
            move = answer_refused(one, code, now)
            await self.taking.follow(connection, move, None)
            await write_chargeback(connection, move)
