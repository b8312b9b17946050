"""`makegood protocol`: check the case protocol, or print its reference page."""

from __future__ import annotations

import sys
import time
from dataclasses import asdict

import click

from makegood.advances import debt_diagram
from makegood.cases import PROTOCOLS, CaseType
from makegood.cases.check import Report, check_protocol
from makegood.cases.diagram import protocol_page, type_diagram
from makegood.claims import claim_diagram
from makegood.cli.console import print_json, remark

CLAIM = "claim"
DEBT = "debt"


@click.group("protocol", short_help="Check the case protocol, or print it.")
def command() -> None:
    """The tables that every case follows.

    \b
    Examples:
      makegood protocol check
      makegood protocol diagram > docs/reference/protocol.md
    """


@command.command("check", short_help="Explore every state that a case can come to.")
@click.option("--json", "as_json", is_flag=True, help="Print a JSON object for machines.")
def check(as_json: bool) -> None:
    """Explore every state that a case can come to, and say what must not be.

    Over small orders, with the real decisions: every open case has one owner and one running clock, silence comes
    to an end, a person can be reached, nothing pays more than was paid. Exit code 1 when something is found; each
    finding comes with the steps that lead to it.

    \b
    Examples:
      makegood protocol check
      makegood protocol check --json
    """
    started = time.monotonic()
    report = check_protocol(progress=remark)
    seconds = time.monotonic() - started
    if as_json:
        print_json(_as_data(report, seconds))
    else:
        click.echo(_as_text(report, seconds))
    sys.exit(1 if report.findings else 0)


@command.command("diagram", short_help="Print the reference page of the protocol.")
@click.argument(
    "case_type", type=click.Choice([*(type_.value for type_ in PROTOCOLS), CLAIM, DEBT]), required=False
)
def diagram(case_type: str | None) -> None:
    """Print the reference page of the protocol: a diagram and a table for each case type; or the diagram of one type, of
    claims, or of the debts that instant refunds leave.

    \b
    Examples:
      makegood protocol diagram > docs/reference/protocol.md
      makegood protocol diagram cancel
    """
    if case_type in (CLAIM, DEBT):
        click.echo(claim_diagram() if case_type == CLAIM else debt_diagram(), nl=False)
        return
    one = type_diagram(PROTOCOLS[CaseType(case_type)]) if case_type else page_text()
    click.echo(one, nl=False)


def page_text() -> str:
    """The text of docs/reference/protocol.md."""
    return protocol_page()


def _as_text(report: Report, seconds: float) -> str:
    lines = [str(finding) for finding in report.findings]
    lines.append(
        f"{report.states:,} states and {report.transitions:,} steps over {len(report.walked)} small orders"
        f" in {seconds:.0f} s, all caps as in the product; cases begin with some rounds, attempts and pauses used"
    )
    lines += [
        f"{type_.value}: silence comes to an end in at most {steps} steps"
        for type_, steps in report.longest_silence.items()
    ]
    lines.append(f"{len(report.findings)} findings." if report.findings else "Nothing is wrong.")
    return "\n".join(lines)


def _as_data(report: Report, seconds: float) -> dict[str, object]:
    return {
        "states": report.states,
        "transitions": report.transitions,
        "seconds": round(seconds, 1),
        "orders": [asdict(each) for each in report.walked],
        "longest_silence": report.longest_silence,
        "findings": [asdict(finding) for finding in report.findings],
    }
