"""Secrets this installation makes for itself and keeps: one file each, readable by the owner only."""

from __future__ import annotations

import os
import secrets
from dataclasses import replace
from pathlib import Path

from makegood.kit.settings import Settings

SECRET_BYTES = 32


def with_secret(settings: Settings) -> Settings:
    """Settings whose secret is set: `MAKEGOOD_SECRET`, or one made once and kept. Raises `OSError`."""
    if settings.secret is not None:
        return settings
    return replace(settings, secret=kept_secret(settings.secrets_folder / "session.key"))


def kept_secret(path: Path) -> str:
    """The secret at `path`, made on first use. Two processes that ask at once get the same one. Raises `OSError`."""
    existing = _read(path)
    if existing:
        return existing
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    draft = path.with_name(f".{path.name}.{os.getpid()}.{secrets.token_hex(4)}")
    _write_private(draft, secrets.token_hex(SECRET_BYTES))
    try:
        _publish(draft, path)
    finally:
        draft.unlink(missing_ok=True)
    return path.read_text().strip()


def _read(path: Path) -> str:
    try:
        return path.read_text().strip()
    except FileNotFoundError:
        return ""


def _write_private(path: Path, text: str) -> None:
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w") as file:
        file.write(text + "\n")
        file.flush()
        os.fsync(file.fileno())


def _publish(draft: Path, path: Path) -> None:
    """A hard link fails when somebody was faster, so the first secret stays; an empty leftover is replaced."""
    try:
        os.link(draft, path)
    except FileExistsError:
        if not _read(path):
            os.replace(draft, path)
    except OSError:  # a file system without hard links
        if not path.exists():
            os.replace(draft, path)
