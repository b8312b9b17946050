"""`makegood import`: orders out of a file, whole or not at all, with a file of what was left out and why."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import asyncpg
import click
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, ProgressColumn, Task, TextColumn, TimeRemainingColumn
from rich.progress import Progress as RichProgress
from rich.text import Text

from makegood.cli.console import print_json, remark
from makegood.cli.failure import CommandFailed
from makegood.cli.ready_database import ready_database
from makegood.db.pool import connect_pool
from makegood.flows.capture import captured_orders
from makegood.flows.engine import read_offset
from makegood.kit.clock import ShiftedClock
from makegood.kit.ids import IdMaker
from makegood.kit.settings import load_settings
from makegood.orders import (
    FORMATS,
    FileRefused,
    ImportJob,
    ImportTally,
    Reader,
    RejectFile,
    import_orders,
    reader_of,
)
from makegood.policy import shipped_catalogue

SOME_REJECTED = 1
FILE_REFUSED = 2
DATABASE_FAILED = 3

Progress = Callable[[ImportTally], None]


@click.command("import", short_help="Read orders from CSV, JSONL or Parquet files.")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--format", "form", type=click.Choice(FORMATS), default="auto", show_default=True)
@click.option("--dry-run", is_flag=True, help="Check everything, the database's refusals too; write nothing.")
@click.option(
    "--rejects", type=click.Path(dir_okay=False, path_type=Path),
    help="Where to write what was left out and why, as .jsonl or .csv.  [default: FILE.rejects.jsonl]",
)  # fmt: skip
@click.option(
    "--batch", type=click.IntRange(1, 5000), default=500, show_default=True, help="Orders in one transaction."
)
@click.option(
    "--as-of", type=click.DateTime(["%Y-%m-%dT%H:%M:%S%z", "%Y-%m-%d"]),
    help="For retail-store, which tells no times: the moment its orders lead up to.",
)  # fmt: skip
@click.option("--json", "as_json", is_flag=True, help="Print a JSON object for machines.")
@click.pass_context
def command(
    context: click.Context,
    file: Path,
    form: str,
    dry_run: bool,
    rejects: Path | None,
    batch: int,
    as_of: datetime | None,
    as_json: bool,
) -> None:
    """Read orders from FILE (.csv, .jsonl, .parquet, or the retail-store db.json; also with .gz).

    An order is taken whole or not at all, and running an import again changes nothing that is already in.
    Exit code 0: everything is in; 1: some orders were rejected; 2: the file was refused;
    3: the database failed in the middle, run it again to go on.

    \b
    Examples:
      makegood import orders.csv --dry-run
      makegood import orders.jsonl.gz --rejects bad.csv
      makegood import db.json --format retail-store --json
    """
    try:
        reader = reader_of(file, form, _with_zone(as_of))
        rows = _inspected(reader, file)
        with RejectFile(_rejects_path(file, rejects)) as left_out:
            dsn = ready_database(load_settings(), remark)
            with _progress_bar(file.name, rows) as progress:
                tally = asyncio.run(_import(dsn, reader, left_out, batch, dry_run, progress))
    except FileRefused as refusal:
        raise CommandFailed(str(refusal), FILE_REFUSED) from refusal
    _report(tally, left_out, dry_run, as_json)
    context.exit(SOME_REJECTED if tally.rejected else 0)


def _with_zone(as_of: datetime | None) -> datetime | None:
    return as_of.replace(tzinfo=UTC) if as_of is not None and as_of.tzinfo is None else as_of


def _inspected(reader: Reader, file: Path) -> int:
    remark(f"Checking that {file.name} is whole")
    rows = reader.inspect()
    if not rows:
        raise FileRefused(f"{file.name} holds no orders.")
    return rows


def _rejects_path(file: Path, told: Path | None) -> Path:
    """Beside the file, or here when that folder cannot be written."""
    name = f"{file.name}.rejects.jsonl"
    path = told or (file.parent if os.access(file.parent, os.W_OK) else Path.cwd()) / name
    if path.exists() and path.samefile(file):
        raise FileRefused(
            "The rejects file cannot be the file that is imported; name another with --rejects."
        )
    return path


async def _import(
    dsn: str,
    reader: Reader,
    left_out: RejectFile,
    batch: int,
    dry_run: bool,
    progress: Progress,
) -> ImportTally:
    ids = IdMaker()
    pool = await connect_pool(dsn, 1, 2, "makegood import")
    try:
        clock = ShiftedClock(await read_offset(pool))
        job = ImportJob(
            consequences=captured_orders(ids),
            now=clock.now,
            reject=left_out.add,
            progress=progress,
            ids=ids,
            batch_orders=batch,
            dry_run=dry_run,
            check_fact=shipped_catalogue().problem_with,
        )
        return await import_orders(pool, reader, job)
    except (asyncpg.PostgresError, asyncpg.InterfaceError, OSError) as error:
        raise CommandFailed(
            f"The database failed in the middle of the import ({type(error).__name__}). Orders that are in are in "
            "whole; run the same command again to go on.",
            DATABASE_FAILED,
        ) from error
    finally:
        pool.terminate()


@contextmanager
def _progress_bar(title: str, rows: int) -> Iterator[Progress]:
    """A bar on standard error with rows per second; where nobody watches it stays silent."""
    console = Console(stderr=True)
    bar = RichProgress(
        TextColumn(title), BarColumn(), MofNCompleteColumn(), TextColumn("rows"), _Speed(),
        TimeRemainingColumn(), TextColumn("{task.fields[rejected]} rejected"),
        console=console, disable=not console.is_terminal,
    )  # fmt: skip
    with bar:
        task = bar.add_task(title, total=rows, rejected=0)
        yield lambda tally: bar.update(task, completed=tally.rows, rejected=tally.rejected)


class _Speed(ProgressColumn):
    """Rows per second."""

    def render(self, task: Task) -> Text:
        return Text(f"{task.finished_speed or task.speed or 0:,.0f} rows/s")


def _report(tally: ImportTally, left_out: RejectFile, dry_run: bool, as_json: bool) -> None:
    rejects = str(left_out.path) if left_out.count else None
    if as_json:
        told = {
            name: getattr(tally, name)
            for name in ("rows", "orders", "new", "changed", "unchanged", "rejected")
        }
        print_json({**told, "dry_run": dry_run, "rejects": rejects})
        return
    would = "would be in" if dry_run else "are in"
    click.echo(
        f"{tally.orders} orders {would}: {tally.new} new, {tally.changed} changed, {tally.unchanged} unchanged."
    )
    if rejects:
        click.echo(f"{tally.rejected} orders rejected; why is in {rejects}")
