"""PURE: how people sign in beside passwords: a sign-in service (OIDC), and which proxies tell the truth about addresses."""

from __future__ import annotations

import ipaddress
from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import urlsplit

Network = ipaddress.IPv4Network | ipaddress.IPv6Network
_ROLES = ("desk", "senior", "operator", "merchant")
_NEEDED = ("MAKEGOOD_OIDC_ISSUER", "MAKEGOOD_OIDC_CLIENT_ID", "MAKEGOOD_OIDC_CLIENT_SECRET")


@dataclass(frozen=True, slots=True)
class GroupRole:
    """What a group of the sign-in service is here: a role, and for merchants which (the marketplace's own id)."""

    group: str
    role: str
    merchant: str | None = None


@dataclass(frozen=True, slots=True)
class OidcSettings:
    """A sign-in service. `groups_claim` may name a claim inside another: `realm_access.roles`.

    `has_second_factor`: the service asks for one itself, so that staff are not asked for another here.
    """

    issuer: str
    client_id: str
    client_secret: str = field(repr=False)
    name: str = "SSO"
    scope: str = "openid email profile"
    groups_claim: str = "groups"
    roles: tuple[GroupRole, ...] = ()
    has_second_factor: bool = False


@dataclass(frozen=True, slots=True)
class SigningIn:
    """What the environment says of signing in."""

    oidc: OidcSettings | None = None
    trusted_proxies: tuple[Network, ...] = ()


PASSWORDS_ONLY = SigningIn()


def parse_signing_in(given: Mapping[str, str]) -> SigningIn:
    """What MAKEGOOD_OIDC_* and MAKEGOOD_TRUSTED_PROXIES say. Raises ValueError with what to do."""
    return SigningIn(_oidc(given), _networks(given.get("MAKEGOOD_TRUSTED_PROXIES", "")))


def _oidc(given: Mapping[str, str]) -> OidcSettings | None:
    if not any(name.startswith("MAKEGOOD_OIDC_") for name in given):
        return None
    missing = [name for name in _NEEDED if name not in given]
    if missing:
        raise ValueError(
            f"A sign-in service needs {', '.join(_NEEDED)}. Set {', '.join(missing)} too, or none of them."
        )
    return OidcSettings(
        issuer=_issuer(given["MAKEGOOD_OIDC_ISSUER"]),
        client_id=given["MAKEGOOD_OIDC_CLIENT_ID"],
        client_secret=given["MAKEGOOD_OIDC_CLIENT_SECRET"],
        name=given.get("MAKEGOOD_OIDC_NAME", "SSO")[:40],
        scope=_scope(given.get("MAKEGOOD_OIDC_SCOPE", "openid email profile")),
        groups_claim=given.get("MAKEGOOD_OIDC_GROUPS_CLAIM", "groups"),
        roles=tuple(_role(part) for part in _parts(given.get("MAKEGOOD_OIDC_ROLES", ""))),
        has_second_factor=_yes(given.get("MAKEGOOD_OIDC_SECOND_FACTOR", "no")),
    )


def _issuer(text: str) -> str:
    parts = urlsplit(text)
    is_here = parts.hostname in ("localhost", "127.0.0.1", "::1")
    if (
        not parts.hostname
        or parts.query
        or (parts.scheme != "https" and not (parts.scheme == "http" and is_here))
    ):
        raise ValueError(
            f"MAKEGOOD_OIDC_ISSUER is {text!r}. Set it to the issuer as the service names itself, with https, such as "
            "https://login.example/realms/platform."
        )
    return text


def _scope(text: str) -> str:
    if "openid" not in text.split():
        raise ValueError(
            f"MAKEGOOD_OIDC_SCOPE is {text!r}. It has to have openid in it, such as: openid email profile."
        )
    return " ".join(text.split())


def _role(text: str) -> GroupRole:
    group, equals, what = text.partition("=")
    role, _, merchant = what.strip().partition(":")
    if not group.strip() or not equals or role not in _ROLES or (role == "merchant") != bool(merchant):
        raise ValueError(
            f"MAKEGOOD_OIDC_ROLES has {text!r}. Write group=role, separated by commas: staff=desk, leads=senior, "
            "ops=operator, walkwell-team=merchant:walkwell."
        )
    return GroupRole(group.strip(), role, merchant or None)


def _yes(text: str) -> bool:
    if text.lower() not in ("yes", "no", "1", "0"):
        raise ValueError(f"MAKEGOOD_OIDC_SECOND_FACTOR is {text!r}. Set it to yes or no.")
    return text.lower() in ("yes", "1")


def _networks(text: str) -> tuple[Network, ...]:
    try:
        return tuple(ipaddress.ip_network(part, strict=False) for part in _parts(text))
    except ValueError:
        raise ValueError(
            f"MAKEGOOD_TRUSTED_PROXIES is {text!r}. Set it to addresses or networks, separated by commas, such as "
            "10.0.0.0/8."
        ) from None


def _parts(text: str) -> list[str]:
    return [part.strip() for part in text.split(",") if part.strip()]
