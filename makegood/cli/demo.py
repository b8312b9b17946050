"""`makegood demo`: load the demo marketplace, tell who one can be in it, or begin it anew."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta

import click

from makegood.cli.console import print_json, remark, step
from makegood.cli.failure import CommandFailed
from makegood.cli.ready_database import borrowed_database
from makegood.db.migrate import migrate
from makegood.db.pool import connect, connect_pool
from makegood.demo import Persona, load_demo, personas
from makegood.demo import sign_ins as all_sign_ins
from makegood.kit.settings import Mode, Settings, load_settings

WORKER_SEEN_WITHIN = timedelta(seconds=30)
# The demo begins a month ago; a worker, whose clock is today's, would let every silence act at once.
BESIDE_A_WORKER = (
    "A worker uses this database, or was killed within the last half minute. "
    "Stop it (`makegood down`), then try again."
)


@click.group("demo", short_help="Load or describe the demo marketplace.")
def command() -> None:
    """Load or describe the demo marketplace.

    \b
    Examples:
      makegood demo load
      makegood demo sign-ins --json
      makegood demo reset --yes
    """


@command.command("load", short_help="Load the demo, if it is not there yet.")
@click.option("--json", "as_json", is_flag=True, help="Print a JSON object for machines.")
def load(as_json: bool) -> None:
    """Load the demo, if it is not there yet.

    Plays about a month of a marketplace's life through the product itself, up to this very moment. What is
    there is kept; a load that was interrupted is finished.

    \b
    Examples:
      makegood demo load
      makegood demo load --json
    """
    settings = _demo_settings()
    with borrowed_database(settings, remark) as dsn, step("Demo marketplace"):
        loaded = asyncio.run(_load(dsn, settings))
    if as_json:
        print_json({"loaded": loaded})
    else:
        click.echo("The demo is loaded." if loaded else "The demo was there already; nothing was changed.")


@command.command("sign-ins", short_help="List who one can be in the demo.")
@click.option("--json", "as_json", is_flag=True, help="Print a JSON array for machines.")
def sign_ins(as_json: bool) -> None:
    """List who one can be in the demo.

    \b
    Examples:
      makegood demo sign-ins
      makegood demo sign-ins --json
    """
    with borrowed_database(_demo_settings(), remark) as dsn:
        found = asyncio.run(_personas(dsn))
    if as_json:
        print_json([_as_json(persona) for persona in found])
        return
    for persona in found:
        click.echo(f"{persona.key:<14} {persona.role.value:<10} {persona.label_en} · {persona.label_zh}")


@command.command("reset", short_help="Throw everything away and load the demo anew.")
@click.option("--yes", is_flag=True, help="Do not ask.")
def reset(yes: bool) -> None:
    """Throw everything in the embedded database away and load the demo anew.

    Only for the embedded database of a demo or test, while nothing else uses it.

    \b
    Examples:
      makegood down && makegood demo reset --yes
    """
    settings = _demo_settings()
    if settings.database_url is not None:
        raise CommandFailed(
            "MAKEGOOD_DATABASE_URL names a database of yours; `demo reset` empties only the embedded one."
        )
    if not yes:
        click.confirm("All orders, cases and keys of this installation will be gone. Go on?", abort=True)
    with borrowed_database(settings, remark) as dsn, step("Everything thrown away, demo loaded anew"):
        asyncio.run(_reset(dsn, settings))


def _demo_settings() -> Settings:
    settings = load_settings()
    if settings.mode is Mode.PRODUCTION:
        raise CommandFailed("This installation is in production mode (MAKEGOOD_MODE); it takes no demo data.")
    return settings


async def _load(dsn: str, settings: Settings) -> bool:
    if await _worker_seen(dsn):
        if await _everybody_is_there(dsn, settings):
            return False
        raise CommandFailed(BESIDE_A_WORKER)
    return await load_demo(dsn, settings)


async def _reset(dsn: str, settings: Settings) -> None:
    if await _worker_seen(dsn):
        raise CommandFailed(BESIDE_A_WORKER)
    connection = await connect(dsn, "makegood demo")
    try:
        await connection.execute("DROP SCHEMA public CASCADE; CREATE SCHEMA public")
    finally:
        await connection.close()
    await migrate(dsn)
    await load_demo(dsn, settings)


async def _worker_seen(dsn: str) -> bool:
    """Whether a worker uses the database, or was killed just now: one that stops cleanly takes its leave."""
    connection = await connect(dsn, "makegood demo")
    try:
        seen_at = await connection.fetchval("SELECT max(last_seen_at) FROM workers")
    finally:
        await connection.close()
    return seen_at is not None and seen_at > datetime.now(UTC) - WORKER_SEEN_WITHIN


async def _everybody_is_there(dsn: str, settings: Settings) -> bool:
    return len(await _personas(dsn)) == len(all_sign_ins(settings))


async def _personas(dsn: str) -> list[Persona]:
    pool = await connect_pool(dsn, 1, 1, "makegood demo")
    try:
        return await personas(pool)
    finally:
        await pool.close()


def _as_json(persona: Persona) -> dict[str, str | None]:
    return {
        "key": persona.key,
        "name": persona.name,
        "role": persona.role.value,
        "subject": str(persona.subject) if persona.subject is not None else None,
        "label_en": persona.label_en,
        "label_zh": persona.label_zh,
    }
