"""The list of commands with a line on each, so that `makegood --help` imports none of them."""

from __future__ import annotations

import importlib
import importlib.util

import click

COMMANDS = {
    "up": "Start everything: database, demo, server and worker.",
    "down": "Stop everything that `up` started.",
    "serve": "Answer HTTP requests.",
    "work": "Apply expiries and run deferred jobs.",
    "migrate": "Bring the database schema up to date.",
    "import": "Read orders from CSV, JSONL or Parquet files.",
    "demo": "Load or describe the demo marketplace.",
    "clock": "Show or advance the clock of a demo or test.",
    "ledger": "Recompute the ledger and compare.",
    "protocol": "Check the case protocol, or print it.",
    "policy": "Read, test, prove and publish packs of rules.",
    "openapi": "Print the OpenAPI description of the HTTP API.",
    "replay": "Play a real shop's history through the product.",
    "evidence": "Move the files of evidence to another place.",
    "keys": "Make, list and revoke API keys.",
    "people": "Invite people, list them, help who is locked out.",
    "reference": "Write the reference pages that are made from the code.",
    "doctor": "Say what is wrong with this installation.",
}

MODULES = {"import": "import_"}  # a keyword cannot name a module

EXAMPLES = """\b
Examples:
  makegood up                    start everything, open http://127.0.0.1:8000
  PORT=9000 makegood up          the same on another port
  makegood doctor                say what is wrong, and what to do
  makegood COMMAND --help        what a command does, with examples
"""


class LazyGroup(click.Group):
    """A group whose commands are modules of this folder, each with a `command`."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """The commands that are installed, in the order of the list above."""
        return [name for name in COMMANDS if module_of(name)]

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command, imported now."""
        module = module_of(cmd_name) if cmd_name in COMMANDS else None
        if module is None:
            return None
        command = importlib.import_module(module).command
        assert isinstance(command, click.Command)
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Each command with its line, without importing it."""
        with formatter.section("Commands"):
            formatter.write_dl([(name, COMMANDS[name]) for name in self.list_commands(ctx)])


def module_of(name: str) -> str | None:
    """The module of the command `name`, None when it is not installed."""
    module = f"makegood.cli.{MODULES.get(name, name)}"
    return module if importlib.util.find_spec(module) else None


@click.command(
    cls=LazyGroup,
    epilog=EXAMPLES,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
)
@click.version_option(package_name="makegood", message="makegood %(version)s")
def root() -> None:
    """Makegood: after-sales for marketplaces. Cases, clocks, rulings and the ledger behind them."""
