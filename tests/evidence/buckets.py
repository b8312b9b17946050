"""A bucket for tests: a real server of S3's language in this process, and what it is told."""

from __future__ import annotations

import logging
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager

from moto.server import ThreadedMotoServer

from makegood.kit.storing import BucketSettings

SECRET = "a-secret-that-nobody-may-read"


@contextmanager
def s3_server() -> Iterator[str]:
    """The address of a server that runs until the end."""
    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    try:
        host, port = server.get_host_and_port()
        yield f"http://{host}:{port}"
    finally:
        server.stop()


def new_bucket(address: str, name: str, prefix: str = "shop") -> BucketSettings:
    """A new empty bucket of a server."""
    make = urllib.request.Request(f"{address}/{name}", method="PUT")
    with urllib.request.urlopen(make):
        pass
    return BucketSettings(name=name, prefix=prefix, endpoint=address, key_id="key", secret=SECRET)
