"""One HTTP request to a receiver: to the address that was judged, no redirects, a short look at the answer.

A name is resolved once per request, its addresses are judged, and the connection goes to one of them, so a
name that resolves differently a moment later (DNS rebinding) gains nothing. Host header, SNI and certificate
stay those of the name. Connections are not kept: the next request judges anew.
"""

from __future__ import annotations

import asyncio
import socket
import ssl
import time
from collections.abc import Awaitable, Callable, Collection, Mapping, Sequence
from datetime import timedelta

import httpx

from makegood.webhooks.addresses import Target, UnusableAddress, check_addresses, parse_target
from makegood.webhooks.model import Answer

Resolve = Callable[[str, int], Awaitable[Sequence[str]]]

TIMEOUT_SECONDS = 15.0
CONNECT_TIMEOUT_SECONDS = 5.0
MOST_ANSWER_BYTES = 4096
MOST_ADDRESSES_TRIED = 3
NOT_CONNECTED = (httpx.ConnectError, httpx.ConnectTimeout)


async def resolve(host: str, port: int) -> Sequence[str]:
    """The addresses of a host, in the system's order of preference. Raises `socket.gaierror`."""
    found = await asyncio.get_running_loop().getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(entry[4][0]) for entry in found))


def webhook_client(verify: ssl.SSLContext | bool = True) -> httpx.AsyncClient:
    """A client that takes no proxy or credentials from the environment, follows nothing and keeps nothing."""
    return httpx.AsyncClient(
        verify=verify,
        trust_env=False,
        follow_redirects=False,
        timeout=httpx.Timeout(TIMEOUT_SECONDS, connect=CONNECT_TIMEOUT_SECONDS),
        limits=httpx.Limits(max_connections=200, max_keepalive_connections=0),
    )


class HttpSender:
    """Sends deliveries. `allowed_hosts` (`host` or `host:port`) may be private and plain http."""

    def __init__(
        self,
        client: httpx.AsyncClient,
        allowed_hosts: Collection[str] = (),
        *,
        https_only: bool,
        resolve: Resolve = resolve,
        timeout_seconds: float = TIMEOUT_SECONDS,
    ) -> None:
        self._client = client
        self._allowed_hosts = tuple(allowed_hosts)
        self._https_only = https_only
        self._resolve = resolve
        self._timeout_seconds = timeout_seconds

    async def send(self, url: str, headers: Mapping[str, str], body: str) -> Answer:
        """POST `body`; every outcome is an answer, none an exception."""
        began = time.monotonic()
        status_code, error, retry_after = None, None, None
        try:
            async with asyncio.timeout(self._timeout_seconds):
                target = parse_target(url, self._allowed_hosts, https_only=self._https_only)
                addresses = await self._resolve(target.host, target.port)
                check_addresses(target, addresses)
                status_code, retry_after = await self._post_to_first(target, addresses, headers, body)
                error = _refusal(status_code)
        except (
            UnusableAddress,
            TimeoutError,
            OSError,
            ValueError,
            httpx.HTTPError,
            httpx.InvalidURL,
        ) as problem:
            error = _words(problem)
        return Answer(status_code, int((time.monotonic() - began) * 1000), error, retry_after)

    async def _post_to_first(
        self, target: Target, addresses: Sequence[str], headers: Mapping[str, str], body: str
    ) -> tuple[int, timedelta | None]:
        """To the first address that takes a connection."""
        *others, last = addresses[:MOST_ADDRESSES_TRIED]
        for address in others:
            try:
                return await self._post(target, address, headers, body)
            except NOT_CONNECTED:
                continue
        return await self._post(target, last, headers, body)

    async def _post(
        self, target: Target, address: str, headers: Mapping[str, str], body: str
    ) -> tuple[int, timedelta | None]:
        request = self._client.build_request(
            "POST",
            httpx.URL(
                scheme=target.scheme, host=address, port=target.port, raw_path=target.path.encode("ascii")
            ),
            headers={**headers, "host": target.host_header},
            content=body.encode(),
            extensions={"sni_hostname": target.host},
        )
        response = await self._client.send(request, stream=True)
        try:
            await _read_a_little(response)
            return response.status_code, _asked_pause(response.headers.get("retry-after", ""))
        finally:
            await response.aclose()


async def _read_a_little(response: httpx.Response) -> None:
    """Lets a receiver end its answer in peace. Nothing of it is kept: it could be anybody's data."""
    read = 0
    async for part in response.aiter_raw():
        read += len(part)
        if read >= MOST_ANSWER_BYTES:
            return


def _refusal(status_code: int) -> str | None:
    if 200 <= status_code < 300:
        return None
    if 300 <= status_code < 400:
        return f"answered {status_code}; redirects are not followed"
    return f"answered {status_code}"


def _asked_pause(retry_after: str) -> timedelta | None:
    """Seconds of a Retry-After header; its form with a date is not heeded."""
    return timedelta(seconds=int(retry_after)) if retry_after.isdecimal() and len(retry_after) < 8 else None


def _words(problem: Exception) -> str:
    """The problem in words that quote nothing of the receiver's."""
    match problem:
        case UnusableAddress():
            return str(problem)
        case TimeoutError() | httpx.TimeoutException():
            return "no answer in time"
        case socket.gaierror() | UnicodeError():
            return "the host name does not resolve"
        case httpx.ConnectError() if _is_about_tls(problem):
            return "the secure connection failed; check the certificate"
        case httpx.ConnectError() | OSError():
            return "the connection failed"
        case _:
            return f"the answer could not be read ({type(problem).__name__})"


def _is_about_tls(problem: BaseException | None) -> bool:
    while problem is not None:
        if isinstance(problem, ssl.SSLError):
            return True
        problem = problem.__cause__ or problem.__context__
    return False
