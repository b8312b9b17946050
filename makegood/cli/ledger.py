"""`makegood ledger`: the book recomputed from its postings and compared with what it says."""

from __future__ import annotations

import asyncio
from dataclasses import asdict

import click

from makegood.cli.console import print_json, remark
from makegood.cli.ready_database import ready_database
from makegood.db.pool import connect
from makegood.kit.settings import load_settings
from makegood.ledger import LedgerReport, check_ledger

FINDINGS = 1


@click.group("ledger", short_help="Recompute the ledger and compare.")
def command() -> None:
    """Recompute the ledger and compare.

    \b
    Examples:
      makegood ledger check
      makegood ledger check --json
    """


@command.command("check", short_help="Recompute every account from the postings.")
@click.option("--json", "as_json", is_flag=True, help="Print a JSON object for machines.")
@click.pass_context
def check(context: click.Context, as_json: bool) -> None:
    """Recompute every account from the postings and compare.

    Also looks whether each currency's accounts add up to zero, whether an account is below zero that may not be,
    and whether what was held was ended with the same amounts. Changes nothing.
    Exit code 0: the book is right; 1: there are findings.

    \b
    Examples:
      makegood ledger check
      makegood ledger check --json
    """
    report = asyncio.run(_check(ready_database(load_settings(), remark)))
    if as_json:
        print_json({**asdict(report), "ok": not report.findings})
    else:
        _say(report)
    context.exit(FINDINGS if report.findings else 0)


async def _check(dsn: str) -> LedgerReport:
    connection = await connect(dsn, "makegood ledger")
    try:
        return await check_ledger(connection)
    finally:
        await connection.close()


def _say(report: LedgerReport) -> None:
    for finding in report.findings:
        click.echo(f"{click.style('✗', fg='red')} {finding.finding}: {finding.subject}  ({finding.detail})")
    seen = f"{report.accounts:,} accounts, {report.transactions:,} transactions and {report.postings:,} postings recomputed"
    if report.findings:
        click.echo(f"{seen}; {len(report.findings)} findings.")
    else:
        click.echo(f"{click.style('✓', fg='green')} {seen}; the book is right and adds up to zero.")
