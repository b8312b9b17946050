"""`makegood work`: the worker, alone."""

from __future__ import annotations

import asyncio
import contextlib
import signal
from collections.abc import Awaitable

import click

from makegood.cli.console import remark
from makegood.cli.parent_watch import watch_parent
from makegood.cli.ready_database import ready_database
from makegood.kit.settings import load_settings


@click.command("work", short_help="Apply expiries and run deferred jobs.")
def command() -> None:
    """Apply expiries and run deferred jobs.

    Any number of workers may run, on any number of machines; each expiry and each job is done once.

    \b
    Examples:
      makegood work
      MAKEGOOD_DATABASE_URL=postgresql://… makegood work
    """
    settings = load_settings()
    watch_parent()
    dsn = ready_database(settings, remark)
    from makegood.flows.worker import run_worker

    remark("Working; Ctrl-C stops.")
    run_until_told(run_worker(settings, dsn))


def run_until_told(work: Awaitable[object]) -> None:
    """Run `work`; SIGTERM and Ctrl-C cancel it and let it clean up."""
    import uvloop

    async def cancellable() -> None:
        task = asyncio.current_task()
        assert task is not None
        for number in (signal.SIGTERM, signal.SIGINT):
            asyncio.get_running_loop().add_signal_handler(number, task.cancel)
        await work

    with (
        asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner,
        contextlib.suppress(asyncio.CancelledError),
    ):
        runner.run(cancellable())
