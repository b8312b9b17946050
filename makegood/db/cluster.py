"""The data folder of the embedded server: made under another name, and renamed when finished, so none is ever half there."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from pathlib import Path

from makegood.db.account import give, run_as
from makegood.db.binaries import Binaries
from makegood.db.place import Place
from makegood.db.postmaster import end_makers
from makegood.db.problems import DataFolderUnusable, FolderUnusable, folder_problem

ROLE = "makegood"
DATABASE = "makegood"
FINISHED_MARK = "makegood.finished"
SPACE_NEEDED_BYTES = 300 * 1024 * 1024
NEEDED_PARTS = ("PG_VERSION", "global/pg_control", "pg_wal", "base")

ACCESS_RULES = f"""\
# Only our own role, only over the socket, and only with its password.
local all {ROLE} scram-sha-256
"""

# Blank lines end a statement: the server's single-user mode reads it so.
FIRST_STATEMENTS = """\
CREATE ROLE {role} LOGIN CREATEDB PASSWORD '{password}';

GRANT pg_monitor, pg_checkpoint, pg_signal_backend TO {role};

CREATE DATABASE {database} OWNER {role};

"""


def is_finished(place: Place) -> bool:
    """Whether `place` has a data folder that was made to its end."""
    return (place.data / FINISHED_MARK).is_file()


def data_major(data: Path) -> int:
    """The major version that wrote the data folder. Raises `DataFolderUnusable` when it is damaged."""
    missing = [part for part in NEEDED_PARTS if not (data / part).exists()]
    text = "" if missing else (data / "PG_VERSION").read_text().strip()
    if missing or not text.isdigit():
        raise DataFolderUnusable(
            f"The database in {data} is damaged: {', '.join(missing) or 'PG_VERSION'} cannot be read. Bring the folder "
            f"back from a backup, or begin anew with an empty database: mv {data} {data}.damaged"
        )
    return int(text)


def initialise(
    place: Place, binaries: Binaries, password: str, say: Callable[[str], None], *, durable: bool = True
) -> None:
    """Make the data folder, our role and our database. Raises `FolderUnusable`, `DataFolderUnusable`."""
    try:
        _clear_unfinished(place, say)
        _require_space(place.folder)
        _run_initdb(place, binaries, durable=durable)
        _run_statements(place, binaries, place.unfinished, FIRST_STATEMENTS, password)
        _write(place, place.unfinished / "pg_hba.conf", ACCESS_RULES)
        _write(place, place.unfinished / FINISHED_MARK, f"{binaries.major}\n")
        place.unfinished.rename(place.data)
        _sync_folder(place.folder)
    except OSError as error:
        raise folder_problem(place.folder, error) from error


def reset_password(place: Place, binaries: Binaries, password: str) -> None:
    """Give our role a new password, in a server that is stopped. Raises `DataFolderUnusable`."""
    _run_statements(place, binaries, place.data, "ALTER ROLE {role} PASSWORD '{password}';\n\n", password)


def _clear_unfinished(place: Place, say: Callable[[str], None]) -> None:
    """What we left behind goes; a `data` folder we did not finish may be somebody's, so it is only moved aside."""
    if place.unfinished.exists():
        say("The data folder was only half made, by a start that was cut short; making it again.")
        end_makers(place.unfinished)
        shutil.rmtree(place.unfinished)
    if not place.data.exists():
        return
    aside = _free_name(place.data)
    place.data.rename(aside)
    say(f"The data folder {place.data} was never finished; it is moved to {aside} and made again.")


def _free_name(data: Path) -> Path:
    return next(
        name for n in range(1, 10_000) if not (name := data.with_name(f"data.set-aside-{n}")).exists()
    )


def _require_space(folder: Path) -> None:
    free = shutil.disk_usage(folder).free
    if free < SPACE_NEEDED_BYTES:
        raise FolderUnusable(
            f"The disk of {folder} has {free // 1024**2} MB free; a new database needs {SPACE_NEEDED_BYTES // 1024**2} MB. "
            "Free some space, or set MAKEGOOD_HOME to a folder on another disk."
        )


def _run_initdb(place: Place, binaries: Binaries, *, durable: bool) -> None:
    builtin = ["--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--locale=C"]
    arguments = [
        *(binaries.program("initdb"), "--pgdata", str(place.unfinished), "--username", "postgres"),
        *("--auth=reject", "--encoding=UTF8", "--data-checksums", "--no-instructions"),
        *(builtin if binaries.major >= 17 else ["--locale=C.UTF-8"]),
        *([] if durable else ["--no-sync"]),
    ]
    done = run_as(place.account, arguments)
    if done.returncode != 0:
        raise DataFolderUnusable(
            f"A new database could not be made in {place.folder}. PostgreSQL says: {_last_words(done.stderr)}"
        )


def _run_statements(place: Place, binaries: Binaries, data: Path, statements: str, password: str) -> None:
    """Through single-user mode, which needs neither a network nor a superuser who may sign in."""
    text = statements.format(role=ROLE, database=DATABASE, password=password)
    arguments = [binaries.program("postgres"), "--single", "-j", "-D", str(data), "postgres"]
    done = run_as(place.account, arguments, text)
    if done.returncode != 0 or "ERROR:" in done.stderr or "FATAL:" in done.stderr:
        words = _last_words(done.stderr).replace(password, "…")
        raise DataFolderUnusable(f"The database in {data} could not be prepared. PostgreSQL says: {words}")


def _last_words(text: str) -> str:
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    telling = [line for line in lines if any(word in line for word in ("ERROR", "FATAL", "PANIC", "error:"))]
    return " ".join((telling or lines or ["nothing"])[-3:])


def _write(place: Place, path: Path, text: str) -> None:
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    give(place.account, path)


def _sync_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
