"""A database that answers and has the whole schema, which is what every long-running command begins with."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

from makegood.cli.failure import CommandFailed
from makegood.db.embedded import ensure_server
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
