"""Which passwords are good enough, and how they are kept."""

from __future__ import annotations

import pytest
from argon2 import PasswordHasher

from makegood.accounts import Passwords
from makegood.accounts.passwords import check_password
from makegood.accounts.refusals import PasswordTellsWho, PasswordTooCommon, PasswordTooLong, PasswordTooShort

QUICK = PasswordHasher(time_cost=1, memory_cost=64, parallelism=1)


@pytest.mark.parametrize(
    ("password", "refusal"),
    [
        ("eleven char", PasswordTooShort),
        ("", PasswordTooShort),
        ("下雨天听雨声", PasswordTooShort),
        ("x" * 201, PasswordTooLong),
        ("password1234", PasswordTooCommon),
        ("PassWord1234", PasswordTooCommon),
        ("aaaaaaaaaaaaaaa", PasswordTooCommon),
        ("abcabcabcabcabc", PasswordTooCommon),
        ("qwertyuiopas", PasswordTooCommon),
        ("zyxwvutsrqpon", PasswordTooCommon),
        ("woaini1314520", PasswordTooCommon),
        ("chenweichenwei1", PasswordTellsWho),
        ("chen@shop.example", PasswordTellsWho),
        ("Makegood Chen", PasswordTellsWho),
    ],
)
def test_what_is_refused(password: str, refusal: type[Exception]) -> None:
    with pytest.raises(refusal):
        check_password(password, "Chen Wei", "chen@shop.example")


@pytest.mark.parametrize(
    "password",
    [
        "rain on a tin roof",
        "correct stapler horse",
        "下雨天坐在屋檐下听雨声真好",
        "Chen rides a green bicycle",
        "  spaces count too",
    ],
)
def test_what_is_taken(password: str) -> None:
    check_password(password, "Chen Wei", "chen@shop.example")


async def test_the_hash_is_argon2id_and_salted() -> None:
    kept = await Passwords().hashed("rain on a tin roof")
    assert kept.startswith("$argon2id$v=19$m=47104,t=2,p=1$")
    assert kept != await Passwords().hashed("rain on a tin roof")


async def test_right_wrong_and_nobody() -> None:
    passwords = Passwords(QUICK)
    kept = await passwords.hashed("rain on a tin roof")
    assert (await passwords.judged(kept, "rain on a tin roof")).right
    assert not (await passwords.judged(kept, "rain on a tin rooF")).right
    assert not (await passwords.judged(None, "rain on a tin roof")).right
    assert not (await passwords.judged("no hash", "rain on a tin roof")).right


async def test_composed_and_decomposed_letters_are_the_same() -> None:
    passwords = Passwords(QUICK)
    kept = await passwords.hashed("un café à Besançon")
    assert (await passwords.judged(kept, "un cafe\u0301 a\u0300 Besanc\u0327on")).right


async def test_a_hash_with_other_parameters_is_stale() -> None:
    kept = await Passwords(QUICK).hashed("rain on a tin roof")
    slower = Passwords(PasswordHasher(time_cost=2, memory_cost=128, parallelism=1))
    verdict = await slower.judged(kept, "rain on a tin roof")
    assert (verdict.right, verdict.stale) == (True, True)
    assert not (await slower.judged(kept, "wrong password here")).stale
