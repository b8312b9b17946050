"""A sign-in service that speaks OpenID Connect: authorization code with PKCE, state and nonce; tokens checked here."""

import secrets
import time
from collections.abc import Mapping
from datetime import datetime
from typing import Any

import httpx
import structlog
from authlib.oauth2.rfc6749.parameters import prepare_grant_uri
from authlib.oauth2.rfc7636 import create_s256_code_challenge
from authlib.oidc.core import CodeIDToken
from itsdangerous import BadSignature, URLSafeTimedSerializer
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet
from msgspec import Struct

from makegood.accounts.refusals import ProviderFailed, SignInOver
from makegood.kit.signing_in import OidcSettings

ALGORITHMS = [
    "RS256",
    "PS256",
    "ES256",
    "EdDSA",
    "Ed25519",
    "RS384",
    "RS512",
    "ES384",
    "ES512",
    "PS384",
    "PS512",
]
"""Signatures with a public key. Not `none`; and not HS256, with which a leaked client secret would sign anything."""

STATE_SECONDS = 600
KNOWN_SECONDS = 3600
KEYS_AT_MOST_EVERY_SECONDS = 60
LEEWAY_SECONDS = 60
TIMEOUT_SECONDS = 10.0

log = structlog.get_logger(__name__)


class Identity(Struct, frozen=True, kw_only=True):
    """Whom the service vouches for. `email` is empty unless the service has verified it."""

    issuer: str
    subject: str
    email: str
    name: str
    groups: tuple[str, ...]


class Leaving(Struct, frozen=True):
    """A browser on its way to the service: where to, and what it has to bring back in a cookie."""

    address: str
    state: str


class Returning(Struct, frozen=True):
    """A browser that has come back: whom the service vouches for, and to which page it wanted."""

    identity: Identity
    onward: str


