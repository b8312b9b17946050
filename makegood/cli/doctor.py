"""`makegood doctor`: what is wrong with an installation, and what to do about it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict

import click

from makegood.cli.check_database import check_database
from makegood.cli.check_installation import check_installation
from makegood.cli.console import print_json
from makegood.cli.finding import Finding, State, broken
from makegood.kit.settings import SettingsProblem, load_settings

MARKS = {State.OK: "[green]✓ ok[/]", State.NOTE: "[yellow]· note[/]", State.BROKEN: "[red]✗ broken[/]"}


@click.command("doctor", short_help="Say what is wrong with this installation.")
@click.option("--json", "as_json", is_flag=True, help="Print a JSON object for machines.")
@click.pass_context
def command(ctx: click.Context, as_json: bool) -> None:
    """Say what is wrong with this installation.

    Looks at Python and packages, folders and disk, port, database, schema, clock and worker. Changes nothing.
    The exit code is 1 when something is broken.

    \b
    Examples:
      makegood doctor
      makegood doctor --json
    """
    findings = examine()
    healthy = all(finding.state is not State.BROKEN for finding in findings)
    if as_json:
        print_json({"healthy": healthy, "findings": [asdict(finding) for finding in findings]})
    else:
        _print_table(findings, healthy)
    ctx.exit(0 if healthy else 1)


def examine() -> list[Finding]:
    """All findings, those about the machine first."""
    try:
        settings = load_settings()
    except SettingsProblem as problem:
        return [broken("settings", "the environment cannot be used", str(problem))]
    return [*check_installation(settings), *check_database(settings)]


def _print_table(findings: Sequence[Finding], healthy: bool) -> None:
    from rich.console import Console
    from rich.markup import escape
    from rich.table import Table

    table = Table(box=None, pad_edge=False, show_header=False)
    for _ in range(3):
        table.add_column(overflow="fold")
    for finding in findings:
        advice = f"\n[bold]→ {escape(finding.advice)}[/]" if finding.advice else ""
        table.add_row(MARKS[finding.state], finding.check, escape(finding.seen) + advice)
    console = Console(highlight=False)
    console.print(table)
    console.print("\nNothing is broken." if healthy else "\nSomething is broken; the arrows say what to do.")
