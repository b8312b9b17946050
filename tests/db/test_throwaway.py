"""Throwaway servers leave nothing behind, even when whoever asked for them was killed."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

from makegood.db.throwaway import NEWBORN_SECONDS, ThrowawayServer, throwaway_server
from tests.db.test_embedded import execute, value

ASK_AND_WAIT = """
import sys
from makegood.db.throwaway import throwaway_server
with throwaway_server(durable=False) as server:
    print(server.place.folder.parent, flush=True)
    sys.stdin.read()
"""


def kill(server: ThrowawayServer) -> None:
    running = server.running
    assert running is not None
    os.kill(running.pid, signal.SIGKILL)
    while server.running is not None:
        time.sleep(0.02)


async def test_comes_back_at_the_same_address_after_a_kill_and_goes_at_the_end() -> None:
    with throwaway_server() as server:
        url = server.url()
        await execute(url, "CREATE TABLE kept AS SELECT 1 AS one")
        kill(server)
        server.restart()
        assert server.url() == url
        assert await value(url, "SELECT one FROM kept") == 1
        folder = server.place.folder
    assert not folder.parent.exists()


def test_what_a_killed_predecessor_left_is_cleared() -> None:
    process = subprocess.Popen(
        [sys.executable, "-c", ASK_AND_WAIT], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert process.stdout is not None
    folder = Path(process.stdout.readline().strip())
    process.kill()
    process.communicate()
    assert folder.is_dir()
    long_ago = time.time() - 2 * NEWBORN_SECONDS
    os.utime(folder / "owner.lock", (long_ago, long_ago))
    with throwaway_server(durable=False) as server:
        assert server.place.folder.parent != folder
        assert not folder.exists()
