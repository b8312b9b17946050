"""A little HTTP server before localstripe: it loses requests and answers, and adds what localstripe lacks.

localstripe 1.15 makes, keeps and lists refunds with their metadata, and refuses what is malformed or keyless.
It does not know `Idempotency-Key`, nor does it refuse to refund more than was charged. Both are added here as
https://docs.stripe.com/api/idempotent_requests and https://docs.stripe.com/api/refunds/create describe them.
What is proved with this front is therefore how the adapter lives with Stripe's documented behaviour; what is
proved without it (`test_stripe.py` says where) is how it speaks to a server that others wrote.
"""

import asyncio
from collections import deque
from typing import Literal
from urllib.parse import parse_qs

import httpx
from aiohttp import web

Mishap = Literal["lose_request", "lose_answer", "error_500", "rate_limit", "hang"]
Answer = tuple[int, bytes]


class StripeFront:
    """`mishaps` happen to the next refund orders, one each."""

    def __init__(self, behind: str) -> None:
        self.mishaps: deque[Mishap] = deque()
        self.url = ""
        self._behind = httpx.AsyncClient(base_url=behind)
        self._remembered: dict[str, tuple[bytes, Answer | None]] = {}
        self._one_at_a_time = asyncio.Lock()
        self._runner: web.AppRunner | None = None

    async def start(self) -> None:
        app = web.Application()
        app.router.add_route("*", "/{path:.*}", self._handle)
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", 0)
        await site.start()
        self.url = f"http://127.0.0.1:{self._runner.addresses[0][1]}"

    async def stop(self) -> None:
        if self._runner:
            await self._runner.cleanup()
        await self._behind.aclose()

    async def _handle(self, request: web.Request) -> web.StreamResponse:
        orders_refund = request.method == "POST" and request.path == "/v1/refunds"
        mishap = self.mishaps.popleft() if orders_refund and self.mishaps else None
        match mishap:
            case "lose_request":
                return self._hang_up(request)
            case "error_500":
                return _response(_error(500, "api_error", "", "An unknown error occurred"))
            case "rate_limit":
                return _response(_error(429, "invalid_request_error", "rate_limit", "Too many requests"))
            case "hang":
                await asyncio.sleep(5)
        answer = await (self._refund(request) if orders_refund else self._forwarded(request))
        return self._hang_up(request) if mishap == "lose_answer" else _response(answer)

    async def _refund(self, request: web.Request) -> Answer:
        key, body = request.headers["Idempotency-Key"], await request.read()
        known_body, known_answer = self._remembered.get(key, (body, None))
        if known_body != body:
            return _error(400, "idempotency_error", "", "Keys can only be used with the same parameters.")
        if key in self._remembered:
            return known_answer or _error(409, "invalid_request_error", "idempotency_key_in_use", "In use.")
        self._remembered[key] = (body, None)
        async with self._one_at_a_time:
            answer = await self._refused_as_too_much(body) or await self._forwarded(request)
        if answer[0] == 401:
            del self._remembered[key]
        else:
            self._remembered[key] = (body, answer)
        return answer

    async def _refused_as_too_much(self, body: bytes) -> Answer | None:
        form = {name: values[0] for name, values in parse_qs(body.decode()).items()}
        charge_id = form.get("charge")
        headers = {"Authorization": "Bearer sk_test_front"}
        if "payment_intent" in form:
            intent = await self._behind.get(f"/v1/payment_intents/{form['payment_intent']}", headers=headers)
            charge_id = intent.json().get("latest_charge", {}).get("id")
        charge = (await self._behind.get(f"/v1/charges/{charge_id}", headers=headers)).json()
        left = charge.get("amount", 0) - charge.get("amount_refunded", 0)
        if "error" in charge or int(form["amount"]) <= left:
            return None
        code = "" if left else "charge_already_refunded"
        message = "Refund amount is greater than unrefunded amount on charge"
        return _error(400, "invalid_request_error", code, message)

    async def _forwarded(self, request: web.Request) -> Answer:
        names = ("Authorization", "Content-Type")
        headers = {name: request.headers[name] for name in names if name in request.headers}
        answer = await self._behind.request(
            request.method, request.path_qs, headers=headers, content=await request.read()
        )
        return answer.status_code, answer.content

    def _hang_up(self, request: web.Request) -> web.StreamResponse:
        if request.transport:
            request.transport.abort()
        return web.Response()


def _error(status: int, kind: str, code: str, message: str) -> Answer:
    contents = {"type": kind, "message": message} | ({"code": code} if code else {})
    return status, httpx.Response(status, json={"error": contents}).content


def _response(answer: Answer) -> web.Response:
    return web.Response(status=answer[0], body=answer[1], content_type="application/json")
