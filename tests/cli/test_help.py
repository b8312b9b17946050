"""Every command explains itself, and the list of commands is quick to come by."""

from __future__ import annotations

import importlib
import subprocess
import sys
import time

import click
import pytest
from click.testing import CliRunner

from makegood.cli.group import COMMANDS, module_of, root

INSTALLED = [name for name in COMMANDS if module_of(name)]
MINE = {"up", "down", "serve", "work", "migrate", "doctor"}


def commands_of(name: str) -> list[tuple[str, click.Command]]:
    command = importlib.import_module(str(module_of(name))).command
    inner = command.commands.items() if isinstance(command, click.Group) else ()
    return [(name, command), *((f"{name} {part}", inner_command) for part, inner_command in inner)]


def test_the_commands_are_there() -> None:
    assert set(INSTALLED) >= MINE


@pytest.mark.parametrize("name", INSTALLED)
def test_every_command_has_help_with_examples(name: str) -> None:
    for words, _ in commands_of(name):
        result = CliRunner().invoke(root, [*words.split(), "--help"])
        assert result.exit_code == 0, result.output
        assert "Examples:" in result.output, f"`makegood {words} --help` has no Examples"
        assert f"makegood {name}" in result.output.partition("Examples:")[2]


def test_the_list_names_every_command_without_importing_any() -> None:
    program = """
import sys
from makegood.cli.group import root
root.main(["--help"], standalone_mode=False)
heavy = {"litestar", "asyncpg", "polars", "rich", "psutil", "uvicorn", "stripe"} & set(sys.modules)
assert not heavy, heavy
"""
    started = time.monotonic()
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert all(f"  {name} " in done.stdout for name in INSTALLED)
    assert time.monotonic() - started < 3  # about 0.13 s on an idle machine


def test_the_version() -> None:
    result = CliRunner().invoke(root, ["--version"])
    assert result.output.startswith("makegood 0.")
