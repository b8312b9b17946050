"""The fake processor's books in PostgreSQL (migration 0010): shared by processes, kept over restarts."""

import re
from datetime import datetime
from pathlib import Path
from typing import Any

import asyncpg

from makegood.db.writes import Connection
from makegood.kit.ids import stable_bucket
from makegood.payments.fake_processor.entry import Entry, Status
from makegood.payments.fake_processor.script import Script
from makegood.payments.model import RefundOrder

_QUERIES = dict(
    re.findall(
        r"-- name: (\w+)\n(.*?)(?=-- name:|\Z)", (Path(__file__).parent / "queries.sql").read_text(), re.S
    )
)


class SqlBook:
    """Books in the database of `connection`, a pool as a rule: each step is one statement on its own."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    async def called(self, order: RefundOrder, now: datetime) -> Entry:
        key = order.idempotency_key
        row = await self._connection.fetchrow(
            _QUERIES["called"],
            stable_bucket(key),
            key,
            order.processor_reference,
            order.amount_minor,
            order.currency,
            now,
        )
        return _entry(row)

    async def decide(
        self, entry: Entry, status: Status, at: datetime, script: Script, notifications_owed: int
    ) -> Entry:
        outcome = (at, script.value, notifications_owed)
        try:
            return await self._decided(entry, status, *outcome)
        except asyncpg.CheckViolationError:
            return await self._decided(entry, "more_than_captured", *outcome)

    async def entry(self, key: str) -> Entry | None:
        row = await self._connection.fetchrow(_QUERIES["entry"], stable_bucket(key), key)
        return _entry(row) if row else None

    async def take_owed(self, now: datetime) -> list[Entry]:
        rows = await self._connection.fetch(_QUERIES["take_owed"], now)
        return sorted(map(_entry, rows), key=lambda entry: (entry.at, entry.idempotency_key))

    async def owe(self, key: str, notifications: int) -> None:
        await self._connection.execute(_QUERIES["owe"], stable_bucket(key), key, notifications)

    async def set_captured(self, reference: str, amount_minor: int) -> None:
        await self._connection.execute(
            _QUERIES["set_captured"], stable_bucket(reference), reference, amount_minor
        )

    async def charge_back(self, reference: str, amount_minor: int) -> int:
        place = stable_bucket(reference), reference
        await self._connection.execute(_QUERIES["know"], *place)
        return int(await self._connection.fetchval(_QUERIES["charge_back"], *place, amount_minor))

    async def give_back(self, reference: str, amount_minor: int) -> None:
        await self._connection.execute(
            _QUERIES["give_back"], stable_bucket(reference), reference, amount_minor
        )

    async def moved_minor(self, reference: str) -> int:
        found = await self._connection.fetchval(_QUERIES["moved_minor"], stable_bucket(reference), reference)
        return int(found or 0)

    async def calls(self, reference: str) -> int:
        return int(await self._connection.fetchval(_QUERIES["calls"], reference))

    async def _decided(self, entry: Entry, status: Status, *outcome: Any) -> Entry:
        key = entry.idempotency_key
        row = await self._connection.fetchrow(
            _QUERIES["decide"], stable_bucket(key), key, status, *outcome, stable_bucket(entry.reference)
        )
        if row is None:
            row = await self._connection.fetchrow(_QUERIES["entry"], stable_bucket(key), key)
        return _entry(row)


def _entry(row: Any) -> Entry:
    return Entry(**dict(row))
