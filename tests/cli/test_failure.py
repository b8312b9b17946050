"""A command that cannot go on says why, and never shows a traceback unless asked."""

from __future__ import annotations

import os
import socket
from pathlib import Path

import pytest

from makegood.cli.failure import CommandFailed, exit_code_of
from makegood.cli.port import free_port, listen
from makegood.db.problems import FolderUnusable
from makegood.kit.settings import Settings
from tests.cli.conftest import Run


@pytest.mark.parametrize(
    ("error", "exit_code", "words"),
    [
        (CommandFailed("no"), 1, "Error: no"),
        (CommandFailed("asked wrongly", exit_code=2), 2, "Error: asked wrongly"),
        (FolderUnusable("full"), 1, "Error: full"),
        (ModuleNotFoundError("x", name="polars"), 1, "polars"),
        (ValueError("odd"), 1, "ValueError: odd. Set MAKEGOOD_DEBUG=1"),
        (KeyboardInterrupt(), 130, ""),
    ],
)
def test_errors_become_sentences(
    error: BaseException, exit_code: int, words: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert exit_code_of(error) == exit_code
    shown = capsys.readouterr().err
    assert words in shown
    assert "Traceback" not in shown


def test_settings_that_cannot_be_used(run: Run) -> None:
    done = run("migrate", PORT="eighty")
    assert done.returncode == 1
    assert done.stderr.startswith("Error: PORT is 'eighty'. Set it to a whole number")
    assert "Traceback" in run("migrate", PORT="eighty", MAKEGOOD_DEBUG="1").stderr


def test_an_unknown_command(run: Run) -> None:
    done = run("fly")
    assert done.returncode == 2
    assert "No such command 'fly'" in done.stderr


def test_a_database_that_is_not_there(run: Run) -> None:
    done = run("migrate", MAKEGOOD_DATABASE_URL="postgresql://me:secret@127.0.0.1:9/none")
    assert done.returncode == 1
    assert "127.0.0.1:9/none cannot be used" in done.stderr
    assert "secret" not in done.stderr


def test_a_taken_port_names_its_holder_and_another_port(home: Path, port: int) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", port))
        other.listen()
        with pytest.raises(
            CommandFailed, match=rf"Port {port} is taken by .*process {os.getpid()}.*PORT=\d+ makegood up"
        ):
            listen(Settings(home=home, port=port))
        assert free_port(port) != port


def test_a_host_that_is_no_address(home: Path) -> None:
    with pytest.raises(CommandFailed, match="MAKEGOOD_HOST is 'no such host'"):
        listen(Settings(home=home, host="no such host"))


def test_a_taken_port_names_the_command_that_was_run(run: Run, port: int) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", port))
        other.listen()
        done = run("serve")
    assert done.returncode == 1
    assert done.stderr.rstrip().endswith("makegood serve")
