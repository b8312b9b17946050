"""How commands talk: steps and remarks for people on standard error, results on standard output."""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import click

SLOW_SECONDS = 0.05


def remark(text: str) -> None:
    """A line for whoever watches."""
    click.echo(f"  {click.style('·', fg='cyan')} {text}", err=True)


@contextmanager
def step(title: str) -> Iterator[None]:
    """Announce a step that may take a while, then say that it is done and how long it took."""
    live = sys.stderr.isatty()
    started = time.monotonic()
    if live:
        click.echo(f"  … {title}", err=True, nl=False)
    yield
    seconds = time.monotonic() - started
    took = f" ({seconds:.1f} s)" if seconds >= SLOW_SECONDS else ""
    clear = "\r\033[K" if live else ""
    click.echo(f"{clear}  {click.style('✓', fg='green')} {title}{took}", err=True)


def print_json(value: Any) -> None:
    """One JSON value on standard output."""
    click.echo(json.dumps(value, ensure_ascii=False, default=str, indent=2))
