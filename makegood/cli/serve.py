"""`makegood serve`: the HTTP server, alone."""

from __future__ import annotations

import gc
import socket

import click

from makegood.cli.console import remark
from makegood.cli.parent_watch import watch_parent
from makegood.cli.port import listen
from makegood.cli.ready_database import ready_database
from makegood.kit.settings import Settings, load_settings

GRACEFUL_SECONDS = 10
WAITING_CONNECTIONS = 2048


@click.command("serve", short_help="Answer HTTP requests.")
@click.option("--socket-fd", type=int, hidden=True, help="A listening socket handed down by `makegood up`.")
def command(socket_fd: int | None) -> None:
    """Answer HTTP requests.

    Listens on MAKEGOOD_HOST and PORT. Starts the embedded PostgreSQL if it does not run; it goes on running
    afterwards until `makegood down`. Clocks are applied by `makegood work`, which runs beside this.

    \b
    Examples:
      makegood serve
      PORT=9000 MAKEGOOD_HOST=0.0.0.0 makegood serve
    """
    settings = load_settings()
    watch_parent()
    listener = (
        listen(settings, command="makegood serve") if socket_fd is None else socket.socket(fileno=socket_fd)
    )
    dsn = ready_database(settings, remark)
    if socket_fd is None:
        remark(f"Listening at {settings.url}; Ctrl-C stops.")
    run_server(settings, dsn, listener)


def run_server(settings: Settings, dsn: str, listener: socket.socket) -> None:
    """Serve on `listener` until a signal says to stop."""
    import uvicorn

    from makegood.web.app import create_app

    # What is loaded stays; garbage of requests is mostly freed by counting, so look for cycles less often.
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 50)
    app = create_app(settings, dsn)

    class Server(uvicorn.Server):
        """Ends the streams of pages that stay open before it waits for what is being answered."""

        async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
            """Stop; called once, in the loop of the server."""
            if "live" in app.state:
                app.state["live"].close()
            await super().shutdown(sockets)

    config = uvicorn.Config(
        app, loop="uvloop", http="httptools", lifespan="on", log_config=None, access_log=False,
        server_header=False, proxy_headers=False, timeout_graceful_shutdown=GRACEFUL_SECONDS, backlog=WAITING_CONNECTIONS,
    )  # fmt: skip
    Server(config).run(sockets=[listener])
