"""Importing a file: drafts in, batches recorded, every reject told; memory does not grow with the file."""

import asyncio
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from itertools import islice

import asyncpg

from makegood.kit.errors import Refused
from makegood.kit.ids import IdMaker
from makegood.orders.batch import record_batch
from makegood.orders.facts_told import CheckFact, record_told_right
from makegood.orders.handlers import Consequences, Outcome
from makegood.orders.model import OrderInput
from makegood.orders.readers import Draft, Reader, Reject, rejects
from makegood.orders.refusals import problems_of

MOST_LINES_AT_ONCE = 10_000


@dataclass(slots=True)
class ImportTally:
    """What an import did so far. `rows` counts rows of the file, the others count orders."""

    rows: int = 0
    new: int = 0
    changed: int = 0
    unchanged: int = 0
    rejected: int = 0

    @property
    def orders(self) -> int:
        """Orders that are in (in a dry run: that would be)."""
        return self.new + self.changed + self.unchanged


@dataclass(frozen=True, slots=True)
class ImportJob:
    """How to import. `now` tells the time of each batch; `reject` and `progress` are told as it goes on."""

    consequences: Consequences
    now: Callable[[], datetime]
    reject: Callable[[Reject], None]
    progress: Callable[[ImportTally], None] = lambda _: None
    ids: IdMaker = field(default_factory=IdMaker)
    batch_orders: int = 500
    dry_run: bool = False
    check_fact: CheckFact | None = None


async def import_orders(pool: asyncpg.Pool, reader: Reader, job: ImportJob) -> ImportTally:
    """Import what a reader that has inspected its file reads. An order is taken whole or not at all.

    The next batch is read in a thread while the database works on the last. Stopped at any moment, the same
    import can be run again: what is in already is left as it is. Raises `FileRefused` when the file changes
    while it is read, and what `record_batch` raises.
    """
    tally = ImportTally()
    drafts = reader.drafts()
    upcoming = asyncio.create_task(asyncio.to_thread(_next_batch, drafts, job.batch_orders))
    try:
        while batch := await upcoming:
            upcoming = asyncio.create_task(asyncio.to_thread(_next_batch, drafts, job.batch_orders))
            await _take_in(pool, batch, job, tally)
            job.progress(tally)
    finally:
        await asyncio.wait([upcoming])  # a thread cannot be stopped; its batch is dropped
    return tally


def _next_batch(drafts: Iterator[Draft], most_orders: int) -> list[Draft]:
    batch: list[Draft] = []
    lines = 0
    for draft in islice(drafts, most_orders):
        batch.append(draft)
        lines += len(draft.input.lines) if draft.input else 0
        if lines >= MOST_LINES_AT_ONCE:
            break
    return batch


async def _take_in(pool: asyncpg.Pool, batch: Sequence[Draft], job: ImportJob, tally: ImportTally) -> None:
    ready = [draft for draft in batch if draft.input is not None]
    inputs = [draft.input for draft in ready if draft.input is not None]
    outcomes: list[Outcome] = []
    if inputs:
        outcomes = await record_told_right(inputs, job.check_fact, partial(_recorded, pool, job))
    told = {id(draft): outcome for draft, outcome in zip(ready, outcomes, strict=True)}
    for draft in batch:
        _count(draft, told.get(id(draft)), job, tally)


async def _recorded(pool: asyncpg.Pool, job: ImportJob, inputs: Sequence[OrderInput]) -> list[Outcome]:
    return await record_batch(pool, inputs, job.now(), job.ids, job.consequences, job.dry_run)


def _count(draft: Draft, outcome: Outcome | None, job: ImportJob, tally: ImportTally) -> None:
    tally.rows += draft.row_count
    if outcome is None or isinstance(outcome, Refused):
        tally.rejected += 1
        problems = draft.problems if outcome is None else problems_of(outcome)
        for reject in rejects(draft, problems):
            job.reject(reject)
    elif outcome.was_new:
        tally.new += 1
    elif outcome.changed:
        tally.changed += 1
    else:
        tally.unchanged += 1
