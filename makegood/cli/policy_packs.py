"""`makegood policy list`: the packs that are there."""

from __future__ import annotations

import sys

import click

from makegood.cli.console import print_json
from makegood.cli.policy_places import asked_for
from makegood.policy import Pack


@click.command("list", short_help="The packs that are there.")
@click.argument("places", nargs=-1, metavar="[PATH]...")
@click.option("--language", default="en", show_default=True, help="The language of the titles: en or zh.")
@click.option("--json", "as_json", is_flag=True, help="Print a JSON array for machines.")
def command(places: tuple[str, ...], language: str, as_json: bool) -> None:
    """The packs of files or folders, or those that are shipped: name, version, level, rules, title.

    \b
    Examples:
      makegood policy list
      makegood policy list policies/cn --language zh
      makegood policy list --json
    """
    asked = asked_for(places)
    if as_json:
        print_json([_as_data(pack) for pack in asked.packs])
    else:
        click.echo(_as_table(asked.packs, language))
    for problem in asked.problems:
        click.echo(str(problem), err=True)
    sys.exit(1 if asked.problems else 0)


def _as_data(pack: Pack) -> dict[str, object]:
    return {
        "pack": pack.name,
        "version": pack.version,
        "level": pack.level.value,
        "markets": list(pack.markets),
        "rules": len(pack.rules),
        "examples": len(pack.examples),
        "title": {"en": pack.title.en, "zh": pack.title.zh},
        "digest": pack.digest,
        "file": pack.file,
    }


def _as_table(packs: tuple[Pack, ...], language: str) -> str:
    rows = [
        (
            pack.name,
            pack.version,
            pack.level.value,
            ",".join(pack.markets) or "all",
            f"{len(pack.rules)} rules",
        )
        for pack in packs
    ]
    widths = [max((len(row[at]) for row in rows), default=0) for at in range(5)]
    lines = [
        "  ".join(
            [*(cell.ljust(width) for cell, width in zip(row, widths, strict=True)), pack.title.in_(language)]
        )
        for row, pack in zip(rows, packs, strict=True)
    ]
    return "\n".join(lines)
