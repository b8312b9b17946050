"""A child of `makegood up` ends with it, even when it is killed: nobody is left holding the port."""

from __future__ import annotations

import os
import signal
import threading
import time

VARIABLE = "MAKEGOOD_SUPERVISOR"
LOOK_EVERY_SECONDS = 0.5


def watch_parent() -> None:
    """When `up` started us, end ourselves politely once it is gone. Does nothing otherwise."""
    parent = os.environ.get(VARIABLE, "")
    if parent.isdigit():
        threading.Thread(target=_watch, args=(int(parent),), daemon=True, name="parent watch").start()


def _watch(parent: int) -> None:
    while os.getppid() == parent:
        time.sleep(LOOK_EVERY_SECONDS)
    os.kill(os.getpid(), signal.SIGTERM)
