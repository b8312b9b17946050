"""A home of its own for each test of the embedded server, where the server's account can reach it."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from makegood.db.embedded import stop_server
from makegood.kit.settings import Settings


@pytest.fixture
def open_folder() -> Iterator[Path]:
    """pytest's own folders are closed to other accounts, and PostgreSQL runs as another one when we are root."""
    folder = Path(tempfile.mkdtemp(prefix="makegood-test-"))
    folder.chmod(0o755)
    yield folder
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture
def settings(open_folder: Path) -> Iterator[Settings]:
    """An installation that has not been started; stopped at the end."""
    made = Settings(home=open_folder / "home")
    yield made
    stop_server(made)
