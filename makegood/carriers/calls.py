"""How carriers are called: in limited time, every surprise told as CarrierUnavailable and every no as CarrierRefused."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any, TypeVar

import httpx
import msgspec
import structlog

from makegood.carriers.carrier import CarrierRefused, CarrierUnavailable
from makegood.kit.errors import Refused

LARGEST_ANSWER_BYTES = 5_000_000
_log = structlog.get_logger(__name__)
_Shape = TypeVar("_Shape")
_Answer = TypeVar("_Answer")


class Calls:
    """Requests to one carrier. `reason_of` reads out of a refusal why."""

    def __init__(self, carrier: str, client: httpx.AsyncClient, reason_of: Callable[[bytes], str]) -> None:
        self._carrier = carrier
        self._client = client
        self._reason_of = reason_of

    async def send(self, method: str, url: str, reference: str = "", **content: Any) -> bytes:
        """The body of the answer. `reference`: what the carrier calls the booking so far, should it not answer."""
        answer = await self._answered(method, url, reference, **content)
        if answer.status_code >= 400:
            raise CarrierRefused(self._carrier, self._reason_of(answer.content))
        return answer.content

    async def _answered(self, method: str, url: str, reference: str, **content: Any) -> httpx.Response:
        """Whatever was answered, a refusal too, if it is an answer at all."""
        try:
            answer = await self._client.request(method, url, **content)
        except (httpx.HTTPError, httpx.InvalidURL) as error:
            raise self._unavailable(type(error).__name__, reference) from None
        if answer.status_code in (401, 403, 408, 429) or answer.status_code >= 500:
            # With 401 and 403 it is our key that is wrong: an operator puts that right, and nothing was refused for good.
            raise self._unavailable(str(answer.status_code), reference)
        if answer.is_redirect or len(answer.content) > LARGEST_ANSWER_BYTES:
            raise self._unavailable("unusable", reference)
        return answer

    async def ask(
        self, shape: type[_Shape], method: str, url: str, reference: str = "", **content: Any
    ) -> _Shape:
        """The answer read as what it should be; one that is not tells nothing, so it is tried again."""
        return self._read(shape, await self.send(method, url, reference, **content), reference)

    async def find(self, shape: type[_Shape], url: str, reference: str = "") -> _Shape | None:
        """What lies at an address, read likewise; None where there is nothing."""
        answer = await self._answered("GET", url, reference)
        if answer.status_code == 404:
            return None
        if answer.status_code >= 400:
            raise CarrierRefused(self._carrier, self._reason_of(answer.content))
        return self._read(shape, answer.content, reference)

    def _read(self, shape: type[_Shape], body: bytes, reference: str) -> _Shape:
        try:
            return msgspec.json.decode(body, type=shape)
        except (msgspec.DecodeError, UnicodeDecodeError):
            raise self._unavailable("unreadable", reference) from None

    async def close(self) -> None:
        """Close the connections."""
        await self._client.aclose()

    def _unavailable(self, why: str, reference: str) -> CarrierUnavailable:
        _log.warning("carrier_unavailable", carrier=self._carrier, why=why)
        return CarrierUnavailable(self._carrier, reference)


async def in_time(carrier: str, timeout_seconds: float, asking: Awaitable[_Answer]) -> _Answer:
    """What a carrier answers, in limited time; an error that no adapter foresaw counts as no answer."""
    try:
        async with asyncio.timeout(timeout_seconds):
            return await asking
    except Refused:
        raise
    except Exception as error:  # its message may quote an address, so only its kind is logged
        _log.warning("carrier_unavailable", carrier=carrier, why=type(error).__name__)
        raise CarrierUnavailable(carrier) from None
