"""`makegood policy check` and `makegood policy test`: whether packs can be read, and whether their examples come out."""

from __future__ import annotations

import sys
from dataclasses import asdict

import click

from makegood.cli.console import print_json
from makegood.cli.policy_places import asked_for
from makegood.policy.examples import ExampleRunner


@click.command("check", short_help="Read packs and say what is wrong in them.")
@click.argument("places", nargs=-1, metavar="[PATH]...")
@click.option("--json", "as_json", is_flag=True, help="Print a JSON object for machines.")
def check_command(places: tuple[str, ...], as_json: bool) -> None:
    """Read the packs of files or folders (or the shipped ones) and the facts, and say what is wrong: file, line, reason.

    \b
    Examples:
      makegood policy check my-promise.yaml
      makegood policy check policies/cn
      makegood policy check --json
    """
    asked = asked_for(places)
    if as_json:
        found = [asdict(problem) for problem in asked.problems]
        print_json({"packs": [pack.name for pack in asked.packs], "problems": found})
    else:
        for problem in asked.problems:
            click.echo(str(problem))
        click.echo(f"{_count(len(asked.packs), 'pack')} read, {_count(len(asked.problems), 'problem')}.")
    sys.exit(1 if asked.problems else 0)


@click.command("test", short_help="Run the examples of packs.")
@click.argument("places", nargs=-1, metavar="[PATH]...")
@click.option("--json", "as_json", is_flag=True, help="Print a JSON object for machines.")
def test_command(places: tuple[str, ...], as_json: bool) -> None:
    """Run the examples in packs: of files, folders or names, or of all shipped packs. Exit code 1 when one comes out
    otherwise; each is named with its file and line, what was expected and what came out.

    \b
    Examples:
      makegood policy test
      makegood policy test my-promise.yaml
      makegood policy test policies/cn cn-quality --json
    """
    asked = asked_for(places)
    failures = list(ExampleRunner(asked.catalogue, asked.library).run(asked.packs))
    examples = sum(len(pack.examples) for pack in asked.packs)
    if as_json:
        print_json(
            {
                "packs": [pack.name for pack in asked.packs],
                "examples": examples,
                "problems": [asdict(problem) for problem in asked.problems],
                "failures": [asdict(failure) for failure in failures],
            }
        )
    else:
        for each in (*asked.problems, *failures):
            click.echo(str(each))
        wrong = len({(failure.file, failure.line) for failure in failures})
        click.echo(f"{_told(examples, len(asked.packs), wrong)}{_unread(len(asked.problems))}")
    sys.exit(1 if failures or asked.problems else 0)


def _told(examples: int, packs: int, wrong: int) -> str:
    of = f"{_count(examples, 'example')} of {_count(packs, 'pack')}"
    return f"{of}: {wrong} came out otherwise." if wrong else f"{of}, all as expected."


def _unread(problems: int) -> str:
    return f" {_count(problems, 'problem')} in what was read." if problems else ""


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}{'' if number == 1 else 's'}"
