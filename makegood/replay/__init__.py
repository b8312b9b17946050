"""Plays a real shop's history through the product: invoices become orders, credit notes become return cases."""

import time

from makegood.db.pool import Pool
from makegood.replay.model import (
    LEFT_OUT_WORDS,
    UNMATCHED_WORDS,
    History,
    LeftOut,
    Plan,
    ReplayRefused,
    Unmatched,
)
from makegood.replay.place import DATABASE, prepare_place
from makegood.replay.planning import plan_of
from makegood.replay.playing import Progress, Tally, play
from makegood.replay.reading import read_history
from makegood.replay.report import Report, credits_of, report_of

__all__ = [
    "DATABASE",
    "LEFT_OUT_WORDS",
    "UNMATCHED_WORDS",
    "History",
    "LeftOut",
    "Plan",
    "Progress",
    "ReplayRefused",
    "Report",
    "Tally",
    "Unmatched",
    "credits_of",
    "plan_of",
    "prepare_place",
    "read_history",
    "replay",
]


async def replay(pool: Pool, plan: Plan, progress: Progress = lambda tally: None) -> Report:
    """Play a plan in the database of `pool`, from the beginning or from where an earlier run stopped."""
    began = time.monotonic()
    tally = await play(pool, plan, progress)
    return await report_of(pool, plan, tally, time.monotonic() - began)
