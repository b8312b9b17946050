"""What can be wrong with the database, a class per obstacle. The message is one paragraph and says what to do. PURE"""

from __future__ import annotations

import errno
from pathlib import Path


class DatabaseProblem(Exception):
    """The database cannot be used; the message says why and what to do."""


class BinariesMissing(DatabaseProblem):
    """No PostgreSQL programs of a usable version were found."""


class FolderUnusable(DatabaseProblem):
    """A folder of the installation cannot be written, or the disk is full."""


class DataFolderUnusable(DatabaseProblem):
    """The data folder is damaged, or was written by another major version."""


class ServerDidNotStart(DatabaseProblem):
    """PostgreSQL ended, or did not answer in time, after it was started."""


class ServerDidNotStop(DatabaseProblem):
    """PostgreSQL did not end in time after it was told to."""


class DatabaseUnreachable(DatabaseProblem):
    """Nothing answers at the address, or it does not let us in."""


class DatabaseTooOld(DatabaseProblem):
    """The server is older than PostgreSQL 15."""


class MigrationProblem(DatabaseProblem):
    """The migrations on disk and those applied to the database do not agree."""


def folder_problem(path: Path, error: OSError) -> FolderUnusable:
    """What `error`, met while writing at `path`, means for the person at the keyboard."""
    return FolderUnusable(f"{path} cannot be used: {_cause(error)}")


def _cause(error: OSError) -> str:
    elsewhere = "set MAKEGOOD_HOME to a folder on a disk that can be written, and start again."
    if error.errno == errno.EROFS:
        return f"the disk is read-only. Mount it for writing, or {elsewhere}"
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return f"the disk is full. Free some space (`df -h` shows where), or {elsewhere}"
    if error.errno in (errno.EACCES, errno.EPERM):
        return f"this account may not write there. Change its owner or permissions, or {elsewhere}"
    if error.errno in (errno.ENOTDIR, errno.EEXIST):
        return f"there is a file where a folder is needed. Move it aside, or {elsewhere}"
    return f"{error.strerror or error}. Put that right, or {elsewhere}"
