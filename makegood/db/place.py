"""Where an embedded server lives on disk: in the home, or where the account it runs as can reach it."""

from __future__ import annotations

import contextlib
import hashlib
import os
import socket
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from makegood.db.account import Account, account_of, can_enter, give, server_account
from makegood.db.problems import DataFolderUnusable, folder_problem
from makegood.kit.settings import Settings

LONGEST_SOCKET_PATH_BYTES = 103  # macOS allows 103 and Linux 107
SOCKET_NAME = ".s.PGSQL.5432"
ELSEWHERE = (Path("/var/lib/makegood"), Path("/var/tmp/makegood"))


@dataclass(frozen=True, slots=True)
class Place:
    """The folder of one server: `data/`, `logs/`, and usually `socket/`; and the account it belongs to."""

    folder: Path
    account: Account

    @property
    def data(self) -> Path:
        """The data folder. It gets this name only once it is finished."""
        return self.folder / "data"

    @property
    def unfinished(self) -> Path:
        """The data folder while it is being made."""
        return self.folder / "data.unfinished"

    @property
    def logs(self) -> Path:
        """The server's log, a file per weekday, and `start.log` with the words of the last start."""
        return self.folder / "logs"

    @property
    def start_log(self) -> Path:
        """What the server said while it started."""
        return self.logs / "start.log"


def find_place(
    settings: Settings, say: Callable[[str], None], elsewhere: Sequence[Path] = ELSEWHERE
) -> Place:
    """The place of this home's server, made if need be. Raises `FolderUnusable`, `DataFolderUnusable`."""
    home = settings.home
    account = server_account(home)
    try:
        _make_home(home)
        moved = _remembered(home)
        if moved is not None:
            return Place(moved, _owner(moved, account))
        folder = settings.postgres_folder
        if (folder / "data").exists():
            account = _owner(folder / "data", account)
        if can_enter(account, home):
            return open_place(folder, account)
        return _move_elsewhere(home, account, elsewhere, say)
    except OSError as error:
        raise folder_problem(home, error) from error


def existing_place(settings: Settings) -> Place | None:
    """The place of this home's server when there is one already; makes nothing."""
    try:
        folder = _remembered(settings.home) or settings.postgres_folder
        if not folder.is_dir():
            return None
        return Place(folder, account_of(folder.stat().st_uid))
    except PermissionError as error:
        raise folder_problem(settings.home, error) from error


def open_place(folder: Path, account: Account) -> Place:
    """`folder` made ready for the server of `account`. Raises `OSError`."""
    place = Place(folder, account)
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    place.logs.mkdir(mode=0o700, exist_ok=True)
    give(account, folder)
    return place


def socket_folder(place: Place) -> Path:
    """A folder for the server's socket: in the place, or in the temporary folder where paths there are too long."""
    inside = place.folder / "socket"
    if len(os.fsencode(inside / SOCKET_NAME)) <= LONGEST_SOCKET_PATH_BYTES and _takes_sockets(inside, place):
        return inside
    outside = _outside_socket_folder(place)
    outside.mkdir(mode=0o700, exist_ok=True)
    if outside.lstat().st_uid not in (os.geteuid(), place.account.uid):
        raise DataFolderUnusable(
            f"{outside} belongs to another account. Remove it, or set a shorter MAKEGOOD_HOME."
        )
    give(place.account, outside)
    return outside


def forget_socket_folder(place: Place) -> None:
    """After the server stopped: leave nothing in the temporary folder."""
    with contextlib.suppress(OSError):
        _outside_socket_folder(place).rmdir()


def _outside_socket_folder(place: Place) -> Path:
    digest = hashlib.sha256(os.fsencode(place.folder)).hexdigest()[:16]
    return Path("/tmp") / f"makegood-{digest}"


def _make_home(home: Path) -> None:
    if not home.is_dir():
        home.mkdir(parents=True)
        home.chmod(0o755)  # whatever the umask: what is secret in here has folders of its own
    (home / "run").mkdir(exist_ok=True)
    (home / "secrets").mkdir(mode=0o700, exist_ok=True)


def _remembered(home: Path) -> Path | None:
    note = home / "postgres-folder.txt"
    if not note.is_file():
        return None
    folder = Path(note.read_text().strip())
    if not folder.is_dir():
        raise DataFolderUnusable(
            f"{note} says that the database is in {folder}, which is gone. Bring it back from a backup, "
            f"or remove {note} to begin with an empty database."
        )
    return folder


def _owner(folder: Path, otherwise: Account) -> Account:
    """Who owns what is there already goes on owning it; data left to root are given to `otherwise` at the start."""
    uid = folder.stat().st_uid
    if uid == otherwise.uid or uid == 0:
        return otherwise
    if otherwise.is_ours:
        raise DataFolderUnusable(
            f"The database in {folder} belongs to the account {account_of(uid).name}. Start makegood as that "
            "account or as root, or set MAKEGOOD_HOME to a folder of your own."
        )
    return account_of(uid)


def _move_elsewhere(
    home: Path, account: Account, elsewhere: Sequence[Path], say: Callable[[str], None]
) -> Place:
    parent = next((folder for folder in elsewhere if _makes(folder)), None)
    if parent is None:
        raise DataFolderUnusable(
            f"PostgreSQL does not run as root and the account {account.name} cannot enter {home}. "
            "Set MAKEGOOD_HOME to a folder that every account may enter, or start makegood as an ordinary user."
        )
    folder = Path(tempfile.mkdtemp(prefix=f"{home.parent.name or 'home'}-", dir=parent))
    place = open_place(folder, account)
    draft = home / "postgres-folder.txt.new"
    draft.write_text(f"{folder}\n")
    draft.rename(home / "postgres-folder.txt")
    say(
        f"PostgreSQL does not run as root and the account {account.name} cannot enter {home}, "
        f"so the database is kept in {folder} (remembered in {home / 'postgres-folder.txt'})."
    )
    return place


def _makes(folder: Path) -> bool:
    try:
        folder.mkdir(mode=0o755, exist_ok=True)
    except OSError:
        return False
    return os.access(folder, os.W_OK)


def _takes_sockets(folder: Path, place: Place) -> bool:
    """Some shared folders of containers refuse sockets; try one."""
    folder.mkdir(mode=0o700, exist_ok=True)
    give(place.account, folder)
    trial = folder / ".try"
    try:
        trial.unlink(missing_ok=True)
        with socket.socket(socket.AF_UNIX) as probe:
            probe.bind(str(trial))
        trial.unlink()
    except OSError:
        return False
    return True
