"""`makegood policy simulate`: what a pack would have changed in past cases, before it is published."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import asyncpg
import click
import msgspec
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeElapsedColumn
from rich.progress import Progress as RichProgress

from makegood.cli.console import remark, step
from makegood.cli.failure import CommandFailed
from makegood.cli.policy_office import at_the_shelf
from makegood.cli.policy_places import asked_for
from makegood.cli.policy_simulated import print_summary
from makegood.db.writes import Connection
from makegood.policy import Catalogue, Pack
from makegood.policy.publishing.office import PolicyOffice
from makegood.policy.simulate import (
    OWN_CASES,
    Plan,
    Progress,
    TableHistory,
    decided_cases,
    open_history,
    simulate,
)
from makegood.web.pages.policy.simulation import standalone_page

_BESIDE = click.Choice(["shipped", "published"])


@click.command("simulate", short_help="Decide past cases by a new pack and say what changes.")
@click.option(
    "--pack", "place", required=True, metavar="NEW", help="The new pack: a file, or a shipped pack's name."
)
@click.option(
    "--over", required=True, metavar="HISTORY", help=f"A .parquet or .csv file, or “{OWN_CASES}”: our own."
)
@click.option(
    "--json", "json_file", type=click.Path(dir_okay=False, path_type=Path), help="Write the report as JSON."
)
@click.option(
    "--html", "html_file", type=click.Path(dir_okay=False, path_type=Path), help="Write it as a page."
)
@click.option(
    "--language", type=click.Choice(["en", "zh"]), default="en", show_default=True, help="Of the page."
)
@click.option("--market", help="Only cases of this market.")
@click.option("--keys", multiple=True, help="Only this outcome, such as remedy.exchange; may be given again.")
@click.option(
    "--as-at", type=click.DateTime(["%Y-%m-%d"]), help="Judge the rules' dates as on this day (UTC)."
)
@click.option("--limit", type=click.IntRange(min=1), help="Only so many cases.")
@click.option(
    "--beside", type=_BESIDE, help="Which packs decide beside it.  [default: shipped; published for our own]"
)
def simulate_command(
    place: str,
    over: str,
    json_file: Path | None,
    html_file: Path | None,
    language: str,
    market: str | None,
    keys: tuple[str, ...],
    as_at: datetime | None,
    limit: int | None,
    beside: str | None,
) -> None:
    """Decide every case of HISTORY twice, by the packs in force and with NEW in its place among them, and say what
    changes: how many cases, which way, whose money, the most affected merchants and categories, examples to read.

    A file has a column for each fact, named as in the catalogue of facts; what it lacks is unknown. It may also have
    `id`, `merchant` and `category`. Amounts are minor units, times ISO 8601 or seconds since 1970, sets a|b.

    \b
    Examples:
      makegood policy simulate --pack my-promise.yaml --over past.parquet
      makegood policy simulate --pack cn-no-reason-return.yaml --over cases --html report.html
      makegood policy simulate --pack new.yaml --over past.csv --keys remedy.exchange --json report.json
      makegood policy simulate --pack next-year.yaml --over past.parquet --as-at 2027-01-01
    """
    new = _new_pack(place)
    day = as_at.replace(tzinfo=UTC) if as_at else None
    published = (beside or ("published" if over == OWN_CASES else "shipped")) == "published"
    catalogue, in_force, history = _sources(over, limit, published)
    plan = Plan(catalogue, in_force, new, keys, market, day)
    with _progress(history) as progress:
        report = simulate(plan, history, datetime.now(UTC), progress)
    if json_file:
        json_file.write_bytes(msgspec.json.format(msgspec.json.encode(report), indent=1))
        remark(f"report as JSON in {json_file}")
    if html_file:
        html_file.write_text(standalone_page(report, "zh-CN" if language == "zh" else "en"), encoding="utf-8")
        remark(f"report as a page in {html_file}")
    print_summary(report)


def _new_pack(place: str) -> Pack:
    asked = asked_for([place])
    if asked.problems:
        raise CommandFailed("\n".join(str(problem) for problem in asked.problems))
    if len(asked.packs) != 1:
        raise CommandFailed(f"{place} has {len(asked.packs)} packs. Name one.", 2)
    return asked.packs[0]


def _sources(
    over: str, limit: int | None, published: bool
) -> tuple[Catalogue, tuple[Pack, ...], TableHistory]:
    """The catalogue, the packs in force and the past cases."""
    if over != OWN_CASES and not Path(over).is_file():
        raise CommandFailed(f"There is no file {over}. Our own history is called “{OWN_CASES}”.", 2)
    if not published and over != OWN_CASES:
        shipped = asked_for([])
        return shipped.catalogue, shipped.library, open_history(Path(over), shipped.catalogue, limit)

    async def read(
        connection: Connection, office: PolicyOffice
    ) -> tuple[Catalogue, tuple[Pack, ...], TableHistory]:
        catalogue = office.shelf.edition.catalogue
        packs = office.shelf.packs_for(None, None, office.clock.now()) if published else asked_for([]).library
        if over != OWN_CASES:
            return catalogue, packs, open_history(Path(over), catalogue, limit)
        assert isinstance(connection, asyncpg.Connection)
        return catalogue, packs, await decided_cases(connection, catalogue, limit=limit)

    with step("Reading packs and cases of the installation"):
        return at_the_shelf(read)


@contextmanager
def _progress(history: TableHistory) -> Iterator[Progress]:
    """A bar on standard error; where nobody watches, a remark at every quarter."""
    console = Console(stderr=True)
    bars = RichProgress(
        TextColumn("  {task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn(),
        console=console, disable=not console.is_terminal,
    )  # fmt: skip
    with bars:
        task = bars.add_task("cases", total=history.cases)
        told = 0

        def show(done: int, all_: int) -> None:
            nonlocal told
            bars.update(task, completed=done)
            if not console.is_terminal and 4 * done // max(all_, 1) > told:
                told = 4 * done // max(all_, 1)
                remark(f"{done:,} of {all_:,} cases")

        yield show
