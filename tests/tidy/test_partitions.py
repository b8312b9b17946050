"""The schema, every bucketed table of it partitioned by hash of its bucket: PostgreSQL itself then refuses a key that a
distributed database would refuse. A whole return & refund runs on it, so the statements hold as well as the tables."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import asyncpg
import pytest

from makegood.cases import Stage
from makegood.cases import commands as c
from makegood.db.migrate import MIGRATIONS, migrate
from makegood.db.pool import connect_pool
from makegood.ledger import check_ledger
from tests.conftest import database_from
from tests.world import build_world, buyer_of, merchant_of

PARTITIONS = 3
TABLE = re.compile(r"^CREATE TABLE (\w+) \((.*?)^\)([^;]*);", re.MULTILINE | re.DOTALL)
BUCKET = re.compile(r"^\s+bucket\s+smallint\b", re.MULTILINE)


def partitioned(statements: str) -> str:
    """A migration with each bucketed table partitioned. Storage parameters go: they belong to partitions."""

    def rewritten(table: re.Match[str]) -> str:
        name, columns = table[1], table[2]
        if not BUCKET.search(columns):
            return table[0]
        parts = "".join(
            f"\nCREATE TABLE {name}_{number} PARTITION OF {name} "
            f"FOR VALUES WITH (MODULUS {PARTITIONS}, REMAINDER {number});"
            for number in range(PARTITIONS)
        )
        return f"CREATE TABLE {name} ({columns}) PARTITION BY HASH (bucket);{parts}"

    return TABLE.sub(rewritten, statements)


@pytest.fixture
async def partitioned_pool(server_url: str, tmp_path: Path) -> AsyncIterator[Any]:
    """A pool on a database whose schema is partitioned."""
    for path in MIGRATIONS.glob("*.sql"):
        (tmp_path / path.name).write_text(partitioned(path.read_text(encoding="utf-8")), encoding="utf-8")
    async with database_from(server_url) as url:
        await migrate(url, folder=tmp_path)
        made = await connect_pool(url, min_size=1, max_size=4, application_name="makegood tests")
        yield made
        made.terminate()


async def test_a_key_without_its_bucket_is_refused(server_url: str) -> None:
    faulty = "CREATE TABLE promises (\n    bucket smallint NOT NULL,\n    id bigint PRIMARY KEY\n);"
    async with database_from(server_url) as url:
        connection = await asyncpg.connect(url)
        with pytest.raises(asyncpg.FeatureNotSupportedError, match="bucket"):
            await connection.execute(partitioned(faulty))
        await connection.close()


async def test_every_bucketed_table_is_partitioned(partitioned_pool: Any) -> None:
    whole = await partitioned_pool.fetch("""
        SELECT c.relname FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attname = 'bucket'
        WHERE c.relnamespace = 'public'::regnamespace AND c.relkind = 'r' AND NOT c.relispartition
    """)
    assert not whole, (
        f"{[row['relname'] for row in whole]}: write CREATE TABLE name ( … ) with the closing bracket at the start "
        "of its line, so that this test can partition it."
    )


async def test_a_return_is_refunded_on_partitions(partitioned_pool: Any) -> None:
    world = build_world(partitioned_pool)
    order = await world.order()
    buyer, merchant = buyer_of(order), merchant_of(order)
    done = await world.open(order)
    done = await world.do(merchant, done, c.Approve())
    done = await world.do(buyer, done, c.ShipReturn("SF", "SF-back-1"))
    done = await world.do(merchant, done, c.Receive())
    done = await world.do(merchant, done, c.Inspect())
    await world.runner.run_ready()
    stage = await partitioned_pool.fetchval("SELECT stage FROM cases")
    assert stage == Stage.SETTLED
    assert (await check_ledger(partitioned_pool)).findings == ()
