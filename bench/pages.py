"""Pages a second and time to the first byte, over the demo: home, a case, and the first page of merchant, desk and operator.

`/health/ready`, which asks the database for one thing and draws nothing, is the measure beside them in the same rounds:
`ratio_<page>` divides its pages a second by the page's. Run it with:

    .venv/bin/python -m bench.pages [--requests 60] [--clients 4] [--rounds 5]
"""

from __future__ import annotations

import argparse
import asyncio
import atexit
import gc
import statistics
import time
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field

from bench.site import SECRET, bench, report, serve
from makegood.accounts import Sessions
from makegood.demo import Persona, load_demo, personas
from makegood.kit.settings import Mode, Settings

BARE = "bare"
PAGES = {
    "home": ("li-na", "/"),
    "work": ("walkwell", "/work"),
    "desk": ("desk", "/desk"),
    "console": ("operator", "/console"),
}
"""Pages by their name, with who reads them."""


@dataclass
class Figures:
    """Of one page: seconds to the first byte of one client alone, and pages a second of several together, by round."""

    first_byte: list[float] = field(default_factory=list)
    a_second: list[float] = field(default_factory=list)


class Reader:
    """One keep-alive connection that costs little: the measurement is to measure the server."""

    def __init__(self, port: int) -> None:
        self._port = port
        self._streams: tuple[asyncio.StreamReader, asyncio.StreamWriter] | None = None

    async def get(self, path: str, cookie: str) -> float:
        """Seconds to the first byte; the answer is read to the end. Raises RuntimeError for any status but 200."""
        if self._streams is None:
            self._streams = await asyncio.open_connection("127.0.0.1", self._port)
        reader, writer = self._streams
        began = time.perf_counter()
        writer.write(
            f"GET {path} HTTP/1.1\r\nHost: localhost\r\nAccept: text/html\r\nCookie: {cookie}\r\n\r\n".encode()
        )
        first = await reader.readexactly(1)
        took = time.perf_counter() - began
        head = first + await reader.readuntil(b"\r\n\r\n")
        if head[9:12] != b"200":
            raise RuntimeError(f"{path}: {head[:60]!r}")
        await reader.readexactly(int(head.lower().partition(b"content-length:")[2].split(b"\r\n", 1)[0]))
        return took


async def round_of(readers: Sequence[Reader], path: str, cookie: str, requests: int, into: Figures) -> None:
    """One client alone for the first byte, then several together for the rate."""
    into.first_byte += [await readers[0].get(path, cookie) for _ in range(max(1, requests // 4))]
    each = max(1, requests // len(readers))

    async def reads(reader: Reader) -> None:
        for _ in range(each):
            await reader.get(path, cookie)

    began = time.perf_counter()
    await asyncio.gather(*map(reads, readers))
    into.a_second.append(each * len(readers) / (time.perf_counter() - began))


def cookie_of(persona: Persona) -> str:
    """What the browser of somebody who is signed in sends."""
    return f"makegood_session={Sessions(SECRET).token(persona.principal)}"


async def measure(requests: int, clients: int, rounds: int) -> dict[str, float]:
    """All pages in turns, so that whatever else the machine does falls on all of them."""
    async with bench() as site:
        await load_demo(site.dsn, Settings(home=site.home, mode=Mode.DEMO, secret=SECRET))
        people = {one.key: cookie_of(one) for one in await personas(site.pool)}
        case = await site.pool.fetchval(
            "SELECT c.id FROM cases c JOIN message_flags f ON (f.bucket, f.case_id) = (c.bucket, c.id) LIMIT 1"
        )
        asked = {BARE: ("/health/ready", ""), "case": (f"/cases/{case}", people["desk"])}
        asked |= {name: (path, people[who]) for name, (who, path) in PAGES.items()}
        found: dict[str, Figures] = defaultdict(Figures)
        with serve(site.dsn, site.home) as server:
            readers = [Reader(server.port) for _ in range(clients)]
            for number in range(rounds + 1):
                for name, (path, cookie) in asked.items():
                    # The first round is for warming up: templates, prepared statements, the book of rules.
                    into = found[name] if number else Figures()
                    await round_of(readers, path, cookie, requests, into)
                print(f"round {number} of {rounds}")
    return told(found)


def told(found: dict[str, Figures]) -> dict[str, float]:
    """What is reported."""
    rates = {name: statistics.median(one.a_second) for name, one in found.items()}
    figures = {f"per_second_{name}": rate for name, rate in rates.items()}
    figures |= {f"ttfb_ms_{name}": statistics.median(one.first_byte) * 1000 for name, one in found.items()}
    return figures | {f"ratio_{name}": rates[BARE] / rate for name, rate in rates.items() if name != BARE}


def main() -> None:
    """Measure and report."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--requests", type=int, default=60)
    parser.add_argument("--clients", type=int, default=4)
    parser.add_argument("--rounds", type=int, default=5)
    options = parser.parse_args()
    # As the command line does it (makegood/cli/__init__.py): nothing is collected once the run is over.
    atexit.register(gc.freeze)
    report(asyncio.run(measure(options.requests, options.clients, options.rounds)))


if __name__ == "__main__":
    main()
