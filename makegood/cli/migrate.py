"""`makegood migrate`: bring the schema up to date, or say what is pending."""

from __future__ import annotations

import asyncio

import click

from makegood.cli.console import print_json, remark
from makegood.db.embedded import ensure_server
from makegood.db.migrate import migrate, pending
from makegood.kit.settings import load_settings


@click.command("migrate", short_help="Bring the database schema up to date.")
@click.option("--pending", "only_pending", is_flag=True, help="Only list what would be applied.")
@click.option("--json", "as_json", is_flag=True, help="Print a JSON object for machines.")
def command(only_pending: bool, as_json: bool) -> None:
    """Bring the database schema up to date.

    Applies the files of makegood/db/migrations in order, each once and in its own transaction. Safe to run
    from several machines at once.

    \b
    Examples:
      makegood migrate
      makegood migrate --pending --json
    """
    dsn = ensure_server(load_settings(), remark)
    names = asyncio.run(pending(dsn) if only_pending else migrate(dsn, remark))
    if as_json:
        print_json({"pending" if only_pending else "applied": names})
    elif only_pending:
        click.echo("\n".join(names) or "Nothing is pending.")
    else:
        click.echo(f"{len(names)} applied." if names else "The schema is up to date.")
