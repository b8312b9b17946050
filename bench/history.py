"""A shop with a past: cases by the million, copied set-based in SQL from cases that went through the product.

Every row of a copy is a copy of a real one, with its own ids, buyer, order number, accounts and clock. What is not
copied: the fake processor's books, idempotency keys, products and merchants (these are shared). A copied buyer stays
in its template's bucket, not in that of its own name, which only recording another order of that buyer would notice.
"""

from __future__ import annotations

import asyncio
import re
import time
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import msgspec

from bench.site import PROCESSORS, Bench
from makegood.cases import CaseState, read_case
from makegood.db.pool import connect_pool
from makegood.db.postmaster import stop
from makegood.db.writes import Connection
from makegood.flows.engine import build_engine
from makegood.kit.clock import ShiftedClock
from makegood.kit.ids import stable_bucket

_QUERIES = {
    name: body.strip()
    for name, body in re.findall(
        r"-- name: (\w+)\n(.*?)(?=\n-- name:|\Z)", (Path(__file__).parent / "history.sql").read_text(), re.S
    )
}
_STEPS = tuple(name for name in _QUERIES if name.startswith(("copy_", "add_to_")))
_TABLES = (
    "buyers", "orders", "order_lines", "order_payments", "parcels", "cases", "case_events", "ledger_transactions",
    "ledger_postings", "ledger_accounts",
)  # fmt: skip
_STEP_OF_IDS = 60_000 << 22
LONG_SECONDS = 3600
ALL_TABLES = (*_TABLES, "order_names")


@dataclass
class History:
    """Families of templates in a database, and how often each was copied."""

    site: Bench
    copied: dict[str, int] = field(default_factory=dict)
    sizes: dict[str, int] = field(default_factory=dict)

    async def make_tables(self) -> None:
        """The tables that hold the templates; once a database."""
        await self.site.pool.execute(_QUERIES["make_tables"])

    async def add_family(self, family: str, case_ids: Sequence[int]) -> None:
        """Take cases of the product as templates; nothing may happen to them afterwards."""
        async with self.site.pool.acquire() as connection, connection.transaction():
            for case_id in case_ids:
                await _add_template(connection, family, case_id)
            await connection.execute(_QUERIES["note_shared_accounts"], family)
        self.copied[family], self.sizes[family] = 0, len(case_ids)

    async def grow(self, cases: dict[str, int]) -> float:
        """Copy families about so many times, `cases` more of each; seconds taken. Ends on a freshly started server."""
        started = time.perf_counter()
        async with self.site.pool.acquire() as connection:
            async with _bare_tables(connection):
                for family, wanted in cases.items():
                    await self._copy(family, -(-wanted // self.sizes[family]))
            await connection.execute(f"VACUUM (ANALYZE) {', '.join(ALL_TABLES)}", timeout=LONG_SECONDS)
        await self._restart()
        return time.perf_counter() - started

    async def add_overdue(self, family: str, cases: int) -> None:
        """Copy a family beside what is there, its indexes in place: a small addition to a large past. Wakes the copies."""
        first = self.copied[family] + 1
        await self._copy(family, -(-cases // self.sizes[family]))
        await self.site.pool.execute(_QUERIES["wake_copies"], family, first, self.copied[family])
        await self.site.pool.execute(f"ANALYZE {', '.join(ALL_TABLES)}", timeout=LONG_SECONDS)

    async def _copy(self, family: str, times: int) -> None:
        first, last = self.copied[family] + 1, self.copied[family] + times
        middle = (first + last) // 2
        await asyncio.gather(
            *(self._copy_range(family, a, b) for a, b in ((first, middle), (middle + 1, last)) if a <= b)
        )
        self.copied[family] = last

    async def _copy_range(self, family: str, first: int, last: int) -> None:
        async with self.site.pool.acquire() as connection:
            for step in _STEPS:
                await connection.execute(_QUERIES[step], family, first, last, timeout=LONG_SECONDS)
            await self._name_orders(connection, family, first, last)

    async def _name_orders(self, connection: Any, family: str, first: int, last: int) -> None:
        """Order numbers live in the bucket of their own hash, which is ours to compute."""
        templates = await connection.fetch(
            "SELECT o.id, o.external_id FROM bench_templates t JOIN orders o ON (o.bucket, o.id) = (t.bucket, t.order_id)"
            " WHERE t.family = $1",
            family,
        )
        names = (
            (f"{row['external_id']}/{copy}", row["id"] - copy * _STEP_OF_IDS)
            for row in templates
            for copy in range(first, last + 1)
        )
        records = ((stable_bucket(name), name, order_id) for name, order_id in names)
        await connection.copy_records_to_table("order_names", records=records, timeout=LONG_SECONDS)

    async def _restart(self) -> None:
        """Stop and start PostgreSQL: its checkpoint is then over and is not counted in what follows."""
        server = self.site.server
        await self.site.pool.close()
        assert server.running is not None
        stop(server.running, server.place.data)
        server.restart()
        self.site.pool = await connect_pool(self.site.dsn, 2, 8)
        self.site.engine = build_engine(self.site.pool, ShiftedClock(), PROCESSORS)


@asynccontextmanager
async def _bare_tables(connection: Any) -> AsyncIterator[None]:
    aside = await connection.fetch(_QUERIES["aside"], list(_TABLES))
    for each in sorted(aside, key=lambda row: str(row["away"])):
        await connection.execute(each["away"])
    yield
    for each in sorted(aside, key=lambda row: str(row["back"]), reverse=True):  # indexes before the keys
        await connection.execute(each["back"], timeout=LONG_SECONDS)


async def _add_template(connection: Connection, family: str, case_id: int) -> None:
    case, _ = await read_case(connection, case_id)
    state = case.state
    leg = state.legs[0] if state.legs else None
    row = await connection.fetchrow("SELECT state::text AS state FROM cases WHERE id = $1", case_id)
    clock = msgspec.json.decode(row["state"])
    await connection.execute(
        "INSERT INTO bench_templates VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
        family, state.bucket, state.buyer_id, state.order_id, case_id, leg.hold if leg else 0, leg.posted_by if leg else 0,
        state.due_at, state.remind_at, _with_clock(_format_of(row["state"], state), clock),
    )  # fmt: skip
    for event in await connection.fetch(
        "SELECT seq, data::text AS data FROM case_events WHERE case_id = $1", case_id
    ):
        await connection.execute(
            "INSERT INTO bench_template_events VALUES ($1, $2, $3)",
            case_id, event["seq"], _with_clock(_format_of(event["data"], state), clock),
        )  # fmt: skip


def _format_of(text: str, state: CaseState) -> str:
    """A JSON text with places for what differs from copy to copy (see bench_filled)."""
    text = text.replace("%", "%%")
    legs = [(leg.hold, leg.posted_by) for leg in state.legs[:1]] or [(0, 0)]
    for place, identifier in enumerate((state.order_id, state.buyer_id, state.id, *legs[0]), 1):
        if identifier:
            text = text.replace(str(identifier), f"%{place}$s")
    for leg in state.legs:
        text = text.replace(f'"{leg.processor_reference}"', f'"{leg.processor_reference}%6$s"')
    return text


def _with_clock(text: str, clock: dict[str, str | None]) -> str:
    """The times of the case's present clock, wherever they stand in a text, as places."""
    for name, place in (("due_at", 7), ("remind_at", 8)):
        if clock.get(name):
            text = text.replace(f'"{clock[name]}"', f'"%{place}$s"')
    return text
