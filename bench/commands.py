"""Commands over HTTP, compared with pgbench running the same statements one command at a time on the same server.

Three commands a case: refuse (merchant), counter-offer (buyer), approve (merchant), so that a third of them posts to
the ledger and defers a job. Rounds of both alternate; the figures are medians. Run it with:

    .venv/bin/python -m bench.commands [--cases 2000] [--connections 48] [--rounds 5]
"""

from __future__ import annotations

import argparse
import asyncio
import os
import re
import statistics
import subprocess
import tempfile
import time
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

from bench.site import Bench, Client, bench, cpu_seconds, postgres_pid, record, report, serve, tokens
from makegood.accounts import Principal, PrincipalRole
from makegood.cases import Request
from makegood.cases import commands as c
from makegood.cases.model import CaseType
from makegood.db.binaries import find_binaries
from makegood.orders import OrderRecorded

STEPS = (
    ("refusal", b'{"reason":"used"}', 1),
    ("offers", b'{"amount_minor":4000}', 0),
    ("approval", b"{}", 1),
)


async def open_cases(site: Bench, orders: list[OrderRecorded]) -> list[str]:
    """A refund-only case of one unit for each order."""
    command = c.OpenCase(CaseType.REFUND_ONLY, (c.ItemAsked(1, 1),), "quality")

    async def one(order: OrderRecorded) -> str:
        buyer = Principal(PrincipalRole.BUYER, order.buyer_id)
        done = await site.engine.command(Request(buyer, command, order_id=order.order_id))
        return str(done.case.state.id)

    return list(await asyncio.gather(*(one(order) for order in orders)))


async def http_round(
    port: int, cases: list[tuple[str, tuple[str, str]]], connections: int, keys: bool
) -> tuple[float, list[float]]:
    """Three commands on each case over some connections; seconds taken and the latency of each."""
    waiting = iter(cases)
    latencies: list[float] = []

    async def work(client: Client) -> None:
        for case_id, who in waiting:
            for resource, body, role in STEPS:
                started = time.perf_counter()
                key = f"{case_id}-{resource}" if keys else None
                status, answer = await client.post(f"/api/cases/{case_id}/{resource}", who[role], body, key)
                latencies.append(time.perf_counter() - started)
                assert status == 200, answer

    started = time.perf_counter()
    await asyncio.gather(*(work(Client(port)) for _ in range(connections)))
    return time.perf_counter() - started, latencies


TARGETS = """
CREATE TABLE bench_targets AS
SELECT row_number() OVER () AS n, c.bucket, c.id AS case_id, c.order_id, c.merchant_id,
    'order:' || c.order_id || ':escrow' AS escrow, 'order:' || c.order_id || ':refundable' AS refundable,
    'buyer:' || c.buyer_id || ':payout:card' AS payout, 'limits:refunds' AS limits, 'processor:fake:transit' AS transit,
    o.payload, '{"name": "case.refused", "refusal": {"reason": "used", "note": ""}}'::jsonb AS event,
    '{"note": "x"}'::jsonb AS change, '{"case_id": "1", "leg_no": 1, "attempt": 1}'::jsonb AS job
FROM cases c JOIN outbox o ON o.bucket = c.bucket AND o.subject = c.id;
ALTER TABLE bench_targets ADD PRIMARY KEY (n);
CREATE SEQUENCE bench_ids START 1000000000000000 CACHE 1000;
"""

# What the product reads and writes for a command, on the same tables, statement by statement. pgbench takes every
# colon before a letter or digit for a variable, so texts that have one come out of the table of targets.
COMMAND = """
\\set n random(1, TARGETS)
SELECT bucket, case_id, order_id FROM bench_targets WHERE n = :n \\gset
BEGIN;
SELECT 1 FROM orders WHERE bucket = :bucket AND id = :order_id FOR NO KEY UPDATE;
SELECT facts::text FROM order_facts WHERE bucket = :bucket AND id = :order_id;
SELECT stream::text FROM case_streams WHERE bucket = :bucket AND id = :case_id;
UPDATE cases SET stage = 'awaiting_buyer', owner = 'buyer', due_at = now() + interval '7 days',
    wake_at = now() + interval '6 days',
    version = version + 1, updated_at = now(), state = state || t.change FROM bench_targets t
    WHERE t.n = :n AND cases.bucket = :bucket AND cases.id = :case_id;
INSERT INTO case_events (bucket, case_id, seq, name, actor, who, at, data)
    SELECT c.bucket, c.id, c.version, 'case.refused', 'merchant', 'merchant', now(), t.event
    FROM cases c, bench_targets t WHERE t.n = :n AND c.bucket = :bucket AND c.id = :case_id;
INSERT INTO outbox (bucket, id, event, subject, merchant_id, payload, at)
    SELECT bucket, nextval('bench_ids'), 'case.refused', case_id, merchant_id, payload, now() FROM bench_targets WHERE n = :n;
"""
# Every third command also posts a refund and its hold to the ledger and defers a job.
MONEY = """
SELECT nextval('bench_ids') AS id \\gset
INSERT INTO ledger_transactions (bucket, id, phase, kind, subject, at) SELECT bucket, v.id, v.phase, 'refund', case_id, now()
    FROM bench_targets, (VALUES (:id::bigint, 'posted'), (:id::bigint + 4000000000000000000, 'pending')) AS v(id, phase)
    WHERE n = :n;
INSERT INTO ledger_postings (bucket, transaction_id, posting_no, source, destination, currency, amount_minor)
    SELECT bucket, :id::bigint, 1, escrow, payout, 'CNY', 1 FROM bench_targets WHERE n = :n
    UNION ALL SELECT bucket, :id::bigint, 2, refundable, limits, 'CNY', 1 FROM bench_targets WHERE n = :n
    UNION ALL SELECT bucket, :id::bigint + 4000000000000000000, 1, payout, transit, 'CNY', 1 FROM bench_targets WHERE n = :n;
UPDATE ledger_accounts a SET balance_minor = balance_minor - 1 FROM bench_targets t
    WHERE t.n = :n AND a.bucket = :bucket AND a.account IN (t.escrow, t.refundable) AND a.currency = 'CNY';
UPDATE ledger_accounts a SET balance_minor = balance_minor + 1 FROM bench_targets t
    WHERE t.n = :n AND a.bucket = :bucket AND a.account = t.limits AND a.currency = 'CNY';
INSERT INTO jobs (bucket, id, kind, payload, run_at) SELECT bucket, :id, 'bench', job, now() FROM bench_targets WHERE n = :n;
"""


