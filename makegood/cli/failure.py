"""How a command ends when it cannot do what it was asked: a sentence and an exit code, never a traceback."""

from __future__ import annotations

import os
import sys
import traceback

import click

from makegood.db.problems import DatabaseProblem
from makegood.kit.errors import Refused
from makegood.kit.settings import SettingsProblem

INTERRUPTED = 130
EXPECTED = (DatabaseProblem, SettingsProblem, Refused)


class CommandFailed(Exception):
    """The command cannot go on; the message says why and what to do. 1: it failed, 2: it was asked wrongly."""

    def __init__(self, message: str, exit_code: int = 1) -> None:
        super().__init__(message)
        self.exit_code = exit_code


def exit_code_of(error: BaseException) -> int:
    """Say what `error` means on standard error, and give the exit code it deserves."""
    if isinstance(error, SystemExit):
        return error.code if isinstance(error.code, int) else 1
    if isinstance(error, (KeyboardInterrupt, click.Abort)):
        return INTERRUPTED
    if isinstance(error, BrokenPipeError):
        # Whoever read our output went away, such as `head`; keep the interpreter from flushing into nothing.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1
    if os.environ.get("MAKEGOOD_DEBUG") == "1":
        traceback.print_exception(error)
    if isinstance(error, click.ClickException):
        error.show()
        return error.exit_code
    click.echo(f"{click.style('Error:', fg='red', bold=True)} {_sentence(error)}", err=True)
    return error.exit_code if isinstance(error, CommandFailed) else 1


def _sentence(error: BaseException) -> str:
    if isinstance(error, (CommandFailed, *EXPECTED)):
        return str(error)
    if isinstance(error, ModuleNotFoundError):
        return f"A part of makegood is not installed ({error.name}). Run `make setup`."
    return f"{type(error).__name__}: {error}. Set MAKEGOOD_DEBUG=1 and run it again to see where."
