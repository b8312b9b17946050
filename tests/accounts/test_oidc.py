"""Signing in through a service, against one that runs: what it says is checked, and only then believed."""

from __future__ import annotations

import time
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import httpx
import pytest

from makegood.accounts import (
    AuditFilters,
    Identity,
    PrincipalRole,
    Provider,
    Returning,
    SignInOver,
    Stage,
    audit_page,
    disable,
    session_of,
    sign_in_with,
)
from makegood.accounts.refusals import NobodyHere, ProviderFailed
from makegood.kit.signing_in import GroupRole, OidcSettings
from tests.accounts.provider import CLIENT_ID, CLIENT_SECRET, Service, running_service
from tests.accounts.world import HERE, ROOT, SECRET, Accounts
from tests.attack.shop import held

ROLES = (
    GroupRole("staff", "desk"),
    GroupRole("leads", "senior"),
    GroupRole("ops", "operator"),
    GroupRole("tea", "merchant", "mountain-tea"),
)


@pytest.fixture
async def service() -> AsyncIterator[Service]:
    async with held(running_service()) as running:
        yield running


@pytest.fixture
async def provider(service: Service) -> AsyncIterator[Provider]:
    settings = OidcSettings(service.issuer, CLIENT_ID, CLIENT_SECRET, roles=ROLES)
    made = Provider(settings, "https://care.example", SECRET, httpx.AsyncClient())
    yield made
    await made.close()


async def walk(provider: Provider, **changed: str) -> Returning:
    """A browser's way to the service and back; `changed` is what it brings back otherwise."""
    leaving = await provider.leave("/policy")
    async with httpx.AsyncClient() as browser:
        answer = await browser.get(leaving.address)
    back = dict(parse_qsl(urlsplit(answer.headers["location"]).query))
    state = changed.pop("cookie", leaving.state)
    return await provider.returned(back | changed, state, datetime.now(UTC))


async def test_the_way_there_and_back(provider: Provider, service: Service) -> None:
    service.claims = {"groups": ["/staff", "choir"]}
    returning = await walk(provider)
    assert returning == Returning(
        Identity(
            issuer=service.issuer, subject="u-1", email="chen@shop.example", name="Chen Wei",
            groups=("staff", "choir"),
        ),
        "/policy",
    )  # fmt: skip
    assert service.told["code_challenge_method"] == "S256"
    assert service.told["redirect_uri"] == "https://care.example/sign-in/oidc/answer"


@pytest.mark.parametrize(
    "said",
    [
        {"nonce": "another"}, {"nonce": None}, {"aud": "somebody-else"}, {"aud": None},
        {"aud": [CLIENT_ID, "other"], "azp": "other"}, {"iss": "https://evil.example"}, {"exp": int(time.time()) - 3600},
        {"exp": None}, {"iat": int(time.time()) + 7200}, {"sub": None}, {"at_hash": "wrong"},
    ],
)  # fmt: skip
async def test_a_token_that_is_not_for_us_is_refused(
    provider: Provider, service: Service, said: dict[str, Any]
) -> None:
    service.claims = said
    with pytest.raises(ProviderFailed):
        await walk(provider)


@pytest.mark.parametrize("alg", ["none", "HS256"])
async def test_only_signatures_with_the_services_key_count(
    provider: Provider, service: Service, alg: str
) -> None:
    service.alg = alg
    with pytest.raises(ProviderFailed):
        await walk(provider)


async def test_a_key_that_is_not_published_is_refused_and_a_new_one_is_fetched(
    provider: Provider, service: Service
) -> None:
    await walk(provider)
    service.key = 1
    with pytest.raises(ProviderFailed):
        await walk(provider)
    service.published = 2
    with pytest.raises(ProviderFailed):  # asked a moment ago
        await walk(provider)
    assert provider._keys is not None
    provider._keys = (provider._keys[0] - 61, provider._keys[1])
    await walk(provider)


