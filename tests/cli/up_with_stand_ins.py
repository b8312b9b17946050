"""Runs `makegood up` with stand-ins for server and worker: the orchestration is real, the children are tiny."""

from __future__ import annotations

import socket
import sys

from makegood.cli.child import ChildPlan
from makegood.cli.failure import exit_code_of
from makegood.cli.up import run_up
from makegood.kit.settings import Settings, load_settings

SERVER = """
import socket, sys
from makegood.cli.parent_watch import watch_parent
watch_parent()
listener = socket.socket(fileno=int(sys.argv[-1]))
print("serving", flush=True)
while True:
    caller, _ = listener.accept()
    caller.recv(4096)
    caller.sendall(b"HTTP/1.1 200 OK\\r\\nContent-Length: 5\\r\\nConnection: close\\r\\n\\r\\nready")
    caller.close()
"""
WORKER = """
import time
from makegood.cli.parent_watch import watch_parent
watch_parent()
time.sleep(1000)
"""


def stand_ins(settings: Settings, listener: socket.socket) -> list[ChildPlan]:
    number, logs = listener.fileno(), settings.home / "logs"
    server: tuple[str, ...] = (sys.executable, "-c", SERVER, "--socket-fd", str(number))
    worker = (sys.executable, "-c", WORKER)
    if "broken" in sys.argv:
        server = (sys.executable, "-c", "import sys; sys.exit('the page is torn')")
    return [
        ChildPlan("serve", server, logs / "serve.log", {}, (number,)),
        ChildPlan("work", worker, logs / "work.log"),
    ]


if __name__ == "__main__":
    try:
        run_up(load_settings(), stand_ins)
    except BaseException as error:
        sys.exit(exit_code_of(error))
