"""`makegood up` from start to stop, through kills, with stand-ins for server and worker."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import psutil
import pytest

from makegood.cli.run_record import who_runs
from makegood.cli.supervise import delay_seconds
from makegood.cli.up import answers
from makegood.db.embedded import server_status
from makegood.kit.settings import Settings
from tests.cli.conftest import Run

PATIENCE_SECONDS = 40.0
STAND_INS = [sys.executable, "-m", "tests.cli.up_with_stand_ins"]


@pytest.fixture
def settings(home: Path, port: int) -> Settings:
    return Settings(home=home, port=port)


@pytest.fixture
def start_up(
    environment: dict[str, str], settings: Settings
) -> Iterator[Callable[..., subprocess.Popen[str]]]:
    started: list[subprocess.Popen[str]] = []

    def start(*arguments: str, ready: bool = True, **variables: str) -> subprocess.Popen[str]:
        process = subprocess.Popen(
            [*STAND_INS, *arguments], env={**environment, **variables}, text=True, stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT, cwd=Path(__file__).parents[2],
        )  # fmt: skip
        started.append(process)
        if ready:
            read_welcome(process)
            assert answers(settings)
        return process

    yield start
    for process in started:
        process.terminate()
        process.communicate(timeout=PATIENCE_SECONDS)


@contextmanager
def patience() -> Iterator[Callable[[], None]]:
    deadline = time.monotonic() + PATIENCE_SECONDS

    def wait() -> None:
        assert time.monotonic() < deadline, "it did not happen in time"
        time.sleep(0.05)

    yield wait


def until(happened: Callable[[], bool]) -> None:
    with patience() as wait:
        while not happened():
            wait()


def read_welcome(process: subprocess.Popen[str]) -> str:
    """What it says up to the last line of its welcome."""
    assert process.stdout is not None
    lines: list[str] = []
    while not lines or not lines[-1].startswith("  Stop "):
        lines.append(process.stdout.readline())
        assert lines[-1], "makegood up ended: " + "".join(lines)
    return "".join(lines)


def children(process: subprocess.Popen[str]) -> list[psutil.Process]:
    return [
        child for child in psutil.Process(process.pid).children() if child.status() != psutil.STATUS_ZOMBIE
    ]


def finish(process: subprocess.Popen[str]) -> str:
    output, _ = process.communicate(timeout=PATIENCE_SECONDS)
    return output


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_starts_says_where_to_go_and_stops_all_of_it(
    number: int, start_up: Callable[..., subprocess.Popen[str]], settings: Settings
) -> None:
    process = start_up(ready=False)
    welcome = read_welcome(process)
    assert f"Makegood is ready: {settings.url}\n" in welcome
    assert "Ctrl-C here" in welcome
    assert answers(settings)
    assert server_status(settings).state == "running"
    family = children(process)
    assert len(family) == 2
    process.send_signal(number)
    output = finish(process)
    assert process.returncode == 0
    assert "Your data are kept" in output
    assert server_status(settings).state == "stopped"
    assert not any(child.is_running() for child in family)
    assert who_runs(settings) is None


def test_a_second_up_says_that_one_runs(
    start_up: Callable[..., subprocess.Popen[str]], settings: Settings
) -> None:
    first = start_up()
    again = start_up(ready=False)
    assert f"already running at {settings.url} (process {first.pid})" in finish(again)
    assert again.returncode == 0
    elsewhere = start_up(ready=False, PORT="1")
    assert "needs its own MAKEGOOD_HOME" in finish(elsewhere)
    assert elsewhere.returncode == 1


def test_a_killed_child_and_a_killed_database_come_back(
    start_up: Callable[..., subprocess.Popen[str]], settings: Settings
) -> None:
    process = start_up()
    server = next(child for child in children(process) if "--socket-fd" in child.cmdline())
    server.kill()
    until(lambda: any("--socket-fd" in c.cmdline() and c.pid != server.pid for c in children(process)))
    assert answers(settings)  # a caller in between waited, the socket was never closed
    database = server_status(settings).pid
    assert database is not None
    os.kill(database, signal.SIGKILL)
    until(lambda: server_status(settings).state == "running" and server_status(settings).pid != database)
    process.terminate()
    output = finish(process)
    assert "serve ended (signal SIGKILL); starting it again" in output
    assert "PostgreSQL ended; starting it again." in output


def test_after_a_killed_up_the_children_end_and_the_next_up_adopts_the_database(
    start_up: Callable[..., subprocess.Popen[str]], settings: Settings
) -> None:
    first = start_up()
    family = children(first)
    database = server_status(settings).pid
    first.kill()
    finish(first)
    second = start_up(ready=False)
    until(lambda: not any(child.is_running() and child.status() != psutil.STATUS_ZOMBIE for child in family))
    until(lambda: who_runs(settings) is not None and answers(settings))
    assert server_status(settings).pid == database
    second.terminate()
    finish(second)
    assert second.returncode == 0


def test_down_stops_up_and_what_a_killed_up_left_behind(
    start_up: Callable[..., subprocess.Popen[str]], settings: Settings, run: Run
) -> None:
    first = start_up()
    done = run("down")
    assert done.returncode == 0, done.stderr
    assert first.wait(PATIENCE_SECONDS) == 0
    assert server_status(settings).state == "stopped"

    second = start_up()
    second.kill()
    finish(second)
    assert run("down", "--json").stdout.split() == [
        "{",
        '"stopped_up":',
        "false,",
        '"stopped_database":',
        "true",
        "}",
    ]
    assert server_status(settings).state == "stopped"
    assert "Nothing was running." in run("down").stdout


def test_a_taken_port_is_said_before_anything_is_started(
    start_up: Callable[..., subprocess.Popen[str]], settings: Settings
) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", settings.port))
        other.listen()
        process = start_up(ready=False)
        assert f"Port {settings.port} is taken by" in finish(process)
    assert process.returncode == 1
    assert server_status(settings).state == "absent"


def test_a_database_out_of_reach_gets_no_tick(
    start_up: Callable[..., subprocess.Popen[str]], settings: Settings
) -> None:
    process = start_up(ready=False, MAKEGOOD_DATABASE_URL="postgresql://me@127.0.0.1:9/none")
    output = finish(process)
    assert process.returncode == 1
    assert "✓" not in output


def test_started_in_the_background_it_listens_to_an_interrupt(
    start_up: Callable[..., subprocess.Popen[str]],
) -> None:
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)  # a shell does so for what it runs with `&`
    try:
        process = start_up()
    finally:
        signal.signal(signal.SIGINT, before)
    process.send_signal(signal.SIGINT)
    assert "Your data are kept" in finish(process)
    assert process.returncode == 0


def test_a_server_that_does_not_start_is_quoted(
    start_up: Callable[..., subprocess.Popen[str]], settings: Settings
) -> None:
    process = start_up("broken", ready=False)
    output = finish(process)
    assert process.returncode == 1
    assert "serve does not start. It said:\n    the page is torn" in output
    assert server_status(settings).state == "stopped"


def test_the_wait_grows_and_is_bounded() -> None:
    assert [delay_seconds(deaths) for deaths in (1, 2, 3, 7, 100)] == [0.5, 1.0, 2.0, 30.0, 30.0]
