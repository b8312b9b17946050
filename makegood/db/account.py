"""The account PostgreSQL runs as. It refuses root, so root lends it another one; everybody else runs it as themselves."""

from __future__ import annotations

import os
import pwd
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from makegood.db.problems import FolderUnusable

PREFERRED_NAMES = ("postgres", "nobody")


@dataclass(frozen=True, slots=True)
class Account:
    """An account of the machine; `is_ours` when it is the one we run as."""

    uid: int
    gid: int
    name: str
    is_ours: bool


def server_account(home: Path) -> Account:
    """Whom the server of `home` runs as: us; or, when we are root, the owner of the place, postgres or nobody."""
    uid = os.geteuid()
    if uid != 0:
        return Account(uid, os.getegid(), _name(uid), is_ours=True)
    owner = _existing(home).stat().st_uid
    if owner != 0 and _name(owner) != str(owner):
        return account_of(owner)
    for name in PREFERRED_NAMES:
        try:
            entry = pwd.getpwnam(name)
        except KeyError:
            continue
        return Account(entry.pw_uid, entry.pw_gid, name, is_ours=False)
    raise FolderUnusable(
        "PostgreSQL refuses to run as root, and this machine has neither an account `postgres` nor `nobody` "
        "to run it as. Start makegood as an ordinary user, or set MAKEGOOD_DATABASE_URL."
    )


def account_of(uid: int) -> Account:
    """The account `uid`, whether or not the machine has a name for it."""
    try:
        entry = pwd.getpwuid(uid)
    except KeyError:
        return Account(uid, uid, str(uid), is_ours=uid == os.geteuid())
    return Account(uid, entry.pw_gid, entry.pw_name, is_ours=uid == os.geteuid())


def run_as(account: Account, arguments: Sequence[str], text: str = "") -> subprocess.CompletedProcess[str]:
    """Run a program as `account` to its end, `text` on its standard input, its words captured."""
    lent = {} if account.is_ours else {"user": account.uid, "group": account.gid, "extra_groups": []}
    return subprocess.run(  # type: ignore[call-overload, no-any-return]
        list(arguments), input=text, capture_output=True, text=True, cwd="/", env=clean_environment(), **lent
    )


def popen_arguments(account: Account) -> dict[str, object]:
    """What `subprocess.Popen` needs to run a program as `account`, apart from our terminal and folder."""
    lent = {} if account.is_ours else {"user": account.uid, "group": account.gid, "extra_groups": []}
    return {"cwd": "/", "env": clean_environment(), "start_new_session": True, "umask": 0o077, **lent}


def clean_environment() -> dict[str, str]:
    """Our environment without the variables that would point PostgreSQL elsewhere or translate its words."""
    kept = {
        name: value for name, value in os.environ.items() if not name.startswith(("PG", "LC_", "MAKEGOOD_"))
    }
    return {**kept, "LC_ALL": "C", "TZ": "UTC"}


def can_enter(account: Account, folder: Path) -> bool:
    """Whether `account` gets into `folder`; asked of the system itself, which also knows access lists."""
    return account.is_ours or run_as(account, ["/bin/sh", "-c", 'cd -- "$0"', str(folder)]).returncode == 0


def can_run(account: Account, program: str) -> bool:
    """Whether `account` may run `program`."""
    if account.is_ours:
        return True
    try:
        return run_as(account, [program, "--version"]).returncode == 0
    except PermissionError:
        return False


def give(account: Account, path: Path) -> None:
    """Make `account` the owner of `path` and of everything in it. Does nothing when it is ours or done already."""
    if account.is_ours or path.lstat().st_uid == account.uid:
        return
    for folder, folders, files in os.walk(path):
        for name in (*folders, *files):
            os.lchown(os.path.join(folder, name), account.uid, account.gid)
    os.chown(path, account.uid, account.gid)  # last, so that an interrupted change is begun again


def _existing(path: Path) -> Path:
    return next(folder for folder in (path, *path.parents) if folder.exists())


def _name(uid: int) -> str:
    try:
        return pwd.getpwuid(uid).pw_name
    except KeyError:
        return str(uid)
