"""Codes of an app and recovery codes."""

from __future__ import annotations

from datetime import timedelta
from xml.etree import ElementTree

import pyotp
import pytest

from makegood.accounts import app_address, qr_picture
from makegood.accounts.second_factor import new_recovery_codes, new_secret, recovery_code_of, step_of
from tests.accounts.world import NOON


def test_codes_around_now_are_right_once() -> None:
    secret = new_secret()
    app = pyotp.TOTP(secret)
    now_step = int(NOON.timestamp()) // 30
    for seconds, step in ((-30, now_step - 1), (0, now_step), (30, now_step + 1)):
        code = app.at(NOON + timedelta(seconds=seconds))
        assert step_of(secret, code, NOON, 0) == step
        assert step_of(secret, code, NOON, step) is None
    for seconds in (-90, 90, 86400):
        assert step_of(secret, app.at(NOON + timedelta(seconds=seconds)), NOON, 0) is None


@pytest.mark.parametrize("typed", ["", "12345", "1234567", "abcdef", "１２３４５６", "12 34 5", "-12345"])
def test_what_is_no_code(typed: str) -> None:
    assert step_of(new_secret(), typed, NOON, 0) is None


def test_gaps_in_a_code_do_not_matter() -> None:
    secret = new_secret()
    code = pyotp.TOTP(secret).at(NOON)
    assert step_of(secret, f" {code[:3]} {code[3:]} ", NOON, 0) is not None


def test_recovery_codes_are_long_different_and_forgiving() -> None:
    codes = new_recovery_codes()
    assert len(set(codes)) == 10
    assert all(recovery_code_of(code) == code for code in codes)
    assert recovery_code_of(codes[0].upper().replace("-", " ")) == codes[0]
    assert recovery_code_of("oooo-iiii-llll-0000") == "0000-1111-1111-0000"
    assert recovery_code_of("123456") is None
    assert recovery_code_of("u" * 16) is None


def test_the_picture_is_plain_svg() -> None:
    picture = qr_picture(app_address(new_secret(), "chen@shop.example", "Makegood"))
    root = ElementTree.fromstring(picture)
    assert root.tag.endswith("svg")
    assert b"style=" not in picture
    assert b"<script" not in picture
