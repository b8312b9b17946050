"""The doctor's look at the machine: Python, packages, PostgreSQL programs, folders, disk and port."""

from __future__ import annotations

import asyncio
import importlib.metadata
import os
import re
import shutil
import stat
import sys
from pathlib import Path

from makegood.cli.failure import CommandFailed
from makegood.cli.finding import Finding, broken, note, ok
from makegood.cli.port import listen
from makegood.cli.run_record import who_runs
from makegood.db.binaries import find_binaries
from makegood.db.problems import BinariesMissing, DatabaseProblem
from makegood.evidence import BucketShelf, ShelfAway
from makegood.kit.settings import Mode, Settings
from makegood.kit.storing import BucketSettings

OLDEST_PYTHON = (3, 11)
LITTLE_SPACE_BYTES = 1024**3
TOO_LITTLE_SPACE_BYTES = 200 * 1024**2
PINNED = re.compile(r"^([A-Za-z0-9._-]+)==([^\s;\\]+)\s*(;[^\\]*)?", re.MULTILINE)


def check_installation(settings: Settings) -> list[Finding]:
    """All findings about the machine; starts and changes nothing."""
    lock = Path(__file__).resolve().parents[2] / "locks" / "runtime.txt"
    return [
        check_python(sys.version_info[:3]),
        check_packages(lock.read_text() if lock.is_file() else "", _installed_versions()),
        *([check_binaries()] if settings.database_url is None else []),
        check_home(settings),
        check_secrets(settings),
        check_disk(settings.home),
        check_port(settings),
        *([check_bucket(settings.bucket)] if settings.bucket else []),
    ]


def check_python(version: tuple[int, int, int]) -> Finding:
    """Whether this Python is new enough."""
    text = ".".join(map(str, version))
    if version[:2] < OLDEST_PYTHON:
        return broken("python", text, "Install Python 3.11 or newer and run `make setup`.")
    return ok("python", text)


def check_packages(lock: str, installed: dict[str, str]) -> Finding:
    """What is installed against the lock; packages that the lock wants only on some machines may be absent."""
    pinned = PINNED.findall(lock)
    if not pinned:
        return note("packages", "no lock file here to compare with")
    missing = [name for name, _, marker in pinned if not marker and name not in installed]
    other = [
        f"{name} {installed[name]} instead of {version}"
        for name, version, _ in pinned
        if installed.get(name, version) != version
    ]
    if missing:
        return broken("packages", f"missing: {', '.join(missing)}", "Run `make setup`.")
    if other:
        return note("packages", "; ".join(other), "Run `make setup` to have the versions that were tested.")
    return ok("packages", f"{len(pinned)} as locked")


def check_binaries() -> Finding:
    """Whether PostgreSQL programs are found."""
    try:
        binaries = find_binaries()
    except BinariesMissing as problem:
        return broken("postgresql programs", "none", str(problem))
    return ok("postgresql programs", f"{binaries.major} in {binaries.folder}")


def check_home(settings: Settings) -> Finding:
    """Whether the home can be written."""
    home = settings.home
    nearest = next(folder for folder in (home, *home.parents) if folder.exists())
    if not nearest.is_dir():
        return broken(
            "home", f"{nearest} is a file", "Move it aside, or set MAKEGOOD_HOME to another folder."
        )
    if not os.access(nearest, os.W_OK | os.X_OK) or os.statvfs(nearest).f_flag & os.ST_RDONLY:
        return broken(
            "home",
            f"{nearest} cannot be written",
            "Mount it for writing or change its owner, or set MAKEGOOD_HOME.",
        )
    return ok("home", str(home)) if home.exists() else note("home", f"{home} is made at the first start")


def check_secrets(settings: Settings) -> Finding:
    """Whether only the owner reads the secrets, and production has a secret of its own."""
    folder = settings.secrets_folder
    if folder.is_dir() and os.access(folder, os.R_OK | os.X_OK):
        loose = [path for path in (folder, *folder.iterdir()) if stat.S_IMODE(path.stat().st_mode) & 0o077]
        if loose:
            return broken("secrets", f"others may read {loose[0]}", f"chmod -R go= {folder}")
    if settings.mode is Mode.PRODUCTION and settings.secret is None:
        return note(
            "secrets",
            "sessions are signed with a key made here",
            "With several servers, give all the same MAKEGOOD_SECRET.",
        )
    return ok("secrets", "readable by their owner only" if folder.is_dir() else "made at the first start")


def check_disk(home: Path) -> Finding:
    """How much room is left where the data are."""
    nearest = next(folder for folder in (home, *home.parents) if folder.is_dir())
    if os.statvfs(nearest).f_flag & os.ST_RDONLY:
        return broken(
            "disk", f"{nearest} is mounted read-only", "Mount it for writing, or set MAKEGOOD_HOME."
        )
    free = shutil.disk_usage(nearest).free
    seen = f"{free / 1024**3:.1f} GB free"
    if free < TOO_LITTLE_SPACE_BYTES:
        return broken("disk", seen, "Free some space: PostgreSQL stops when the disk is full.")
    return note("disk", seen, "Free some space soon.") if free < LITTLE_SPACE_BYTES else ok("disk", seen)


def check_bucket(bucket: BucketSettings) -> Finding:
    """Whether the bucket for files can be written, read and deleted from."""
    shelf = BucketShelf(bucket, retries=0)
    try:
        asyncio.run(shelf.check())
    except ShelfAway as away:
        return broken(
            "files", f"{shelf.told}: {away}",
            "Look at MAKEGOOD_FILES_BUCKET, its address, its key, and whether that key may write, read and delete there.",
        )  # fmt: skip
    return ok("files", shelf.told)


def check_port(settings: Settings) -> Finding:
    """Whether the port is free or ours."""
    try:
        record = who_runs(settings)
    except DatabaseProblem as problem:
        return note("port", f"{settings.port}; {problem}")
    if record is not None and record.url == settings.url:
        return ok("port", f"{settings.port} serves makegood (process {record.pid})")
    try:
        listen(settings).close()
    except CommandFailed as problem:
        return broken("port", f"{settings.port} cannot be had", str(problem))
    return ok("port", f"{settings.port} is free")


def _installed_versions() -> dict[str, str]:
    return {
        re.sub(r"[-_.]+", "-", item.metadata["Name"]).lower(): item.version
        for item in importlib.metadata.distributions()
        if item.metadata["Name"]
    }
