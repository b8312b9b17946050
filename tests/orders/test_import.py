"""Importing into the real database: whole orders, clear rejects, safe to stop and run again."""

import asyncio
import csv
import os
import subprocess
import sys
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

import asyncpg
import msgspec
import pytest

from makegood.db.writes import Writes
from makegood.kit.ids import IdMaker
from makegood.orders import (
    FileRefused,
    ImportJob,
    ImportTally,
    OrderRecorded,
    RejectFile,
    import_orders,
    reader_of,
)
from makegood.orders.readers import Reject
from tests.orders.test_readers import csv_file, row
from tests.orders.world import NOW, OMAR, an_order

RETAIL_STORE = Path(__file__).parents[3] / "shared/data/retail-store/db.json"


def nothing(_: Sequence[OrderRecorded], __: datetime) -> Writes:
    return Writes()


async def load(
    pool: asyncpg.Pool, path: Path, batch: int = 500, dry_run: bool = False
) -> tuple[ImportTally, list[Reject]]:
    rejected: list[Reject] = []
    reader = reader_of(path)
    reader.inspect()
    job = ImportJob(
        consequences=nothing,
        now=lambda: NOW,
        reject=rejected.append,
        ids=IdMaker(),
        batch_orders=batch,
        dry_run=dry_run,
    )
    return await import_orders(pool, reader, job), rejected


def orders_file(folder: Path, count: int) -> Path:
    path = folder / "orders.jsonl"
    path.write_bytes(b"\n".join(msgspec.json.encode(an_order(f"A-{at}")) for at in range(count)))
    return path


async def test_good_orders_come_in_and_bad_ones_are_told(pool: asyncpg.Pool, tmp_path: Path) -> None:
    path = csv_file(
        tmp_path, row("A-1"), row("A-1", sku="cup"), row("A-2", quantity="0"), row("A-3", sku="x" * 101)
    )
    tally, rejected = await load(pool, path)
    assert (tally.rows, tally.new, tally.rejected) == (4, 1, 2)
    assert [(one.rows, one.order, one.field) for one in rejected] == [
        ([4], "A-2", "quantity"),
        ([5], "A-3", "sku"),
        ([5], "A-3", "product_id"),
    ]
    assert await pool.fetchval("SELECT count(*) FROM order_lines") == 2
    again, _ = await load(pool, path)
    assert (again.new, again.unchanged, again.rejected) == (0, 1, 2)


async def test_what_the_database_knows_is_a_reason_too_also_in_a_dry_run(
    pool: asyncpg.Pool, tmp_path: Path
) -> None:
    path = tmp_path / "orders.jsonl"
    path.write_bytes(msgspec.json.encode(an_order("A-1")))
    await load(pool, path)
    path.write_bytes(
        b"\n".join(msgspec.json.encode(order) for order in (an_order("A-1", buyer=OMAR), an_order("A-2")))
    )
    dry, told_dry = await load(pool, path, dry_run=True)
    assert await pool.fetchval("SELECT count(*) FROM orders") == 1
    wet, told_wet = await load(pool, path)
    assert (dry, told_dry) == (wet, told_wet)
    assert [(one.rows, one.order, one.field) for one in told_wet] == [([1], "A-1", "buyer.external_id")]


async def test_stopped_anywhere_it_can_be_run_again(pool: asyncpg.Pool, tmp_path: Path) -> None:
    path = orders_file(tmp_path, 200)
    for _ in range(3):
        running = asyncio.create_task(load(pool, path, batch=10))
        await asyncio.sleep(0.05)
        running.cancel()
        await asyncio.wait([running])
    tally, _ = await load(pool, path, batch=10)
    assert tally.orders == 200
    assert await pool.fetchval("SELECT count(*) FROM order_lines") == 400
    paid = await pool.fetchval("SELECT sum(paid_minor) FROM orders")
    assert paid == await pool.fetchval("SELECT sum(paid_minor) FROM order_lines") == 200 * 35_100


