"""What commands on versions need: the database, the shelf with its clock, and the person who gives the command."""

from __future__ import annotations

import asyncio
import getpass
from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import TypeVar

import click

from makegood.cli.console import remark
from makegood.cli.failure import CommandFailed
from makegood.cli.ready_database import borrowed_database
from makegood.db.pool import Pool, connect_pool
from makegood.db.writes import Connection
from makegood.flows.engine import read_offset
from makegood.kit.clock import Clock, ShiftedClock
from makegood.kit.settings import load_settings
from makegood.policy.publishing.office import PolicyOffice
from makegood.policy.publishing.opening import shipped_edition
from makegood.policy.publishing.shelf import Shelf
from makegood.policy.publishing.upload import lint_upload
from makegood.policy.reading.pack import read_pack

Answer = TypeVar("Answer")
Work = Callable[[Connection, PolicyOffice], Awaitable[Answer]]

by_option = click.option(
    "--as",
    "who",
    metavar="NAME",
    help="Who you are, for the rule of the second person.  [default: your account]",
)
json_option = click.option("--json", "as_json", is_flag=True, help="Print JSON for machines.")


def person(who: str | None) -> str:
    """The label of the person who gives a command. Raises CommandFailed."""
    name = (who or getpass.getuser()).strip()
    if not name or len(name) > 100 or not name.isprintable():
        raise CommandFailed("A name for --as has 1 to 100 characters.", 2)
    return f"operator:{name}"


def at_the_shelf(work: Work[Answer]) -> Answer:
    """Do some work in one transaction on the installation's versions."""

    async def run(dsn: str) -> Answer:
        pool = await connect_pool(dsn, min_size=1, max_size=3, application_name="makegood policy")
        try:
            office = await _office(pool)
            async with pool.acquire() as connection, connection.transaction():
                return await work(connection, office)
        finally:
            await pool.close()

    with borrowed_database(load_settings(), remark) as dsn:
        return asyncio.run(run(dsn))


async def _office(pool: Pool) -> PolicyOffice:
    offset: timedelta = await read_offset(pool)
    clock: Clock = ShiftedClock(offset)
    edition, packs = shipped_edition()
    shelf = Shelf(pool, edition, read_pack, packs)
    await shelf.refresh()
    return PolicyOffice(pool, clock, shelf, lint_upload)
