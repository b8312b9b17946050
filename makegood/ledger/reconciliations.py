"""Checks of the book and questions to the processors: who asked for them, when, and what they found."""

from datetime import datetime
from typing import Any, Literal

import msgspec
from msgspec import Struct

from makegood.db.writes import Connection

ReconciliationKind = Literal["ledger", "processors"]

_COLUMNS = "id, kind, asked_by, asked_at, began_at, ended_at, result::text, failure"


class Reconciliation(Struct, frozen=True):
    """One of them. Without `ended_at` it has not been carried out yet; `failure` tells why it could not be."""

    id: str
    kind: str
    asked_by: str
    asked_at: datetime
    began_at: datetime | None
    ended_at: datetime | None
    result: dict[str, Any] | None
    failure: str | None


async def ask_reconciliation(
    connection: Connection, reconciliation_id: int, kind: ReconciliationKind, asked_by: str, now: datetime
) -> None:
    """Put down that it was asked for."""
    await connection.execute(
        "INSERT INTO reconciliations (id, kind, asked_by, asked_at) VALUES ($1, $2, $3, $4)",
        reconciliation_id,
        kind,
        asked_by,
        now,
    )


async def begin_reconciliation(connection: Connection, reconciliation_id: int, now: datetime) -> bool:
    """Put down that it is being carried out; whether it is still wanted. Beginning again after a crash is fine."""
    began = await connection.fetchval(
        "UPDATE reconciliations SET began_at = $2 WHERE id = $1 AND ended_at IS NULL RETURNING true",
        reconciliation_id,
        now,
    )
    return bool(began)


async def end_reconciliation(
    connection: Connection,
    reconciliation_id: int,
    now: datetime,
    result: Any = None,
    failure: str | None = None,
) -> None:
    """Put down what it found, or why it could not be carried out. The first end stays."""
    encoded = None if result is None else msgspec.json.encode(result).decode()
    await connection.execute(
        "UPDATE reconciliations SET ended_at = $2, result = $3::jsonb, failure = $4 WHERE id = $1 AND ended_at IS NULL",
        reconciliation_id,
        now,
        encoded,
        failure,
    )


async def last_reconciliations(
    connection: Connection, kind: ReconciliationKind, limit: int
) -> list[Reconciliation]:
    """The newest first."""
    rows = await connection.fetch(
        f"SELECT {_COLUMNS} FROM reconciliations WHERE kind = $1 ORDER BY id DESC LIMIT $2", kind, limit
    )
    return [
        Reconciliation(
            str(row["id"]), row["kind"], row["asked_by"], row["asked_at"], row["began_at"], row["ended_at"],
            msgspec.json.decode(row["result"]) if row["result"] else None, row["failure"],
        )
        for row in rows
    ]  # fmt: skip
