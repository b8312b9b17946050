"""`makegood up`: everything on one machine, from nothing to a page in the browser."""

from __future__ import annotations

import asyncio
import contextlib
import http.client
import importlib
import importlib.util
import os
import signal
import socket
import sys
import time
from collections.abc import Callable, Iterator

import click

from makegood.cli.child import ChildPlan
from makegood.cli.console import remark, step
from makegood.cli.failure import CommandFailed
from makegood.cli.port import listen
from makegood.cli.run_record import AlreadyRunning, RunRecord, running_as
from makegood.cli.supervise import Supervisor
from makegood.db.embedded import ensure_server, server_status, stop_server
from makegood.db.migrate import migrate, pending
from makegood.db.problems import DatabaseProblem, folder_problem
from makegood.kit.settings import Mode, Settings, load_settings

READY_SECONDS = 90.0
PROBE_SECONDS = 0.5  # the socket takes callers before the server does, so a probe may wait in vain
Plans = Callable[[Settings, socket.socket], list[ChildPlan]]
PROGRAM = (sys.executable, "-m", "makegood.cli")


@click.command("up", short_help="Start everything: database, demo, server and worker.")
@click.option("--verbose", is_flag=True, help="Also show what server and worker write into their logs.")
def command(verbose: bool) -> None:
    """Start everything: database, demo, server and worker.

    Starts the embedded PostgreSQL (or uses MAKEGOOD_DATABASE_URL), brings the schema up to date, loads the demo
    marketplace once, and serves until Ctrl-C. Data are kept; the next `up` goes on with them.

    \b
    Examples:
      makegood up
      PORT=9000 makegood up
      MAKEGOOD_HOME=/srv/makegood MAKEGOOD_MODE=production makegood up
    """
    run_up(load_settings(), plans_of_product, verbose)


def run_up(settings: Settings, plans: Plans, verbose: bool = False) -> None:
    """Be the `makegood up` of this home until told to stop; `plans` says which children serve on a socket."""
    try:
        with _ended_by_signals(), running_as(settings, RunRecord.of_this_process(settings.url)):
            _run(settings, plans, verbose)
    except AlreadyRunning as running:
        _say_already_running(settings, running.record)
    except KeyboardInterrupt:
        click.echo("Stopped. Your data are kept; `make up` goes on with them.", err=True)


def plans_of_product(settings: Settings, listener: socket.socket) -> list[ChildPlan]:
    """Server and worker. The socket is ours, so that callers wait while a server that died is started again."""
    number, logs = listener.fileno(), settings.home / "logs"
    own = {
        "MAKEGOOD_HOME": str(settings.home),
        "MAKEGOOD_DEBUG": "1",
    }  # nobody sees their tracebacks but the log
    return [
        ChildPlan(
            "serve", (*PROGRAM, "serve", "--socket-fd", str(number)), logs / "serve.log", own, (number,)
        ),
        ChildPlan("work", (*PROGRAM, "work"), logs / "work.log", own),
    ]


def _run(settings: Settings, plans: Plans, verbose: bool) -> None:
    listener = listen(settings, remark, "make up" if "MAKELEVEL" in os.environ else "makegood up")
    try:
        _make_logs(settings)
        _serve(settings, plans(settings, listener), verbose)
    finally:
        listener.close()
        with _not_interrupted():
            _stop_database(settings)


def _make_logs(settings: Settings) -> None:
    logs = settings.home / "logs"
    try:
        logs.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise folder_problem(logs, error) from error


