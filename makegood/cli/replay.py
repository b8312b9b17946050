"""`makegood replay`: a real shop's history played through the product, with a report that adds up."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import click
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeElapsedColumn
from rich.progress import Progress as RichProgress

from makegood.cli.console import remark, step
from makegood.cli.failure import INTERRUPTED, CommandFailed
from makegood.cli.replay_report import print_report
from makegood.cli.work import run_until_told
from makegood.db.embedded import ensure_server
from makegood.db.pool import connect_pool
from makegood.kit.settings import load_settings
from makegood.replay import (
    DATABASE,
    Plan,
    Progress,
    ReplayRefused,
    Report,
    Tally,
    plan_of,
    prepare_place,
    read_history,
    replay,
)

NOT_RIGHT = 1
FILE_REFUSED = 2


@click.group("replay", short_help="Play a real shop's history through the product.")
def command() -> None:
    """Play a real shop's history through the product.

    \b
    Examples:
      makegood replay online-retail online_retail.csv.gz
      makegood replay online-retail online_retail.csv --limit 20000 --fresh --json
    """


@command.command("online-retail", short_help="Invoices and credit notes of the UCI Online Retail data.")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--limit", type=click.IntRange(min=1), help="Play only the first lines of the file.")
@click.option(
    "--fresh/--keep", default=False, help="Begin anew, or go on with what is there.  [default: keep]"
)
@click.option(
    "--database", default=DATABASE, show_default=True, help="The replay's own database on the server."
)
@click.option("--json", "as_json", is_flag=True, help="Print the report as a JSON object for machines.")
@click.pass_context
def online_retail(
    context: click.Context, file: Path, limit: int | None, fresh: bool, database: str, as_json: bool
) -> None:
    """Play FILE (.csv or .csv.gz with InvoiceNo, StockCode, Description, Quantity, InvoiceDate, UnitPrice,
    CustomerID) through the product: invoices become orders, credit notes become return cases, each taken through
    its stages on the dates of the history.

    It lives in a database of its own, so that it never mixes with the installation's. Stop it whenever you like:
    the same command goes on and ends with the same totals. How credit notes are matched is in docs/recipes/replay.md.
    Exit code 0: everything adds up; 1: it does not; 2: the file or database was refused; 130: it was stopped.

    \b
    Examples:
      makegood replay online-retail online_retail.csv.gz
      makegood replay online-retail online_retail.csv --limit 20000 --fresh --json
    """
    settings = load_settings()
    try:
        with step(f"Reading {file.name}, matching credit notes with purchases"):
            plan, fingerprint = _planned(file, limit)
        dsn = ensure_server(settings, remark)
        with step(f"Database {database}"):
            place = asyncio.run(prepare_place(dsn, database, fingerprint, fresh))
    except ReplayRefused as refusal:
        raise CommandFailed(str(refusal), FILE_REFUSED) from refusal
    report = _play(place, plan)
    if report is None:
        raise CommandFailed("Stopped. Run the same command again to go on.", INTERRUPTED)
    print_report(report, as_json)
    context.exit(0 if report.ok else NOT_RIGHT)


def _planned(file: Path, limit: int | None) -> tuple[Plan, str]:
    """The plan, and the fingerprint of its history, which is not kept: a year of a shop is large."""
    history = read_history(file, limit)
    return plan_of(history), history.fingerprint


def _play(dsn: str, plan: Plan) -> Report | None:
    """The report, or None when a signal stopped the replay."""
    reports: list[Report] = []

    async def work(progress: Progress) -> None:
        pool = await connect_pool(dsn, 2, 10, "makegood replay")
        try:
            reports.append(await replay(pool, plan, progress))
        finally:
            pool.terminate()

    with _progress_bars(plan) as progress:
        run_until_told(work(progress))
    return reports[0] if reports else None


@contextmanager
def _progress_bars(plan: Plan) -> Iterator[Progress]:
    """Orders and cases on standard error; where nobody watches, a remark at every tenth."""
    console = Console(stderr=True)
    bars = RichProgress(
        TextColumn("  {task.description:<7}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn(),
        console=console, disable=not console.is_terminal,
    )  # fmt: skip
    with bars:
        orders = bars.add_task("orders", total=len(plan.orders))
        cases = bars.add_task("cases", total=len(plan.cases))
        told = 0

        def show(tally: Tally) -> None:
            nonlocal told
            bars.update(orders, completed=tally.orders)
            bars.update(cases, completed=tally.cases)
            tenths = 10 * tally.cases // max(len(plan.cases), 1)
            if not console.is_terminal and tenths > told:
                told = tenths
                remark(
                    f"{tally.orders:,} of {len(plan.orders):,} orders, {tally.cases:,} of {len(plan.cases):,} cases"
                )

        yield show