class Provider:
    """The sign-in service. Its description and keys are fetched when first needed and kept for an hour."""

    def __init__(self, settings: OidcSettings, url: str, secret: str, client: httpx.AsyncClient) -> None:
        self.settings = settings
        self._redirect = f"{url}/sign-in/oidc/answer"
        self._states = URLSafeTimedSerializer(secret, salt="makegood.oidc")
        self._client = client
        self._described: tuple[float, Mapping[str, Any]] | None = None
        self._keys: tuple[float, KeySet] | None = None

    async def close(self) -> None:
        """Close what connections to the service are open."""
        await self._client.aclose()

    async def leave(self, onward: str) -> Leaving:
        """Where to send a browser, and the state that it keeps meanwhile. Raises ProviderFailed."""
        described = await self._description()
        kept = {name: secrets.token_urlsafe(32) for name in ("state", "nonce", "verifier")}
        address = prepare_grant_uri(
            described["authorization_endpoint"], client_id=self.settings.client_id, response_type="code",
            redirect_uri=self._redirect, scope=self.settings.scope, state=kept["state"], nonce=kept["nonce"],
            code_challenge=create_s256_code_challenge(kept["verifier"]), code_challenge_method="S256",
        )  # fmt: skip
        return Leaving(address, self._states.dumps(kept | {"onward": onward}))

    async def returned(self, query: Mapping[str, str], state: str, now: datetime) -> Returning:
        """Whom the service vouches for, out of the answer and the kept state. Raises SignInOver, ProviderFailed."""
        try:
            kept: Any = self._states.loads(state, max_age=STATE_SECONDS)
        except BadSignature:
            raise SignInOver() from None
        if not secrets.compare_digest(str(query.get("state", "")).encode(), kept["state"].encode()):
            raise SignInOver()
        if query.get("iss", self.settings.issuer) != self.settings.issuer or not query.get("code"):
            raise ProviderFailed()
        tokens = await self._exchange(query["code"], kept["verifier"])
        claims = await self._claims(tokens, kept["nonce"], now)
        return Returning(self._identity(claims | await self._more(claims, tokens)), str(kept["onward"]))

    async def _exchange(self, code: str, verifier: str) -> Mapping[str, Any]:
        described = await self._description()
        form = {
            "grant_type": "authorization_code", "code": code, "redirect_uri": self._redirect,
            "code_verifier": verifier,
        }  # fmt: skip
        methods = described.get("token_endpoint_auth_methods_supported", ["client_secret_basic"])
        if "client_secret_basic" in methods:
            return await self._json(
                "POST", described["token_endpoint"], data=form,
                auth=httpx.BasicAuth(self.settings.client_id, self.settings.client_secret),
            )  # fmt: skip
        form |= {"client_id": self.settings.client_id, "client_secret": self.settings.client_secret}
        return await self._json("POST", described["token_endpoint"], data=form)

    async def _claims(self, tokens: Mapping[str, Any], nonce: str, now: datetime) -> dict[str, Any]:
        """The claims of the ID token, its signature, issuer, audience, times and nonce checked."""
        try:
            token = await self._decoded(str(tokens.get("id_token", "")))
            options = {
                "iss": {"essential": True, "value": self.settings.issuer},
                "aud": {"essential": True, "value": self.settings.client_id},
            }
            params = {
                "nonce": nonce, "client_id": self.settings.client_id, "access_token": tokens.get("access_token"),
            }  # fmt: skip
            claims = CodeIDToken(token.claims, token.header, options, params)
            claims.validate(now=int(now.timestamp()), leeway=LEEWAY_SECONDS)
        except (JoseError, ValueError, TypeError, KeyError) as error:
            raise self._failed(error) from None
        return dict(claims)

    async def _decoded(self, id_token: str) -> jwt.Token:
        try:
            return jwt.decode(id_token, await self._key_set(), algorithms=ALGORITHMS)
        except (JoseError, ValueError):
            if self._keys is None or time.monotonic() - self._keys[0] < KEYS_AT_MOST_EVERY_SECONDS:
                raise
            self._keys = None  # the service may have changed its keys since
            return jwt.decode(id_token, await self._key_set(), algorithms=ALGORITHMS)

    async def _more(self, claims: Mapping[str, Any], tokens: Mapping[str, Any]) -> dict[str, Any]:
        """What the ID token leaves out and the service tells on asking, of the same person only."""
        endpoint = (await self._description()).get("userinfo_endpoint")
        wanted = {"email", "email_verified", self.settings.groups_claim.partition(".")[0]}
        if not endpoint or not tokens.get("access_token") or wanted <= claims.keys():
            return {}
        bearer = {"Authorization": f"Bearer {tokens['access_token']}"}
        told = await self._json("GET", endpoint, headers=bearer)
        if told.get("sub") != claims["sub"]:
            raise self._failed(ValueError("userinfo of somebody else"))
        return {name: value for name, value in told.items() if name not in claims}

    def _identity(self, claims: Mapping[str, Any]) -> Identity:
        email = str(claims.get("email", "")).strip().lower() if claims.get("email_verified") is True else ""
        groups: Any = claims
        for part in self.settings.groups_claim.split("."):
            groups = groups.get(part) if isinstance(groups, Mapping) else None
        named = [groups] if isinstance(groups, str) else groups if isinstance(groups, list) else []
        name = str(claims.get("name") or claims.get("preferred_username") or email.partition("@")[0])
        return Identity(
            issuer=self.settings.issuer, subject=str(claims["sub"]), email=email, name=name[:100],
            groups=tuple(str(group).strip("/") for group in named),
        )  # fmt: skip

    async def _description(self) -> Mapping[str, Any]:
        if self._described is None or time.monotonic() - self._described[0] > KNOWN_SECONDS:
            address = f"{self.settings.issuer.rstrip('/')}/.well-known/openid-configuration"
            told = await self._json("GET", address)
            needed = {"issuer", "authorization_endpoint", "token_endpoint", "jwks_uri"}
            if told.get("issuer") != self.settings.issuer or not needed <= told.keys():
                raise self._failed(ValueError("its description is of another issuer, or lacks endpoints"))
            self._described = time.monotonic(), told
        return self._described[1]

    async def _key_set(self) -> KeySet:
        if self._keys is None or time.monotonic() - self._keys[0] > KNOWN_SECONDS:
            told: Any = await self._json("GET", (await self._description())["jwks_uri"])
            self._keys = time.monotonic(), KeySet.import_key_set(told)
        return self._keys[1]

    async def _json(self, method: str, address: str, **more: Any) -> Mapping[str, Any]:
        try:
            answer = await self._client.request(method, address, timeout=TIMEOUT_SECONDS, **more)
            answer.raise_for_status()
            told = answer.json()
        except (httpx.HTTPError, ValueError) as error:
            raise self._failed(error) from None
        if not isinstance(told, dict):
            raise self._failed(ValueError("no object"))
        return told

    def _failed(self, error: Exception) -> ProviderFailed:
        # The kind of error only: messages may quote tokens or people's data.
        log.warning("sign_in_service_failed", issuer=self.settings.issuer, error=type(error).__name__)
        return ProviderFailed()