async def prepare_pgbench(site: Bench, folder: Path, count: int) -> list[str]:
    """Orders and cases for pgbench, and its two scripts; the arguments that name them, two to one."""
    await open_cases(site, await record(site.engine, 10_000_000, count))
    await site.pool.execute(TARGETS)
    return write_scripts(folder, COMMAND.replace("TARGETS", str(count)))


def write_scripts(folder: Path, command: str) -> list[str]:
    """The scripts of a plain command and of one with money, as arguments: two of the first to one of the second."""
    (folder / "plain.sql").write_text(command + "END;\n")
    (folder / "money.sql").write_text(command + MONEY + "END;\n")
    return ["-f", f"{folder}/plain.sql@2", "-f", f"{folder}/money.sql@1"]


def pgbench_round(site: Bench, scripts: list[str], connections: int, seconds: int) -> float:
    """Commands a second that pgbench reaches one by one, statements prepared."""
    parts, pgbench = urlsplit(site.dsn), find_binaries().folder / "pgbench"
    query = parse_qs(parts.query)
    host = query.get("host", [parts.hostname or "127.0.0.1"])[0]
    port = str(parts.port or query.get("port", ["5432"])[0])
    done = subprocess.run(
        [str(pgbench), "-n", "-M", "prepared", "-c", str(connections), "-j", "2", "-T", str(seconds), *scripts,
         "-h", host, "-p", port, "-U", parts.username or "", parts.path.lstrip("/")],
        env={**os.environ, "PGPASSWORD": parts.password or ""}, capture_output=True, text=True,
    )  # fmt: skip
    found = re.search(r"tps = ([\d.]+)", done.stdout)
    if not found or done.returncode:
        raise RuntimeError(done.stderr[-2000:])
    return float(found[1])


async def main() -> None:
    """Measure and report."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--cases", type=int, default=2000)
    parser.add_argument("--connections", type=int, default=48)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--keys", action="store_true", help="send an Idempotency-Key with every command")
    options = parser.parse_args()
    async with bench() as site:
        with tempfile.TemporaryDirectory() as folder:
            await measure(site, options, Path(folder))


async def measure(site: Bench, options: argparse.Namespace, folder: Path) -> None:
    """Alternate rounds of both."""
    scripts = await prepare_pgbench(site, folder, options.cases)
    http: list[float] = []
    pg: list[float] = []
    app_ms: list[float] = []
    pg_ms: list[float] = []
    p50: list[float] = []
    with serve(site.dsn, site.home) as served:
        for number in range(options.rounds):
            orders = await record(site.engine, number * options.cases, options.cases)
            cases = await open_cases(site, orders)
            work = list(zip(cases, [tokens(order) for order in orders], strict=True))
            before = (cpu_seconds(served.process.pid), cpu_seconds(postgres_pid(site.server), True))
            seconds, latencies = await http_round(served.port, work, options.connections, options.keys)
            after = (cpu_seconds(served.process.pid), cpu_seconds(postgres_pid(site.server), True))
            commands = len(latencies)
            http.append(commands / seconds)
            app_ms.append((after[0] - before[0]) * 1000 / commands)
            pg_ms.append((after[1] - before[1]) * 1000 / commands)
            p50.append(statistics.median(latencies) * 1000)
            pg.append(pgbench_round(site, scripts, options.connections, 4))
            print(
                f"round {number + 1}: http {http[-1]:.0f}/s, p50 {p50[-1]:.1f} ms; pgbench {pg[-1]:.0f}/s",
                flush=True,
            )
    report({
        "commands_per_second": statistics.median(http), "pgbench_per_second": statistics.median(pg),
        "ratio_http_to_pgbench": statistics.median(a / b for a, b in zip(http, pg, strict=True)),
        "p50_ms": statistics.median(p50), "cpu_ms_app": statistics.median(app_ms), "cpu_ms_postgres": statistics.median(pg_ms),
        "connections": options.connections, "rounds": options.rounds,
    })  # fmt: skip


if __name__ == "__main__":
    asyncio.run(main())
