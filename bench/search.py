"""How long a search takes among many orders, for the desk and for a shop: milliseconds of the whole search, in this
process over one connection, the median and the slowest of several. Run it with:

    .venv/bin/python -m bench.search [--orders 100000] [--rounds 20]
"""

from __future__ import annotations

import argparse
import asyncio
import statistics
import time
from pathlib import Path
from typing import Any

from bench.site import report
from makegood.accounts import Principal, PrincipalRole
from makegood.db.migrate import migrate
from makegood.db.pool import connect_pool
from makegood.db.throwaway import throwaway_server
from makegood.web.search import asked, find

ASKED = {
    "order_number": "MG-10000042", "prefix_of_all": "MG-1", "tracking_number": "SF3200000042", "chinese_name": "王伟",
    "surname": "李", "english_name": "amelia", "chinese_words": "陶瓷马克杯", "english_words": "trail shoes",
    "shop": "walkwell", "nothing": "no such thing",
}  # fmt: skip
"""What people type, by what it is."""


async def measure(dsn: str, orders: int, rounds: int) -> dict[str, float]:
    """Milliseconds of each search, for the desk and for one shop."""
    await migrate(dsn)
    pool = await connect_pool(dsn, min_size=1, max_size=1)
    statements = (
        Path(__file__).with_suffix(".sql").read_text(encoding="utf-8").replace("$orders", str(orders))
    )
    await pool.execute(statements, timeout=1800)
    await pool.execute("VACUUM ANALYZE", timeout=1800)
    shop = await pool.fetchval("SELECT id FROM merchants WHERE external_id = 'shop-42'")
    readers = {"desk": Principal(PrincipalRole.DESK), "shop": Principal(PrincipalRole.MERCHANT, shop)}
    figures: dict[str, float] = {"orders": orders}
    for role, reader in readers.items():
        for name, text in ASKED.items():
            took = [await _milliseconds(pool, text, reader) for _ in range(rounds)]
            figures[f"ms_{role}_{name}"] = round(statistics.median(took), 2)
            figures[f"ms_{role}_{name}_slowest"] = round(max(took), 2)
            print(f"{role} {name}: {figures[f'ms_{role}_{name}']} ms")
    await pool.close()
    return figures


async def _milliseconds(pool: Any, text: str, reader: Principal) -> float:
    began = time.perf_counter()
    await find(pool, asked(text), reader)
    return (time.perf_counter() - began) * 1000


def main() -> None:
    """Measure and report."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--orders", type=int, default=100_000)
    parser.add_argument("--rounds", type=int, default=20)
    options = parser.parse_args()
    with throwaway_server() as server:
        report(asyncio.run(measure(server.url(), options.orders, options.rounds)))


if __name__ == "__main__":
    main()
