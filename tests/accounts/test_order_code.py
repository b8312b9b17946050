"""Codes for an order: sent to its own address only, told to nobody else, good once, not to be guessed."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from typing import Any

import pytest

from makegood.accounts import (
    CodeAsked,
    Opened,
    TooManyTries,
    Visit,
    answer_order_code,
    ask_order_code,
    session_of,
)
from makegood.accounts.refusals import CodeOver, EmailNotUsable, NoMail, WrongCode
from makegood.kit.ids import bucket_of
from tests.accounts.world import ELSEWHERE, HERE, Accounts
from tests.world import build_world, tea_order

EMAIL = "li.na@mail.example"


@pytest.fixture
async def order(pool: Any) -> Any:
    buyer = tea_order()["buyer"] | {"email": "Li.Na@mail.example"}
    return await build_world(pool).order("T-1", buyer=buyer)


async def test_a_buyer_signs_in_with_a_code(accounts: Accounts, order: Any) -> None:
    asked = await ask_order_code(accounts.office, " T-1 ", " LI.NA@mail.example", HERE)
    letter = accounts.letters[0]
    assert asked == CodeAsked(asked.code_id)
    assert (letter.to, letter.about, letter.language, letter.minutes) == (EMAIL, "T-1", "zh-CN", 10)
    code = f"{letter.secret[:3]} {letter.secret[3:]}"
    opened = await answer_order_code(accounts.office, asked.code_id, code, HERE)
    session = await session_of(accounts.office.pool, opened.token, accounts.clock.now())
    assert session is not None
    assert (session.principal.role, session.principal.subject) == ("buyer", order.buyer_id)
    assert (session.principal.name, session.way) == ("李娜", "code")
    with pytest.raises(CodeOver):
        await answer_order_code(accounts.office, asked.code_id, letter.secret, HERE)


async def test_wrong_orders_and_addresses_are_answered_alike(accounts: Accounts, order: Any) -> None:
    for number, email in (("T-1", "other@mail.example"), ("T-2", EMAIL), ("", EMAIL), ("T\0", EMAIL)):
        asked = await ask_order_code(accounts.office, number, email, HERE)
        assert asked.code_id > 0
        for _ in range(5):
            with pytest.raises(WrongCode):
                await answer_order_code(accounts.office, asked.code_id, "000000", ELSEWHERE)
        with pytest.raises(CodeOver):
            await answer_order_code(accounts.office, asked.code_id, "000000", ELSEWHERE)
    assert accounts.letters == []


async def test_an_order_without_an_address_has_no_code(accounts: Accounts, pool: Any) -> None:
    await build_world(pool).order("T-9", buyer={"external_id": "x", "name": "X"})
    await ask_order_code(accounts.office, "T-9", EMAIL, HERE)
    assert accounts.letters == []


async def test_not_even_its_id_tells_whether_there_is_an_order(accounts: Accounts, order: Any) -> None:
    def buckets(*asked: CodeAsked) -> set[int]:
        return {bucket_of(one.code_id) for one in asked}

    right = [await ask_order_code(accounts.office, "T-1", EMAIL, HERE) for _ in range(2)]
    wrong = [await ask_order_code(accounts.office, "T-1", "x@mail.example", HERE) for _ in range(2)]
    assert len(buckets(*right)) == len(buckets(*wrong)) == 1
    assert buckets(*right) != {bucket_of(order.buyer_id)}


async def test_five_tries_and_ten_minutes(accounts: Accounts, order: Any) -> None:
    asked = await ask_order_code(accounts.office, "T-1", EMAIL, HERE)
    right = accounts.letters[0].secret
    wrong = "111111" if right != "111111" else "222222"
    for _ in range(5):
        with pytest.raises(WrongCode):
            await answer_order_code(accounts.office, asked.code_id, wrong, HERE)
    with pytest.raises(CodeOver):
        await answer_order_code(accounts.office, asked.code_id, right, HERE)
    again = await ask_order_code(accounts.office, "T-1", EMAIL, HERE)
    accounts.clock.advance(timedelta(minutes=11))
    with pytest.raises(CodeOver):
        await answer_order_code(accounts.office, again.code_id, accounts.letters[1].secret, HERE)


async def test_at_once_it_is_good_once(accounts: Accounts, order: Any) -> None:
    asked = await ask_order_code(accounts.office, "T-1", EMAIL, HERE)
    right = accounts.letters[0].secret
    answers = await asyncio.gather(
        *(answer_order_code(accounts.office, asked.code_id, right, HERE) for _ in range(5)),
        return_exceptions=True,
    )
    assert sum(isinstance(answer, Opened) for answer in answers) == 1


async def asks_until_refused(accounts: Accounts, email: str, visit: Visit) -> int:
    """How many codes somebody may ask for."""
    for asked in range(100):
        try:
            await ask_order_code(accounts.office, "T-1", email, visit)
        except TooManyTries:
            return asked
    raise AssertionError("there is no end to it")


async def test_a_stranger_uses_up_none_of_the_buyers_codes(accounts: Accounts, order: Any) -> None:
    for address in range(9):
        for guess in ("a@mail.example", "b@mail.example"):
            await asks_until_refused(accounts, guess, Visit(f"192.0.2.{address}"))
    assert await asks_until_refused(accounts, EMAIL, HERE) == 5
    assert len(accounts.letters) == 5


async def test_who_knows_the_address_too_is_held_up_before_the_buyer(accounts: Accounts, order: Any) -> None:
    assert await asks_until_refused(accounts, EMAIL, ELSEWHERE) == 5
    assert await asks_until_refused(accounts, EMAIL, HERE) == 5


async def test_a_letter_box_is_not_filled_from_many_places(accounts: Accounts, order: Any) -> None:
    asked = [await asks_until_refused(accounts, EMAIL, Visit(f"192.0.2.{each}")) for each in range(9)]
    assert sum(asked) == len(accounts.letters) == 20


async def test_nothing_of_the_code_is_kept(accounts: Accounts, order: Any, pool: Any) -> None:
    await ask_order_code(accounts.office, "T-1", EMAIL, HERE)
    assert accounts.letters[0].secret not in str(
        [dict(row) for row in await pool.fetch("SELECT * FROM one_time_codes")]
    )


async def test_without_mail_nobody_is_promised_any(accounts: Accounts, order: Any) -> None:
    with pytest.raises(NoMail):
        await ask_order_code(accounts.with_(mailer=None), "T-1", EMAIL, HERE)
    with pytest.raises(EmailNotUsable):
        await ask_order_code(accounts.office, "T-1", "no address", HERE)
    shown = await ask_order_code(accounts.with_(mailer=None, shows_codes=True), "T-1", EMAIL, HERE)
    assert await answer_order_code(accounts.office, shown.code_id, shown.shown or "", HERE)


async def test_an_order_told_again_without_the_address_keeps_it(
    accounts: Accounts, order: Any, pool: Any
) -> None:
    await build_world(pool).order("T-1", buyer={"external_id": "li-na", "name": "李娜娜"})
    assert await pool.fetchval("SELECT email FROM buyers") == "Li.Na@mail.example"
