"""A new pack decided over past cases, beside the packs that are in force."""

import time
from collections import Counter, deque
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime
from itertools import islice

import polars as pl

from makegood.policy.simulate.assemble import assemble
from makegood.policy.simulate.compare import Compared, Comparison, Screened, compare, screen
from makegood.policy.simulate.engine import decide_in_bulk
from makegood.policy.simulate.history import Chunk, History
from makegood.policy.simulate.plan import Plan
from makegood.policy.simulate.report import Report, Source
from makegood.policy.simulate.suspects import Engine
from makegood.policy.simulate.tally import Tally

Screening = tuple[Mapping[str, int], Screened, pl.DataFrame]
Progress = Callable[[int, int], None]
"""Called after each chunk with the cases done and all cases."""
BATCH = 400_000
"""So many cases that may have changed are decided together: to plan the deciding takes as long for few as for many."""
AT_ONCE = 2
"""Chunks worked on together: while one waits for the disk or for one core, the other works."""


def simulate(
    plan: Plan,
    history: History,
    made_at: datetime,
    progress: Progress | None = None,
    engine: Engine = decide_in_bulk,
    clock: Callable[[], float] = time.perf_counter,
) -> Report:
    """Decide every case of a history before and after, and report what changes. `made_at` is written in the report.

    Raises HistoryUnreadable and ColumnNotUsable.
    """
    started = clock()
    work = _Work(plan, Comparison(*plan.books, plan.keys), history, engine)
    tally = Tally(work.comparison.keys, bool(work.comparison.money_keys))
    unreadable: Counter[str] = Counter()
    waiting: list[pl.DataFrame] = []
    for lost, screened, suspects in work.screened():
        tally.add_screened(screened)
        unreadable.update(lost)
        waiting.append(suspects)
        if sum(each.height for each in waiting) >= BATCH:
            tally.add(work.compared(waiting))
        if progress is not None:
            progress(tally.all.cases + tally.outside, history.cases)
    if waiting:
        tally.add(work.compared(waiting))
    source = Source(
        history.name, history.cases, tally.outside, list(history.not_used), work.not_told(), work.assumed, dict(unreadable),
    )  # fmt: skip
    return assemble(plan, work.comparison, tally, source, made_at, round(clock() - started, 3))


@dataclass(frozen=True)
class _Work:
    """Reading and deciding chunk by chunk."""

    plan: Plan
    comparison: Comparison
    history: History
    engine: Engine

    @property
    def assumed(self) -> dict[str, str]:
        """What is taken for all cases alike, because the history does not tell it."""
        told = self.history.columns
        return {name: value for name, value in self.plan.assumed.items() if name not in told}

    def not_told(self) -> list[str]:
        """Facts that rules ask for and nobody tells."""
        needed = self.comparison.needed if self.comparison.keys else ()
        return sorted(set(needed) - self.history.columns - self.assumed.keys())

    def screened(self) -> Iterator[Screening]:
        """Every chunk in order, with its unreadable values and the cases that may have changed."""
        c = self.comparison
        chunks = self.history.chunks(c.screened_by, c.needed) if c.keys else self.history.chunks(())
        with ThreadPoolExecutor(AT_ONCE) as pool:
            ahead = deque(pool.submit(self._screened, read) for read in islice(chunks, AT_ONCE + 1))
            while ahead:
                yield ahead.popleft().result()
                ahead.extend(pool.submit(self._screened, read) for read in islice(chunks, 1))

    def compared(self, waiting: list[pl.DataFrame]) -> Compared:
        """Decide the cases that wait, and empty the list."""
        suspects = pl.concat(waiting)
        waiting.clear()
        return compare(self.comparison, suspects, self.engine)

    def _screened(self, read: Callable[[], Chunk]) -> Screening:
        chunk = read()
        screened = screen(self.comparison, self._full(chunk.cases), self.plan.markets, self.engine)
        suspects = self._full(chunk.only(screened.suspects))
        return chunk.unreadable, screened, suspects

    def _full(self, cases: pl.DataFrame) -> pl.DataFrame:
        """Cases with what is assumed."""
        lacking = {"currency": pl.lit(None, pl.String), "now": pl.lit(None, pl.Int64)}
        lacking |= {name: pl.lit(value) for name, value in self.assumed.items()}
        return cases.with_columns(
            lit.alias(name) for name, lit in lacking.items() if name not in cases.columns
        )
