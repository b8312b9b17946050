"""Each request counted and timed by its route, and logged without personal data."""

import itertools
import secrets
import time
from functools import lru_cache
from typing import Any

import structlog
from litestar.enums import ScopeType
from litestar.middleware import ASGIMiddleware
from litestar.types import ASGIApp, Message, Receive, Scope, Send
from prometheus_client import Counter, Histogram

REQUESTS = Counter("makegood_requests_total", "Requests by route and status", ["method", "route", "status"])
SECONDS = Histogram("makegood_request_seconds", "Seconds to answer, by route", ["method", "route"])
_METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
"""Clients may send any word as a method; only these become series of their own."""
_PROCESS = secrets.token_hex(4)
_NUMBERS = itertools.count(1)
log = structlog.get_logger()

_HEADERS = [
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"same-origin"),
    (b"x-frame-options", b"DENY"),
]


class Observed(ASGIMiddleware):
    """Counts, times, logs; gives each answer a request id and the headers that every answer has."""

    scopes = (ScopeType.HTTP,)

    async def handle(self, scope: Scope, receive: Receive, send: Send, next_app: ASGIApp) -> None:
        """Pass the request on and watch its answer."""
        started, request_id = time.perf_counter(), f"{_PROCESS}-{next(_NUMBERS):x}"
        status = 500

        async def watched(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                message["headers"] = [*message["headers"], (b"x-request-id", request_id.encode()), *_HEADERS]
            await send(message)

        try:
            await next_app(scope, receive, watched)
        finally:
            self._note(scope, status, time.perf_counter() - started, request_id)

    @staticmethod
    def _note(scope: Any, status: int, seconds: float, request_id: str) -> None:
        route, method = str(scope.get("path_template") or "unmatched"), str(scope.get("method"))
        method = method if method in _METHODS else "other"
        counter, timer = _series(method, route, status)
        counter.inc()
        if _stays_open(scope):
            return
        timer.observe(seconds)
        if status >= 500 or seconds > 1:
            log.warning(
                "request", route=route, method=method, status=status, ms=int(seconds * 1000), id=request_id
            )


def _stays_open(scope: Any) -> bool:
    """Whether an answer is a stream, whose length says nothing about how quick we are."""
    handler = scope.get("route_handler")
    return bool(handler is not None and handler.opt.get("stays_open"))


@lru_cache(2000)
def _series(method: str, route: str, status: int) -> tuple[Counter, Histogram]:
    return REQUESTS.labels(method, route, str(status)), SECONDS.labels(method, route)
