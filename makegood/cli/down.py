"""`makegood down`: stop everything of this home, however it was started and whatever was killed."""

from __future__ import annotations

import os
import signal
import time

import click

from makegood.cli.console import print_json, step
from makegood.cli.failure import CommandFailed
from makegood.cli.run_record import who_runs
from makegood.db.embedded import server_status, stop_server
from makegood.kit.settings import Settings, load_settings

PATIENCE_SECONDS = 240.0


@click.command("down", short_help="Stop everything that `up` started.")
@click.option("--json", "as_json", is_flag=True, help="Print a JSON object for machines.")
def command(as_json: bool) -> None:
    """Stop everything that `up` started.

    Ends `makegood up` with its server and worker, then the embedded PostgreSQL, also one that a killed `up`
    left behind. Data are kept. A database given by MAKEGOOD_DATABASE_URL is left alone.

    \b
    Examples:
      makegood down
      MAKEGOOD_HOME=/srv/makegood makegood down
    """
    settings = load_settings()
    ended = _end_up(settings)
    database = server_status(settings).state in ("running", "starting")
    if database:
        with step("Stopping the database"):
            stop_server(settings)
    if as_json:
        print_json({"stopped_up": ended, "stopped_database": database})
    elif not (ended or database):
        click.echo("Nothing was running.")
    else:
        click.echo("Stopped. Your data are kept.")


def _end_up(settings: Settings) -> bool:
    record = who_runs(settings)
    if record is None:
        return False
    with step(f"Stopping makegood at {record.url} (process {record.pid})"):
        try:
            os.kill(record.pid, signal.SIGTERM)
        except PermissionError as error:
            raise CommandFailed(
                f"makegood (process {record.pid}) belongs to another account; stop it as that account or as root."
            ) from error
        except ProcessLookupError:
            return True
        deadline = time.monotonic() + PATIENCE_SECONDS
        while who_runs(settings) == record:
            if time.monotonic() > deadline:
                raise CommandFailed(
                    f"makegood (process {record.pid}) does not stop. End it: kill -9 {record.pid}"
                )
            time.sleep(0.05)
    return True