def test_the_rejects_file_is_there_only_for_rejects(tmp_path: Path) -> None:
    path = tmp_path / "bad.csv"
    path.write_text("of an earlier run")
    with RejectFile(path) as file:
        assert not path.exists()
        file.add(Reject(rows=[3, 5], order="=A1", field="quantity", why="is no number, at all", value="@x"))
    with path.open(newline="") as text:
        assert list(csv.reader(text)) == [
            ["rows", "order", "field", "why", "value"], ["3-5", "'=A1", "quantity", "is no number, at all", "'@x"],
        ]  # fmt: skip
    with pytest.raises(FileRefused, match="--rejects"), RejectFile(tmp_path / "no" / "folder.csv"):
        pass
    with RejectFile(Path(os.devnull)) as nowhere:
        nowhere.add(Reject(rows=[1], order="A", field="x", why="y", value="z"))
    assert Path(os.devnull).exists()


@pytest.mark.skipif(not RETAIL_STORE.exists(), reason="the retail-store data set is not here")
async def test_the_whole_retail_store_comes_in(pool: asyncpg.Pool) -> None:
    tally, rejected = await load(pool, RETAIL_STORE)
    assert (tally.new, rejected) == (1000, [])
    told = await pool.fetch("SELECT status, count(*) FROM orders GROUP BY status")
    assert dict(map(tuple, told)) == {"paid": 423, "shipped": 102, "delivered": 373, "cancelled": 102}
    lines, payments = await pool.fetchrow(
        "SELECT (SELECT sum(paid_minor) FROM order_lines), (SELECT sum(amount_minor) FROM order_payments)"
    )
    assert lines == payments
    assert (await load(pool, RETAIL_STORE))[0].unchanged == 1000


def makegood_import(dsn: str, home: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    code = "import sys; from makegood.cli import import_, failure\n" + (
        "try: sys.exit(import_.command.main(sys.argv[1:], standalone_mode=False) or 0)\n"
        "except BaseException as error: sys.exit(failure.exit_code_of(error))"
    )
    environment = os.environ | {"MAKEGOOD_DATABASE_URL": dsn, "MAKEGOOD_HOME": str(home)}
    return subprocess.run(
        [sys.executable, "-c", code, *arguments],
        env=environment,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def test_the_command_ends_with_a_code_for_each_end(fresh_dsn: str, tmp_path: Path) -> None:
    good = orders_file(tmp_path, 3)
    dry = makegood_import(fresh_dsn, tmp_path, str(good), "--dry-run")
    assert (dry.returncode, dry.stdout) == (0, "3 orders would be in: 3 new, 0 changed, 0 unchanged.\n")
    told = makegood_import(fresh_dsn, tmp_path, str(good), "--json")
    assert told.returncode == 0, told.stderr
    assert msgspec.json.decode(told.stdout) == {
        "rows": 3, "orders": 3, "new": 3, "changed": 0, "unchanged": 0, "rejected": 0, "dry_run": False, "rejects": None,
    }  # fmt: skip
    bad = csv_file(tmp_path, row("B-1"), row("B-2", quantity="many"))
    some = makegood_import(fresh_dsn, tmp_path, str(bad))
    assert some.returncode == 1, some.stderr
    (line,) = (tmp_path / "orders.csv.rejects.jsonl").read_text().splitlines()
    assert msgspec.json.decode(line) == {
        "rows": [3], "order": "B-2", "field": "quantity", "why": "is not a whole number", "value": "many",
    }  # fmt: skip
    refused = makegood_import(fresh_dsn, tmp_path, str(csv_file(tmp_path, header="colour")))
    assert refused.returncode == 2
    assert "columns that are not known" in refused.stderr
    same = makegood_import(fresh_dsn, tmp_path, str(good), "--rejects", str(good))
    assert (same.returncode, good.exists()) == (2, True)
