"""The report of a replay, as a table for people or as JSON."""

from __future__ import annotations

import click
import msgspec
from rich import box
from rich.console import Console
from rich.table import Table

from makegood.cli.console import print_json
from makegood.kit.money import money_text
from makegood.replay import LEFT_OUT_WORDS, UNMATCHED_WORDS, LeftOut, Report, Unmatched


def print_report(report: Report, as_json: bool) -> None:
    """Print the report on standard output."""
    if as_json:
        print_json({**msgspec.to_builtins(report), "ok": report.ok})
        return
    console = Console(width=None if Console().is_terminal else 110)
    console.print(_orders(report))
    console.print(_credits(report))
    console.print(_outcome(report))
    for problem in (*report.unreadable, *report.refused, *report.findings):
        console.print(f"  ! {problem}", markup=False)
    verdict = "Everything adds up." if report.ok else "It does not add up."
    click.echo(click.style(verdict, fg="green" if report.ok else "red", bold=True))


def _table(title: str, *columns: str) -> Table:
    table = Table(title=title, title_justify="left", box=box.SIMPLE_HEAD, title_style="bold")
    for at, column in enumerate(columns):
        table.add_column(column, justify="left" if at == 0 else "right", overflow="fold")
    return table


def _orders(report: Report) -> Table:
    table = _table(f"{report.file}: {report.lines:,} lines", "", "lines", "amount")
    table.add_row(f"goods, in {report.invoices:,} orders", f"{report.order_lines:,}", "")
    table.add_row("postage of those orders", f"{report.shipping_lines:,}", "")
    table.add_row("paid for them", "", _money(report.paid_minor))
    for reason, count in report.left_out.items():
        table.add_row(
            f"left out: {LEFT_OUT_WORDS[LeftOut(reason)]}", f"{count.lines:,}", _money(count.amount_minor)
        )
    table.add_row("of all: repeat another line in every field, and stay", f"{report.repeated_lines:,}", "")
    return table


def _credits(report: Report) -> Table:
    credits = report.credits
    table = _table(f"{credits.notes:,} credit notes", "", "lines", "units", "amount")
    table.add_row("credited", f"{credits.lines:,}", "", _money(credits.amount_minor))
    table.add_row("matched in full", f"{credits.lines_matched_in_full:,}", "", "")
    table.add_row("matched in part", f"{credits.lines_matched_in_part:,}", "", "")
    table.add_row("matched, and claimed", "", f"{credits.units_matched:,}", _money(credits.claimed_minor))
    table.add_row("  of that at the price that was paid", "", f"{credits.units_matched_at_same_price:,}", "")
    for reason, rest in credits.unmatched.items():
        words = f"not matched: {UNMATCHED_WORDS[Unmatched(reason)]}"
        table.add_row(words, f"{rest.lines:,}", f"{rest.units:,}", _money(rest.amount_minor))
    return table


def _outcome(report: Report) -> Table:
    table = _table("Through the product", "", "")
    stages = ", ".join(f"{number:,} {stage}" for stage, number in report.stages.items())
    findings = f"{len(report.findings)} findings" if report.findings else "right, and adds up to zero"
    for name, value in (
        (f"{report.cases:,} cases", stages or "none"),
        ("approved or accepted by silence", f"{report.approved_by_silence:,}"),
        ("refunded", _money(report.refunded_minor)),
        ("claimed by the credit notes", _money(report.credits.claimed_minor)),
        ("difference", _money(report.difference_minor)),
        (
            "orders in the database",
            f"{report.orders_in_database:,}, {_money(report.paid_in_database_minor)} paid",
        ),
        (f"book of {report.ledger_accounts:,} accounts, {report.ledger_postings:,} postings", findings),
        ("this run", f"{report.cases_in_this_run:,} cases, {report.commands_in_this_run:,} commands"),
        ("time", f"{report.seconds:,.1f} s, {report.cases_per_second:,.0f} cases a second"),
    ):
        table.add_row(name, value)
    return table


def _money(amount_minor: int) -> str:
    return money_text(amount_minor, "GBP", "en")
