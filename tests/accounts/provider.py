"""A sign-in service of the tests' own, run for real: it says of people what a test has it say."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

import uvicorn
from authlib.oauth2.rfc7636 import create_s256_code_challenge
from joserfc import jwt
from joserfc.jwk import OctKey, RSAKey
from litestar import Litestar, Request, Response, get, post
from litestar.response import Redirect

CLIENT_ID, CLIENT_SECRET = "makegood", "a client secret of the tests"
_KEYS = [RSAKey.generate_key(2048, {"kid": f"key-{number}"}) for number in (1, 2)]


@dataclass
class Service:
    """What the service says, and whom it has let pass. A test changes the fields."""

    port: int
    claims: dict[str, Any] = field(default_factory=dict)
    told: dict[str, Any] = field(default_factory=dict)
    userinfo: dict[str, Any] | None = None
    alg: str = "RS256"
    key: int = 0
    waiting: dict[str, dict[str, str]] = field(default_factory=dict)
    published: int = 1
    issuer_told: str = ""

    @property
    def issuer(self) -> str:
        """Its name."""
        return f"http://127.0.0.1:{self.port}/realms/platform"

    def id_token(self, nonce: str, now: int) -> str:
        """What it says of somebody, signed as the test wants it."""
        claims = {
            "iss": self.issuer, "aud": CLIENT_ID, "sub": "u-1", "iat": now, "exp": now + 300, "nonce": nonce,
            "email": "chen@shop.example", "email_verified": True, "name": "Chen Wei",
        } | self.claims  # fmt: skip
        claims = {name: value for name, value in claims.items() if value is not None}
        header = {"alg": self.alg, "kid": _KEYS[self.key].kid or ""}
        if self.alg == "none":
            return _unsigned(claims)
        if self.alg == "HS256":
            return jwt.encode(
                header, claims, OctKey.import_key(CLIENT_SECRET.ljust(32, "x")), algorithms=["HS256"]
            )
        return jwt.encode(header, claims, _KEYS[self.key])


def _unsigned(claims: dict[str, Any]) -> str:
    import base64
    import json

    def part(value: Any) -> str:
        return base64.urlsafe_b64encode(json.dumps(value).encode()).rstrip(b"=").decode()

    return f"{part({'alg': 'none', 'typ': 'JWT'})}.{part(claims)}."


def service_app(service: Service) -> Litestar:
    """The service as an application."""

    @get("/realms/platform/.well-known/openid-configuration")
    async def description() -> dict[str, Any]:
        own = service.issuer
        return {
            "issuer": service.issuer_told or own, "authorization_endpoint": f"{own}/authorize",
            "token_endpoint": f"{own}/token", "jwks_uri": f"{own}/keys",
            **({"userinfo_endpoint": f"{own}/userinfo"} if service.userinfo is not None else {}),
        }  # fmt: skip

    @get("/realms/platform/keys")
    async def keys() -> dict[str, Any]:
        return {"keys": [key.as_dict(private=False) for key in _KEYS[: service.published]]}

    @get("/realms/platform/authorize")
    async def authorize(request: Request[Any, Any, Any]) -> Redirect:
        asked = dict(request.query_params)
        code = f"code-{len(service.waiting)}"
        service.waiting[code] = asked
        return Redirect(f"{asked['redirect_uri']}?{urlencode({'code': code, 'state': asked['state']})}")

    @post("/realms/platform/token", status_code=200)
    async def token(request: Request[Any, Any, Any]) -> Response[Any]:
        import base64
        import time

        form = await request.form()
        asked = service.waiting.pop(str(form.get("code")), None)
        basic = base64.b64encode(f"{CLIENT_ID}:{CLIENT_SECRET}".encode()).decode()
        if (
            asked is None
            or request.headers.get("authorization") != f"Basic {basic}"
            or form.get("redirect_uri") != asked["redirect_uri"]
            or create_s256_code_challenge(str(form.get("code_verifier"))) != asked["code_challenge"]
        ):
            return Response({"error": "invalid_grant"}, status_code=400)
        service.told = asked
        id_token = service.id_token(asked["nonce"], int(time.time()))
        return Response({"access_token": "at-1", "token_type": "Bearer", "id_token": id_token})

    @get("/realms/platform/userinfo")
    async def userinfo() -> dict[str, Any]:
        return service.userinfo or {}

    return Litestar([description, keys, authorize, token, userinfo], openapi_config=None, logging_config=None)


@asynccontextmanager
async def running_service() -> AsyncIterator[Service]:
    """The service, listening on a port of this machine."""
    listener = socket.create_server(("127.0.0.1", 0))
    service = Service(listener.getsockname()[1])
    config = uvicorn.Config(service_app(service), log_config=None, access_log=False, lifespan="off")
    server = uvicorn.Server(config)
    task = asyncio.create_task(server.serve(sockets=[listener]))
    while not server.started:  # noqa: ASYNC110
        await asyncio.sleep(0.02)
    try:
        yield service
    finally:
        server.should_exit = True
        await task
        listener.close()
