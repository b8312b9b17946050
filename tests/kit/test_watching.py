"""How low accounts may stand before operators are told, as the environment says."""

from __future__ import annotations

from pathlib import Path

import pytest

from makegood.kit.settings import SettingsProblem, parse_settings
from makegood.kit.watching import AS_USUAL, Watching

HOME = Path("/home")


def watching(**given: str) -> Watching:
    return parse_settings({f"MAKEGOOD_FUNDS_{name}": value for name, value in given.items()}, HOME).watching


def test_what_is_not_said_is_as_usual() -> None:
    assert watching() == AS_USUAL == watching(LEAST=" ", STEP="")
    assert [AS_USUAL.least_minor(one, "CNY") for one in ("fund", "compensation", "insurers", "advances")] == [
        0, 0, 0, -100_000,
    ]  # fmt: skip
    assert [AS_USUAL.step_minor(currency) for currency in ("CNY", "JPY")] == [100_000, 1_000]


def test_limits_by_account_and_steps_by_currency() -> None:
    told = watching(LEAST="fund=5000, compensation = -20000", STEP="250, JPY=100000")
    assert [told.least_minor(one, "CNY") for one in ("fund", "compensation", "written_off", "advances")] == [
        500_000, -2_000_000, 0, -100_000,
    ]  # fmt: skip
    assert [told.step_minor(currency) for currency in ("CNY", "JPY")] == [25_000, 100_000]
    assert watching(STEP="JPY=5").step_minor("EUR") == 100_000


@pytest.mark.parametrize(
    ("name", "value"),
    [
        *(("LEAST", value) for value in ("5000", "fund", "fund=", "fund=1.5", "house=1", "fund=--1", "fund=1e9")),
        *(("LEAST", value) for value in ("insurers=1", "fund=９", "fund=9999999999999999")),
        *(("STEP", value) for value in ("0", "-5", "much", "JPY", "ABC=5", "JPY=0", "10 000")),
    ],
)  # fmt: skip
def test_what_cannot_be_used_is_named(name: str, value: str) -> None:
    with pytest.raises(SettingsProblem, match=rf"^MAKEGOOD_FUNDS_{name} .*Set it"):
        watching(**{name: value})
