"""A simulation's report on a terminal: the figures that matter first; the page and the JSON have the rest."""

from __future__ import annotations

import click

from makegood.kit.money import money_text
from makegood.policy.simulate import Report

MOST_LINES = 8


def print_summary(report: Report) -> None:
    """Print what a person wants to know first."""
    counts, source = report.all, report.source
    click.echo(f"{report.title.en} {report.version}: {counts.changed:,} of {counts.cases:,} cases change.")
    if source.outside:
        click.echo(f"  {source.outside:,} further cases are of other markets and cannot change.")
    if not report.compared:
        click.echo("  The rules decide as those in force; no outcome can change.")
    if counts.changed:
        click.echo(
            f"  for the buyer: better {counts.better:,}, worse {counts.worse:,}, both {counts.mixed:,}, other {counts.other:,}"
        )
    _say_undecided(report)
    _say_keys(report)
    _say_money(report)
    _say_groups(report)
    _say_source(report)


def _say_undecided(report: Report) -> None:
    before, after = report.all.undecided_before, report.all.undecided_after
    if before or after:
        click.echo(f"  undecided for want of facts: {before:,} before, {after:,} after")


def _say_keys(report: Report) -> None:
    for change in [change for change in report.keys if change.changed][:MOST_LINES]:
        click.echo(f"  {click.style(change.label.en, bold=True)} ({change.key}): {change.changed:,}")
        for flow in change.flows[:4]:
            click.echo(f"    {flow.cases:>12,}  {flow.before_text.en} → {flow.after_text.en}  [{flow.way}]")


def _say_money(report: Report) -> None:
    for money in report.money:
        moved = [party for party in money.parties if party.difference_minor]
        said = ", ".join(
            f"{party.label.en} {'+' if party.difference_minor > 0 else ''}"
            f"{money_text(party.difference_minor, money.currency, 'en')}"
            for party in moved
        )
        click.echo(f"  money ({money.currency}): {said or 'nothing moves'}")


def _say_groups(report: Report) -> None:
    for name, groups in (("merchants", report.merchants), ("categories", report.categories)):
        if groups:
            said = ", ".join(f"{group.label.en} {group.changed:,}" for group in groups[:5])
            click.echo(f"  most affected {name}: {said}")


def _say_source(report: Report) -> None:
    source = report.source
    for said, names in (
        ("columns not used", source.columns_not_used),
        ("facts that the history does not tell", source.not_told),
        ("taken for all cases", [f"{name} {value}" for name, value in source.assumed.items()]),
        (
            "not readable, taken as unknown",
            [f"{name} {count:,}" for name, count in source.unreadable.items()],
        ),
    ):
        if names:
            more = f" and {len(names) - 12} more" if len(names) > 12 else ""
            click.echo(f"  {said}: {', '.join(names[:12])}{more}", err=True)
    click.echo(f"  {len(report.examples)} examples; {report.seconds:.1f} s", err=True)