async def test_state_belongs_to_the_browser(provider: Provider) -> None:
    other = await provider.leave("/")
    for changed in ({"state": "x"}, {"cookie": ""}, {"cookie": other.state}, {"cookie": other.state[:-2]}):
        with pytest.raises(SignInOver):
            await walk(provider, **changed)
    for refused in ({"code": ""}, {"code": "guessed"}, {"iss": "https://evil.example"}):
        with pytest.raises(ProviderFailed):
            await walk(provider, **refused)


async def test_a_service_that_calls_itself_otherwise_is_refused(provider: Provider, service: Service) -> None:
    service.issuer_told = "https://evil.example"
    with pytest.raises(ProviderFailed):
        await provider.leave("/")


async def test_an_address_that_was_not_verified_is_none(provider: Provider, service: Service) -> None:
    for said in (False, None, "true"):
        service.claims = {"email_verified": said}
        assert (await walk(provider)).identity.email == ""


async def test_groups_are_asked_for_and_only_of_the_same_person(provider: Provider, service: Service) -> None:
    service.userinfo = {"sub": "u-1", "groups": ["ops"], "email": "other@evil.example"}
    identity = (await walk(provider)).identity
    assert (identity.groups, identity.email) == (("ops",), "chen@shop.example")
    service.userinfo = {"sub": "u-2", "groups": ["ops"]}
    with pytest.raises(ProviderFailed):
        await walk(provider)


def whom(*groups: str, email: str = "chen@shop.example", subject: str = "u-1") -> Identity:
    """Whom the service vouches for."""
    return Identity(
        issuer="https://login.example", subject=subject, email=email, name="Chen Wei", groups=groups
    )


async def test_groups_say_the_role_at_every_sign_in(
    accounts: Accounts, provider: Provider, pool: Any
) -> None:
    trusted = Provider(
        replace(provider.settings, has_second_factor=True),
        "https://care.example",
        SECRET,
        httpx.AsyncClient(),
    )
    first = await sign_in_with(accounts.office, trusted, whom("staff"), HERE)
    assert first.stage is Stage.WHOLE
    found = await session_of(pool, first.token, accounts.clock.now())
    assert found is not None
    assert found.principal.role is PrincipalRole.DESK
    await sign_in_with(accounts.office, trusted, whom("staff", "leads", email=""), HERE)
    assert await session_of(pool, first.token, accounts.clock.now()) is None
    kinds = [entry.what for entry in await audit_page(pool, AuditFilters())]
    assert kinds == ["person.signed_in", "person.role_changed", "person.signed_in", "person.added"]
    with pytest.raises(NobodyHere):
        await sign_in_with(accounts.office, trusted, whom("choir"), HERE)
    await trusted.close()


async def test_staff_show_a_second_factor_here_unless_the_service_asks_for_one(
    accounts: Accounts, provider: Provider
) -> None:
    assert (await sign_in_with(accounts.office, provider, whom("staff"), HERE)).stage is Stage.SET_UP


async def test_an_account_is_joined_by_its_verified_address_alone(
    accounts: Accounts, provider: Provider
) -> None:
    person = await accounts.person("Li Ming")
    with pytest.raises(NobodyHere):
        await sign_in_with(accounts.office, provider, whom("staff", email=""), HERE)
    await sign_in_with(accounts.office, provider, whom("staff", email=person.email), HERE)
    assert len(await accounts.office.pool.fetch("SELECT id FROM people")) == 1
    await disable(accounts.office, ROOT, person.id)
    with pytest.raises(NobodyHere):
        await sign_in_with(accounts.office, provider, whom("staff", email=person.email), HERE)


async def test_a_shop_that_is_not_known_gives_no_role(accounts: Accounts, provider: Provider) -> None:
    with pytest.raises(NobodyHere):
        await sign_in_with(accounts.office, provider, whom("tea"), HERE)