def _serve(settings: Settings, plans: list[ChildPlan], verbose: bool) -> None:
    with step("Database"):
        dsn = ensure_server(settings, remark)
        asyncio.run(pending(dsn))  # an address that was given is not yet a database that answers
    with step("Schema"):
        asyncio.run(migrate(dsn, remark))
    if settings.mode is Mode.DEMO and importlib.util.find_spec("makegood.demo"):
        with step("Demo marketplace"):
            asyncio.run(importlib.import_module("makegood.demo").load_demo(dsn, settings))
    supervisor = Supervisor(
        plans, lambda: _look_after_database(settings), remark, click.echo if verbose else None
    )
    try:
        with step("Server and worker"):
            supervisor.run_until_ready(lambda: answers(settings), READY_SECONDS)
        _print_welcome(settings)
        supervisor.run()
    finally:
        with _not_interrupted(), step("Stopping server and worker"):
            supervisor.stop()


def answers(settings: Settings) -> bool:
    """Whether the server says that it is ready."""
    host = "127.0.0.1" if settings.host in ("0.0.0.0", "::", "") else settings.host
    connection = http.client.HTTPConnection(host, settings.port, timeout=PROBE_SECONDS)
    try:
        connection.request("GET", "/health/ready")
        return connection.getresponse().status == 200
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()


def _look_after_database(settings: Settings) -> None:
    if server_status(settings).state in ("stopped", "absent"):
        remark("PostgreSQL ended; starting it again.")
        try:
            ensure_server(settings, remark)
        except DatabaseProblem as problem:
            remark(f"{problem} Trying again.")
            time.sleep(1)


def _stop_database(settings: Settings) -> None:
    if server_status(settings).state not in ("running", "starting"):
        return
    with step("Stopping the database"):
        stopped = stop_server(settings, unless_used=True)
    if not stopped:
        remark("The database goes on: another makegood uses it. `makegood down` stops it.")


def _print_welcome(settings: Settings) -> None:
    click.echo(
        f"\n  {click.style('Makegood is ready:', bold=True)} {click.style(settings.url, fg='green', bold=True)}\n"
    )
    for who, how in _demo_sign_ins(settings):
        click.echo(f"    {who:<34} {how}")
    click.echo(f"\n  API       {settings.url}/openapi.json\n  Logs      {settings.home / 'logs'}")
    click.echo("  Stop      Ctrl-C here, or `makegood down` elsewhere\n")


def _demo_sign_ins(settings: Settings) -> list[tuple[str, str]]:
    if settings.mode is not Mode.DEMO or not importlib.util.find_spec("makegood.demo"):
        return []
    sign_ins = getattr(importlib.import_module("makegood.demo"), "sign_ins", None)
    return list(sign_ins(settings)) if sign_ins else []


def _say_already_running(settings: Settings, record: RunRecord | None) -> None:
    if record is None:
        raise CommandFailed("Another `makegood up` is just starting or stopping here. Try again in a moment.")
    text = f"makegood is already running at {record.url} (process {record.pid}). `makegood down` stops it."
    if record.url != settings.url:
        raise CommandFailed(f"{text} A second one needs its own MAKEGOOD_HOME.")
    click.echo(text)


@contextlib.contextmanager
def _ended_by_signals() -> Iterator[None]:
    """SIGTERM and SIGHUP end us as Ctrl-C does: children first, then the database.

    A shell starts what it runs in the background with SIGINT ignored, and who sends it all the same means it; SIGHUP
    ignored (`nohup`) is a wish to outlive the terminal.
    """
    numbers = [signal.SIGINT, signal.SIGTERM]
    if signal.getsignal(signal.SIGHUP) is not signal.SIG_IGN:
        numbers.append(signal.SIGHUP)
    before = [signal.signal(number, signal.default_int_handler) for number in numbers]
    try:
        yield
    finally:
        for number, handler in zip(numbers, before, strict=True):
            signal.signal(number, handler)


@contextlib.contextmanager
def _not_interrupted() -> Iterator[None]:
    """Stopping is not cut short by a second Ctrl-C, which would leave processes behind."""
    numbers = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
    before = [signal.signal(number, signal.SIG_IGN) for number in numbers]
    try:
        yield
    finally:
        for number, handler in zip(numbers, before, strict=True):
            signal.signal(number, handler)
