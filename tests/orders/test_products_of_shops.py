"""Two shops sell under one external id: two products, each told by its own shop, before the update and after."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import asyncpg
from msgspec.structs import replace

from makegood.db.migrate import MIGRATIONS, migrate
from makegood.kit.ids import bucket_of, stable_bucket
from tests.db.test_migrate import empty_dsn
from tests.orders.test_record import record
from tests.orders.world import HILLSIDE, OMAR, RIVERSIDE, TEA, an_order

__all__ = ["empty_dsn"]

OOLONG = replace(
    TEA, product=replace(TEA.product, category="drinks", title="Oolong"), title="Oolong of the river"
)
READ = """
SELECT m.external_id AS shop, p.title, p.category, p.id, p.bucket FROM products p
JOIN merchants m ON m.id = p.merchant_id ORDER BY m.external_id
"""


def told(rows: list[Any]) -> list[tuple[str, str, str]]:
    return [(row["shop"], row["title"], row["category"]) for row in rows]


BOTH = [("hillside", "Longjing tea 100 g", "food"), ("riverside", "Oolong", "drinks")]


async def test_each_shop_tells_its_own(pool: asyncpg.Pool) -> None:
    theirs = an_order("A-2", merchant=RIVERSIDE, lines=[OOLONG])
    await record(pool, an_order("A-1", lines=[TEA]), theirs)
    assert told(await pool.fetch(READ)) == BOTH
    cheaper = replace(TEA, product=replace(TEA.product, category="food.tea"))
    await record(pool, an_order("A-3", lines=[cheaper], buyer=OMAR))
    assert told(await pool.fetch(READ)) == [("hillside", "Longjing tea 100 g", "food.tea"), BOTH[1]]


async def test_a_shop_that_lost_its_product_to_another_gets_it_back(empty_dsn: str, tmp_path: Path) -> None:
    before = tmp_path / "before"
    before.mkdir()
    for file in sorted(MIGRATIONS.glob("*.sql")):
        if file.name < "0020":
            shutil.copy(file, before)
    await migrate(empty_dsn, folder=before)
    pool = await asyncpg.create_pool(empty_dsn, min_size=1, max_size=2)
    await _as_it_was(pool)
    after = tmp_path / "after"
    shutil.copytree(before, after)
    shutil.copy(MIGRATIONS / "0020_owners.sql", after)
    assert await migrate(empty_dsn, folder=after) == ["0020_owners.sql"]
    rows = await pool.fetch(READ)
    assert told(rows) == [("hillside", "Longjing", "food"), ("riverside", "Oolong", "drinks")]
    assert {bucket_of(row["id"]) for row in rows} == {row["bucket"] for row in rows} == {stable_bucket("tea")}
    assert len({row["id"] for row in rows}) == 2
    assert rows[1]["id"] == stable_bucket("tea") << 10 | 1 << 60
    await pool.close()


async def _as_it_was(pool: asyncpg.Pool) -> None:
    """Hillside sold tea first; then Riverside did, and the one row became theirs."""
    at, tea = "'2026-03-01T00:00:00Z'", stable_bucket("tea")
    for number, shop in enumerate((HILLSIDE, RIVERSIDE), 1):
        await pool.execute(
            f"INSERT INTO merchants (id, external_id, name, updated_at) VALUES ($1, $2, $2, {at})",
            number, shop.external_id,
        )  # fmt: skip
    await pool.execute(
        f"INSERT INTO buyers (bucket, id, external_id, name, updated_at) VALUES (7, 7168, 'b', 'B', {at})"
    )
    for number, (title, category) in enumerate((("Longjing", "food"), ("Oolong", "drinks")), 1):
        await pool.execute(
            "INSERT INTO orders (bucket, id, external_id, buyer_id, merchant_id, currency, status, placed_at, paid_minor,"
            f" content_hash, updated_at) VALUES (7, $1, $2, 7168, $3, 'CNY', 'paid', {at}, 1, '', {at})",
            7168 + number, f"A-{number}", number,
        )  # fmt: skip
        await pool.execute(
            "INSERT INTO order_lines (bucket, order_id, line_no, kind, sku, product_external_id, title, category,"
            " quantity, unit_price_minor, paid_minor) VALUES (7, $1, 1, 'goods', 's', 'tea', $2, $3, 1, 1, 1)",
            7168 + number, title, category,
        )  # fmt: skip
    await pool.execute(
        "INSERT INTO products (bucket, id, external_id, merchant_id, title, category, updated_at)"
        f" VALUES ($1, $2, 'tea', 2, 'Oolong', 'drinks', {at})",
        tea, tea << 10 | 1 << 60,
    )  # fmt: skip
