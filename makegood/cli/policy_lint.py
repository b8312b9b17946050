"""`makegood policy lint`: prove that packs leave no gap, do not contradict themselves and never fall below the law."""

from __future__ import annotations

import sys
import time
from collections.abc import Sequence
from dataclasses import asdict

import click

from makegood.cli.console import print_json
from makegood.cli.policy_places import Asked, asked_for
from makegood.policy.lint import Finding, Severity, lint_packs

_COLOURS = {Severity.ERROR: "red", Severity.WARNING: "yellow"}


@click.command("lint", short_help="Prove that packs have no gap and no contradiction.")
@click.argument("places", nargs=-1, metavar="[PACK|PATH]...")
@click.option(
    "--merchant", is_flag=True, help="They are merchants' own packs, which may only better the law."
)
@click.option("--language", default="en", show_default=True, help="en or zh.")
@click.option("--json", "as_json", is_flag=True, help="Print a JSON object for machines.")
def command(places: tuple[str, ...], merchant: bool, language: str, as_json: bool) -> None:
    """Prove that packs leave no gap, do not contradict themselves, have no rule without effect and no hole at a
    boundary, and never fall below the law; together with all shipped packs. Whatever fails comes with an example.

    A file takes the place of the shipped pack of its name. Exit code 1 when there is an error; warnings alone are 0.

    \b
    Examples:
      makegood policy lint
      makegood policy lint cn-quality
      makegood policy lint my-promise.yaml --merchant --language zh
    """
    asked = asked_for(places)
    started = time.monotonic()
    names = [pack.name for pack in asked.packs]
    findings = lint_packs(asked.catalogue, asked.library, names, merchant)
    seconds = time.monotonic() - started
    if as_json:
        print_json(_as_data(asked, findings, seconds))
    else:
        click.echo("\n".join(_lines(asked, findings, seconds, language)))
    sys.exit(1 if asked.problems or any(each.severity is Severity.ERROR for each in findings) else 0)


def _lines(asked: Asked, findings: Sequence[Finding], seconds: float, language: str) -> list[str]:
    lines = [str(problem) for problem in asked.problems]
    for each in findings:
        mark = click.style(each.severity.value, fg=_COLOURS[each.severity])
        lines += [f"{each.file}:{each.line}: {mark} {each.fault.value}", f"  {each.text.in_(language)}"]
    errors = sum(each.severity is Severity.ERROR for each in findings) + len(asked.problems)
    warnings = len(findings) + len(asked.problems) - errors
    rules = sum(len(pack.rules) for pack in asked.packs)
    told = (
        f"{_count(errors, 'error')}, {_count(warnings, 'warning')}"
        if errors or warnings
        else "nothing is wrong"
    )
    lines.append(f"{_count(rules, 'rule')} of {_count(len(asked.packs), 'pack')} in {seconds:.1f} s: {told}.")
    return lines


def _as_data(asked: Asked, findings: Sequence[Finding], seconds: float) -> dict[str, object]:
    return {
        "packs": [pack.name for pack in asked.packs],
        "rules": sum(len(pack.rules) for pack in asked.packs),
        "seconds": round(seconds, 1),
        "problems": [asdict(problem) for problem in asked.problems],
        "findings": [each.as_data() for each in findings],
    }


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}{'' if number == 1 else 's'}"
