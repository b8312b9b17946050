"""What the embedded server does after kills, with leftovers, on damaged folders and on disks it cannot use."""

from __future__ import annotations

import errno
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import asyncpg
import pytest

from makegood.db.account import popen_arguments, server_account
from makegood.db.embedded import ensure_server, server_status, stop_server
from makegood.db.place import find_place
from makegood.db.problems import BinariesMissing, DataFolderUnusable, FolderUnusable, folder_problem
from makegood.kit.settings import Settings
from tests.db.test_embedded import another_user, end, execute, value

START = """
import sys
from pathlib import Path
from makegood.db.embedded import ensure_server
from makegood.kit.settings import Settings
ensure_server(Settings(home=Path(sys.argv[1])))
"""


def data_of(settings: Settings) -> Path:
    return settings.postgres_folder / "data"


def kill_server(settings: Settings) -> None:
    pid = server_status(settings).pid
    assert pid is not None
    os.kill(pid, signal.SIGKILL)
    while server_status(settings).state == "running":
        time.sleep(0.02)


@contextmanager
def as_ordinary_user(folder: Path) -> Iterator[None]:
    """Root may write everywhere; be somebody else for a moment."""
    account = server_account(folder)
    os.seteuid(account.uid)
    try:
        yield
    finally:
        os.seteuid(os.getuid())


async def test_the_server_of_a_killed_owner_is_adopted(settings: Settings) -> None:
    owner = another_user(settings)
    pid = server_status(settings).pid
    end(owner)
    dsn = ensure_server(settings)
    assert server_status(settings).pid == pid
    assert await value(dsn, "SELECT 1") == 1


async def test_a_killed_server_comes_back_with_all_that_was_committed(settings: Settings) -> None:
    dsn = ensure_server(settings)
    await execute(dsn, "CREATE TABLE kept AS SELECT 1 AS one")
    busy = await asyncpg.connect(dsn)
    kill_server(settings)
    assert ensure_server(settings) == dsn
    assert await value(dsn, "SELECT one FROM kept") == 1
    busy.terminate()


def test_a_stale_pid_file_whose_process_is_somebody_else_now(settings: Settings) -> None:
    ensure_server(settings)
    pid_file = data_of(settings) / "postmaster.pid"
    words = pid_file.read_text().splitlines()
    kill_server(settings)
    stranger = subprocess.Popen(["sleep", "60"], **popen_arguments(server_account(settings.home)))  # type: ignore[call-overload]
    try:
        pid_file.write_text("\n".join([str(stranger.pid), *words[1:]]) + "\n")
        assert server_status(settings).state == "stopped"
        ensure_server(settings)
        assert server_status(settings).pid != stranger.pid
        assert stranger.poll() is None
    finally:
        stranger.kill()
        stranger.wait()


def test_a_start_that_was_killed_midway_is_done_again(settings: Settings) -> None:
    starter = subprocess.Popen([sys.executable, "-c", START, str(settings.home)])
    unfinished = settings.postgres_folder / "data.unfinished"
    while not (unfinished / "PG_VERSION").exists():
        assert starter.poll() is None
        time.sleep(0.005)
    starter.kill()
    starter.wait()
    assert not data_of(settings).exists()
    said: list[str] = []
    ensure_server(settings, said.append)
    assert server_status(settings).state == "running"
    assert not unfinished.exists()
    assert any("half made" in line for line in said)


def test_a_folder_we_never_finished_is_moved_aside_not_deleted(settings: Settings) -> None:
    data_of(settings).mkdir(parents=True)
    (data_of(settings) / "precious").write_text("mine")
    said: list[str] = []
    ensure_server(settings, said.append)
    assert (settings.postgres_folder / "data.set-aside-1" / "precious").read_text() == "mine"
    assert any("never finished" in line for line in said)


def test_a_damaged_folder_is_named_with_what_to_do(settings: Settings) -> None:
    ensure_server(settings)
    stop_server(settings)
    (data_of(settings) / "global" / "pg_control").unlink()
    with pytest.raises(DataFolderUnusable, match=r"global/pg_control cannot be read.*backup.*mv "):
        ensure_server(settings)


def test_a_folder_of_another_major_version(settings: Settings) -> None:
    ensure_server(settings)
    stop_server(settings)
    (data_of(settings) / "PG_VERSION").write_text("12\n")
    with pytest.raises(BinariesMissing, match=r"written by PostgreSQL 12.*pg_dump"):
        ensure_server(settings)


def test_a_file_in_the_place_of_the_home(open_folder: Path) -> None:
    (open_folder / "home").write_text("")
    with pytest.raises(FolderUnusable, match=r"file where a folder is needed.*MAKEGOOD_HOME"):
        ensure_server(Settings(home=open_folder / "home"))


def test_a_home_that_cannot_be_written(open_folder: Path) -> None:
    (open_folder / "closed").mkdir(mode=0o555)
    with as_ordinary_user(open_folder), pytest.raises(FolderUnusable, match="may not write there"):
        ensure_server(Settings(home=open_folder / "closed" / "home"))


@pytest.mark.parametrize(
    ("number", "words"),
    [
        (errno.EROFS, "the disk is read-only. Mount it for writing"),
        (errno.ENOSPC, "the disk is full. Free some space"),
        (errno.EACCES, "this account may not write there"),
        (errno.EIO, "Input/output error"),
    ],
)
def test_every_trouble_with_a_folder_says_what_to_do(number: int, words: str) -> None:
    problem = folder_problem(Path("/somewhere"), OSError(number, os.strerror(number)))
    assert words in str(problem)
    assert "MAKEGOOD_HOME" in str(problem)


@pytest.mark.skipif(os.geteuid() != 0, reason="only root lends PostgreSQL another account")
def test_a_home_closed_to_the_account_of_the_server(open_folder: Path) -> None:
    closed = open_folder / "closed"
    closed.mkdir(mode=0o700)
    settings = Settings(home=closed / "home")
    said: list[str] = []
    place = find_place(settings, said.append, elsewhere=[open_folder / "elsewhere"])
    assert place.folder.parent == open_folder / "elsewhere"
    assert str(place.folder) in said[0]
    assert find_place(settings, said.append).folder == place.folder
    place.logs.rmdir()
    place.folder.rmdir()
    with pytest.raises(DataFolderUnusable, match="which is gone"):
        find_place(settings, said.append)
