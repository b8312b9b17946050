"""A database that answers and has the whole schema, which is what every long-running command begins with."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from makegood.cli.failure import CommandFailed
from makegood.db.embedded import ensure_server, server_status, stop_server
from makegood.db.migrate import pending
from makegood.kit.settings import Settings


def ready_database(settings: Settings, say: Callable[[str], None]) -> str:
    """The address of the database, started if it is ours. Raises `CommandFailed` while migrations are pending."""
    dsn = ensure_server(settings, say)
    names = asyncio.run(pending(dsn))
    if names:
        raise CommandFailed(
            f"The database lacks {len(names)} migrations, first {names[0]}. Run `makegood migrate`, then try again."
        )
    return dsn


@contextmanager
def borrowed_database(settings: Settings, say: Callable[[str], None]) -> Iterator[str]:
    """The address of such a database for one short command. When the command fails, a server that was started for it
    is stopped again, unless somebody else has come to use it.
    """
    ran = server_status(settings).state in ("running", "starting")
    try:
        yield ready_database(settings, say)
    except (Exception, KeyboardInterrupt):
        if not ran:
            stop_server(settings, unless_used=True)
        raise
