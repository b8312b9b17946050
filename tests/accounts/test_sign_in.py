"""Signing in with a password and a second factor; what is wrong is told alike, and guessing ends."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from typing import Any

import pytest

from makegood.accounts import (
    Opened,
    Passwords,
    PrincipalRole,
    Session,
    SignInOver,
    Stage,
    TooManyTries,
    disable,
    pass_second_factor,
    session_of,
    sessions_of,
    sign_in,
)
from makegood.accounts.refusals import WrongCode, WrongSignIn
from tests.accounts.world import ELSEWHERE, HERE, PASSWORD, ROOT, Accounts

MERCHANT = {"role": PrincipalRole.MERCHANT, "subject": 77}


async def session(accounts: Accounts, opened: Opened) -> Session:
    found = await session_of(accounts.office.pool, opened.token, accounts.clock.now())
    assert found is not None
    return found


async def test_a_member_of_a_shop_signs_in_with_a_password(accounts: Accounts) -> None:
    person = await accounts.person("Li Ming", **MERCHANT)
    opened = await sign_in(accounts.office, " LI.MING@shop.example ", PASSWORD, HERE)
    assert opened.stage is Stage.WHOLE
    found = await session(accounts, opened)
    assert (found.principal.role, found.principal.subject, found.principal.name) == (
        "merchant",
        77,
        "Li Ming",
    )
    assert found.principal.label == f"merchant:person-{person.id}"
    assert (found.way, found.device) == ("password", "Firefox · Linux")


async def test_wrong_unknown_and_disabled_are_told_alike(accounts: Accounts) -> None:
    person = await accounts.person("Li Ming", **MERCHANT)
    for email, password in (
        (person.email, "not this one, no"),
        ("nobody@shop.example", PASSWORD),
        ("", ""),
        ("a\x01b", "x"),
    ):
        with pytest.raises(WrongSignIn):
            await sign_in(accounts.office, email, password, HERE)
    await disable(accounts.office, ROOT, person.id)
    with pytest.raises(WrongSignIn):
        await sign_in(accounts.office, person.email, PASSWORD, HERE)


async def test_guessing_ends_here_and_not_for_the_owner_elsewhere(accounts: Accounts) -> None:
    person = await accounts.person("Li Ming", **MERCHANT)
    for _ in range(6):
        with pytest.raises(WrongSignIn):
            await sign_in(accounts.office, person.email, "not this one, no", HERE)
    with pytest.raises(TooManyTries):
        await sign_in(accounts.office, person.email, PASSWORD, HERE)
    assert (await sign_in(accounts.office, person.email, PASSWORD, ELSEWHERE)).stage is Stage.WHOLE
    accounts.clock.advance(timedelta(minutes=16))
    assert (await sign_in(accounts.office, person.email, PASSWORD, HERE)).stage is Stage.WHOLE


async def test_many_accounts_are_not_tried_from_one_address(accounts: Accounts) -> None:
    for number in range(60):
        with pytest.raises(WrongSignIn):
            await sign_in(accounts.office, f"p{number}@shop.example", "not this one, no", HERE)
    with pytest.raises(TooManyTries):
        await sign_in(accounts.office, "p60@shop.example", "not this one, no", HERE)


async def test_staff_set_up_a_second_factor_before_anything_else(accounts: Accounts) -> None:
    person = await accounts.person()
    opened = await sign_in(accounts.office, person.email, PASSWORD, HERE)
    assert opened.stage is Stage.SET_UP
    app, codes = await accounts.with_second_factor(person, opened.token)
    assert len(codes) == 10
    assert await session_of(accounts.office.pool, opened.token, accounts.clock.now()) is None
    again = await sign_in(accounts.office, person.email, PASSWORD, HERE)
    assert again.stage is Stage.SECOND_FACTOR
    whole = await pass_second_factor(
        accounts.office, await session(accounts, again), app.at(accounts.clock.now()), HERE
    )
    assert whole.token != again.token
    assert (await session(accounts, whole)).stage is Stage.WHOLE
    assert await session_of(accounts.office.pool, again.token, accounts.clock.now()) is None


async def test_in_a_demo_nobody_is_asked_for_one(accounts: Accounts) -> None:
    person = await accounts.person()
    opened = await sign_in(accounts.with_(demands_second_factor=False), person.email, PASSWORD, HERE)
    assert opened.stage is Stage.WHOLE


async def test_no_code_is_good_twice_even_at_once(accounts: Accounts) -> None:
    person = await accounts.person()
    first = await sign_in(accounts.office, person.email, PASSWORD, HERE)
    app, codes = await accounts.with_second_factor(person, first.token)
    for code in (app.at(accounts.clock.now()), codes[3]):
        opened = [await sign_in(accounts.office, person.email, PASSWORD, HERE) for _ in range(4)]
        waiting = [await session(accounts, one) for one in opened]
        answers = await asyncio.gather(
            *(pass_second_factor(accounts.office, one, code, HERE) for one in waiting), return_exceptions=True
        )
        assert sum(isinstance(answer, Opened) for answer in answers) == 1
        assert sum(isinstance(answer, WrongCode) for answer in answers) == 3


async def test_codes_are_not_guessed(accounts: Accounts) -> None:
    person = await accounts.person()
    first = await sign_in(accounts.office, person.email, PASSWORD, HERE)
    app, _ = await accounts.with_second_factor(person, first.token)
    waiting = await session(accounts, await sign_in(accounts.office, person.email, PASSWORD, HERE))
    for number in range(10):
        with pytest.raises(WrongCode):
            await pass_second_factor(accounts.office, waiting, f"{number:06d}", HERE)
    with pytest.raises(TooManyTries):
        await pass_second_factor(accounts.office, waiting, app.at(accounts.clock.now()), HERE)


async def test_a_session_that_is_whole_passes_nothing_again(accounts: Accounts) -> None:
    await accounts.person("Li Ming", **MERCHANT)
    opened = await sign_in(accounts.office, "li.ming@shop.example", PASSWORD, HERE)
    with pytest.raises(SignInOver):
        await pass_second_factor(accounts.office, await session(accounts, opened), "123456", HERE)


async def test_a_stale_hash_is_made_anew(accounts: Accounts, pool: Any) -> None:
    await accounts.person("Li Ming", **MERCHANT)
    today = accounts.with_(passwords=Passwords())
    await sign_in(today, "li.ming@shop.example", PASSWORD, HERE)
    assert "m=47104" in await pool.fetchval("SELECT password_hash FROM people")
    assert (await sign_in(today, "li.ming@shop.example", PASSWORD, HERE)).stage is Stage.WHOLE


async def test_sessions_end_by_themselves(accounts: Accounts) -> None:
    person = await accounts.person("Li Ming", **MERCHANT)
    opened = await sign_in(accounts.office, person.email, PASSWORD, HERE)
    start = accounts.clock.now()
    for hours in range(10, 165, 10):
        assert await session_of(accounts.office.pool, opened.token, start + timedelta(hours=hours))
    assert await session_of(accounts.office.pool, opened.token, start + timedelta(hours=170)) is None
    idle = await sign_in(accounts.office, person.email, PASSWORD, HERE)
    assert await session_of(accounts.office.pool, idle.token, start + timedelta(hours=13)) is None


async def test_tokens_that_are_none(accounts: Accounts, pool: Any) -> None:
    person = await accounts.person("Li Ming", **MERCHANT)
    opened = await sign_in(accounts.office, person.email, PASSWORD, HERE)
    number, _, secret = opened.token.removeprefix("mgs_").partition(".")
    for token in (
        "", "mgs_", "mgs_.", f"mgs_{number}", f"mgs_{number}.", f"mgs_{number}.{secret[:-1]}", f"{number}.{secret}",
        f"mgs_-{number}.{secret}", f"mgs_ffffffffffffffffffff.{secret}", f"mgs_zz.{secret}", f"mgs_{number}.é",
    ):  # fmt: skip
        assert await session_of(pool, token, accounts.clock.now()) is None, token
    assert secret not in str([dict(row) for row in await pool.fetch("SELECT * FROM sessions")])


async def test_half_a_sign_in_is_listed_nowhere_and_over_soon(accounts: Accounts) -> None:
    person = await accounts.person()
    opened = await sign_in(accounts.office, person.email, PASSWORD, HERE)
    assert await sessions_of(accounts.office.pool, person.principal, accounts.clock.now()) == []
    accounts.clock.advance(timedelta(minutes=11))
    assert await session_of(accounts.office.pool, opened.token, accounts.clock.now()) is None
