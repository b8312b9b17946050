"""Runs localstripe on a free port of 127.0.0.1 and prints the port. A program of its own: localstripe is GPL
and keeps its store in a module; it is only ever spoken to over HTTP.
"""

import socket

from aiohttp import web
from localstripe.resources import Store
from localstripe.server import app


def main() -> None:
    # It would otherwise write its store to a fixed file in /tmp on every change, and listen to the world.
    Store.dump_to_disk = lambda self: None
    listening = socket.create_server(("127.0.0.1", 0))
    print(listening.getsockname()[1], flush=True)
    web.run_app(app, sock=listening, print=None, access_log=None)


if __name__ == "__main__":
    main()
