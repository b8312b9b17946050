"""A group whose commands stand in files of their own and are imported when they are asked for."""

from __future__ import annotations

import importlib
import importlib.util
from collections.abc import Mapping

import click


class CommandsInFiles(click.Group):
    """A group of commands; `files`: the module of this folder that has each, as `command` or as `<name>_command`."""

    files: Mapping[str, str] = {}

    def list_commands(self, ctx: click.Context) -> list[str]:
        """The commands that are there, in the order of `files`."""
        return [
            name for name, module in self.files.items() if importlib.util.find_spec(f"makegood.cli.{module}")
        ]

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command, imported now."""
        if cmd_name not in self.list_commands(ctx):
            return None
        module = importlib.import_module(f"makegood.cli.{self.files[cmd_name]}")
        command = getattr(module, cmd_name.replace("-", "_") + "_command", None) or getattr(
            module, "command", None
        )
        return command if isinstance(command, click.Command) and command.name == cmd_name else None
