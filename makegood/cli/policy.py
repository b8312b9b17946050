"""`makegood policy`: read, test, prove and compare packs of rules."""

from __future__ import annotations

import click

from makegood.cli.policy_group import CommandsInFiles


class PolicyCommands(CommandsInFiles):
    """Each in the module of its name; add a line for a new one."""

    files = {  # noqa: RUF012
        "list": "policy_packs",
        "show": "policy_show",
        "check": "policy_check",
        "test": "policy_check",
        "lint": "policy_lint",
        "simulate": "policy_simulate",
        "diff": "policy_versions",
        "versions": "policy_versions",
        "load": "policy_versions",
        "submit": "policy_versions",
        "review": "policy_versions",
        "publish": "policy_versions",
        "replay": "policy_replay",
    }


@click.group("policy", cls=PolicyCommands, short_help="Read, test and prove packs of rules.")
def command() -> None:
    """Packs of rules: what law, platform and merchants promise.

    \b
    Examples:
      makegood policy list
      makegood policy show cn-no-reason-return
      makegood policy test
      makegood policy check my-promise.yaml
    """
