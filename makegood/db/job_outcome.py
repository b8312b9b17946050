"""PURE: what becomes of a job that did not get done: when it runs again, and what is kept about why."""

from __future__ import annotations

import random
import traceback
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from makegood.db.job_rows import Job, Retry
from makegood.kit.errors import Refused

LONGEST_ERROR_CHARACTERS = 300


class JobFailed(Exception):
    """The job failed for the reason in the message, which is kept and so holds no personal data."""


class RunLater(Exception):
    """Not now, and not a failure: run the job again after a while (a payment that is still under way)."""

    def __init__(self, after: timedelta) -> None:
        super().__init__(f"again after {after}")
        self.after = after


@dataclass(frozen=True, slots=True)
class Backoff:
    """Delays double from `first_seconds` to `longest_seconds`; after `attempts` failures the job is dead."""

    attempts: int = 12
    first_seconds: float = 2
    longest_seconds: float = 3600

    def delay(self, failures: int, dice: random.Random) -> timedelta:
        """How long to wait after this many failures: between half of the step and the whole of it."""
        step = min(self.longest_seconds, self.first_seconds * 2 ** min(failures - 1, 32))
        return timedelta(seconds=step * dice.uniform(0.5, 1))


def next_run(job: Job, error: Exception, now: datetime, backoff: Backoff, dice: random.Random) -> Retry:
    """When `job`, which ended with `error`, runs again; dead when its attempts are used up."""
    if isinstance(error, RunLater):
        return Retry(job, job.attempts, now + error.after, None)
    failures = job.attempts + 1
    dead = failures >= backoff.attempts
    run_at = now if dead else now + backoff.delay(failures, dice)
    return Retry(job, failures, run_at, error_text(error), dead)


def error_text(error: Exception) -> str:
    """What may be kept of an error: its kind and place, since messages can quote people's data."""
    if isinstance(error, JobFailed):
        return str(error)[:LONGEST_ERROR_CHARACTERS]
    words = [type(error).__name__]
    if isinstance(error, Refused):
        words.append(type(error).code())
    if sqlstate := getattr(error, "sqlstate", None):
        words.append(f"SQLSTATE {sqlstate}")
    return " ".join([*words, *_place(error)])[:LONGEST_ERROR_CHARACTERS]


def _place(error: Exception) -> list[str]:
    frames = traceback.extract_tb(error.__traceback__)
    ours = [frame for frame in frames if "makegood" in Path(frame.filename).parts] or frames
    return [f"in {ours[-1].name}, {Path(ours[-1].filename).name}:{ours[-1].lineno}"] if ours else []
