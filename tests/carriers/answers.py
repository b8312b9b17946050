"""A local server that answers as a carrier's documentation says, and keeps what it was asked."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any


@dataclass
class Asked:
    """One request."""

    method: str
    path: str
    headers: dict[str, str]
    body: bytes

    @property
    def json(self) -> Any:
        return json.loads(self.body)


@dataclass
class Answers:
    """What is answered by method and path: a status and a body, or several in turn. `silent` paths are never answered."""

    url: str = ""
    told: dict[str, list[tuple[int, bytes]]] = field(default_factory=dict)
    asked: list[Asked] = field(default_factory=list)

    def tell(self, what: str, body: Any, status: int = 200) -> None:
        """Answer a request such as `POST /v2/shipments`; told again, the next one gets the next answer."""
        content = body if isinstance(body, bytes) else json.dumps(body).encode()
        self.told.setdefault(what, []).append((status, content))

    def answer(self, asked: Asked) -> tuple[int, bytes]:
        self.asked.append(asked)
        queue = self.told.get(f"{asked.method} {asked.path.partition('?')[0]}")
        if not queue:
            return 404, b'{"error": {"code": "NOT_FOUND", "message": "nothing of that name"}}'
        return queue.pop(0) if len(queue) > 1 else queue[0]

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            head = (await reader.readuntil(b"\r\n\r\n")).decode().split("\r\n")
            method, path, _ = head[0].split(" ")
            headers = {
                name.lower(): value.strip()
                for name, _, value in (line.partition(":") for line in head[1:] if line)
            }
            body = await reader.readexactly(int(headers.get("content-length", "0")))
            status, content = self.answer(Asked(method, path, headers, body))
            writer.write(
                f"HTTP/1.1 {status} -\r\nContent-Length: {len(content)}\r\nConnection: close\r\n\r\n".encode()
            )
            writer.write(content)
            await writer.drain()
        finally:
            writer.close()


@asynccontextmanager
async def answering() -> AsyncIterator[Answers]:
    """The server, on a port of its own."""
    answers = Answers()
    server = await asyncio.start_server(answers.serve, "127.0.0.1", 0)
    answers.url = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
    async with server:
        yield answers
