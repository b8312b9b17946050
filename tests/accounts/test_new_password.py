"""Passwords by invitation, by link and by changing them."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import pytest

from makegood.accounts import (
    NewPerson,
    Opened,
    PrincipalRole,
    Purpose,
    Stage,
    TooManyTries,
    ask_new_password,
    change_password,
    disable,
    invite,
    see_link,
    session_of,
    sign_in,
    use_link_for_password,
)
from makegood.accounts.refusals import CodeOver, NoMail, PasswordsDiffer, PasswordTooShort, WrongSignIn
from tests.accounts.world import ELSEWHERE, HERE, PASSWORD, ROOT, Accounts

MERCHANT = {"role": PrincipalRole.MERCHANT, "subject": 77}
NEW = "snow on a slate roof"


def token_of(address: str) -> str:
    return address.rpartition("/")[2]


async def test_an_invitation_is_good_once_and_looking_does_not_use_it_up(accounts: Accounts) -> None:
    await invite(accounts.office, ROOT, NewPerson(email="A@shop.example", name="Ann", **MERCHANT))
    letter = accounts.letters[0]
    assert (letter.purpose, letter.to, letter.minutes) == (Purpose.INVITATION, "a@shop.example", 7 * 24 * 60)
    assert letter.secret.startswith("https://care.example/sign-in/link/")
    token = token_of(letter.secret)
    for _ in range(2):
        link, person = await see_link(accounts.office, token, HERE)
        assert (link.purpose, person.name) == (Purpose.INVITATION, "Ann")
    with pytest.raises(PasswordsDiffer):
        await use_link_for_password(accounts.office, token, PASSWORD, NEW, HERE)
    with pytest.raises(PasswordTooShort):
        await use_link_for_password(accounts.office, token, "short", "short", HERE)
    opened = await use_link_for_password(accounts.office, token, PASSWORD, PASSWORD, HERE)
    assert opened.stage is Stage.WHOLE
    with pytest.raises(CodeOver):
        await use_link_for_password(accounts.office, token, NEW, NEW, HERE)


async def test_at_once_a_link_is_good_once(accounts: Accounts) -> None:
    await invite(accounts.office, ROOT, NewPerson(email="a@shop.example", name="Ann", **MERCHANT))
    token = token_of(accounts.letters[0].secret)
    answers = await asyncio.gather(
        *(use_link_for_password(accounts.office, token, PASSWORD, PASSWORD, HERE) for _ in range(4)),
        return_exceptions=True,
    )
    assert sum(isinstance(answer, Opened) for answer in answers) == 1
    assert sum(isinstance(answer, CodeOver) for answer in answers) == 3


async def test_forgotten(accounts: Accounts) -> None:
    person = await accounts.person("Li Ming", **MERCHANT)
    before = await sign_in(accounts.office, person.email, PASSWORD, HERE)
    sent = len(accounts.letters)
    for email in ("nobody@shop.example", person.email, person.email.upper()):
        assert await ask_new_password(accounts.office, email, HERE) is None
    assert len(accounts.letters) == sent + 2
    with pytest.raises(CodeOver):  # the second link makes the first void
        await see_link(accounts.office, token_of(accounts.letters[sent].secret), HERE)
    await use_link_for_password(accounts.office, token_of(accounts.letters[-1].secret), NEW, NEW, HERE)
    assert await session_of(accounts.office.pool, before.token, accounts.clock.now()) is None
    with pytest.raises(WrongSignIn):
        await sign_in(accounts.office, person.email, PASSWORD, HERE)
    assert (await sign_in(accounts.office, person.email, NEW, HERE)).stage is Stage.WHOLE


async def test_a_link_does_not_pass_the_second_factor(accounts: Accounts) -> None:
    person = await accounts.person()
    first = await sign_in(accounts.office, person.email, PASSWORD, HERE)
    await accounts.with_second_factor(person, first.token)
    await ask_new_password(accounts.office, person.email, HERE)
    token = token_of(accounts.letters[-1].secret)
    assert (await use_link_for_password(accounts.office, token, NEW, NEW, HERE)).stage is Stage.SECOND_FACTOR


async def test_links_run_out_are_few_and_die_with_the_account(accounts: Accounts) -> None:
    person = await accounts.person("Li Ming", **MERCHANT)
    await ask_new_password(accounts.office, person.email, HERE)
    token = token_of(accounts.letters[-1].secret)
    accounts.clock.advance(timedelta(minutes=61))
    for wrong in (token, token[:-1], "", ".", "zz.x", f"{'f' * 30}.x", token.replace(".", "")):
        with pytest.raises(CodeOver):
            await see_link(accounts.office, wrong, ELSEWHERE)
    for _ in range(4):
        await ask_new_password(accounts.office, person.email, HERE)
    with pytest.raises(TooManyTries):
        await ask_new_password(accounts.office, person.email, HERE)
    await disable(accounts.office, ROOT, person.id)
    with pytest.raises(CodeOver):
        await see_link(accounts.office, token_of(accounts.letters[-1].secret), HERE)
    with pytest.raises(NoMail):
        await ask_new_password(accounts.with_(mailer=None), person.email, HERE)


async def test_changing_it_needs_the_current_one_and_ends_other_sessions(accounts: Accounts) -> None:
    person = await accounts.person("Li Ming", **MERCHANT)
    here, there = [await sign_in(accounts.office, person.email, PASSWORD, HERE) for _ in range(2)]
    session = await session_of(accounts.office.pool, here.token, accounts.clock.now())
    assert session is not None
    with pytest.raises(WrongSignIn):
        await change_password(accounts.office, session, "not this one, no", NEW, NEW, HERE)
    changed = await change_password(accounts.office, session, PASSWORD, NEW, NEW, HERE)
    for token, lives in ((here.token, False), (there.token, False), (changed.token, True)):
        assert (await session_of(accounts.office.pool, token, accounts.clock.now()) is not None) is lives
