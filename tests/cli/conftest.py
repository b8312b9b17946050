"""A home, a free port and an environment in which the command line runs as a person would run it."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from makegood.db.embedded import stop_server
from makegood.kit.settings import Settings

Run = Callable[..., "subprocess.CompletedProcess[str]"]


@pytest.fixture
def home() -> Iterator[Path]:
    """pytest's own folders are closed to the account that PostgreSQL runs as when we are root."""
    folder = Path(tempfile.mkdtemp(prefix="makegood-test-"))
    folder.chmod(0o755)
    yield folder / "home"
    stop_server(Settings(home=folder / "home"))
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture
def port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture
def environment(home: Path, port: int) -> dict[str, str]:
    ours = ("MAKEGOOD_", "PORT")
    kept = {name: value for name, value in os.environ.items() if not name.startswith(ours)}
    return {**kept, "MAKEGOOD_HOME": str(home), "MAKEGOOD_MODE": "test", "PORT": str(port)}


@pytest.fixture
def run(environment: dict[str, str]) -> Run:
    def run_to_end(*arguments: str, **variables: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-m", "makegood.cli", *arguments],
            env={**environment, **variables}, stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=60,
        )  # fmt: skip

    return run_to_end
