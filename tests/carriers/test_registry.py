"""Which carriers an installation has follows from its environment."""

from __future__ import annotations

from pathlib import Path

import pytest

from makegood.carriers import Surroundings, build_carriers, configured
from makegood.kit.clock import SetClock
from makegood.kit.settings import SettingsProblem, parse_settings
from tests.world import NOON

HERE = Path()
SECRET = "s" * 40


def names(**environment: str) -> list[str]:
    return list(configured(parse_settings({"MAKEGOOD_SECRET": SECRET, **environment}, HERE)))


def test_the_simulated_carrier_is_never_in_production() -> None:
    assert names() == ["simulated"]
    assert names(MAKEGOOD_MODE="production") == []


def test_keys_switch_carriers_on() -> None:
    found = names(
        MAKEGOOD_MODE="production",
        MAKEGOOD_EASYPOST_API_KEY="EZ",
        MAKEGOOD_KUAIDI100_CUSTOMER="C",
        MAKEGOOD_KUAIDI100_KEY="K",
    )
    assert found == ["easypost", "kuaidi100"]


def test_half_an_account_is_refused() -> None:
    with pytest.raises(SettingsProblem, match="MAKEGOOD_KUAIDI100_KEY"):
        names(MAKEGOOD_KUAIDI100_CUSTOMER="C")


async def test_what_each_can_do() -> None:
    around = Surroundings(SetClock(NOON), home="https://care.example", secret=SECRET)
    carriers = build_carriers(
        {"easypost": {"api_key": "EZ"}, "kuaidi100": {"customer": "C", "key": "K"}}, around
    )
    assert carriers.booking() == "easypost"
    assert carriers.following("shunfeng") == "kuaidi100"
    assert carriers.following("somebody") is None
    await carriers.close()


def test_an_adapter_that_does_not_exist_is_told() -> None:
    with pytest.raises(SettingsProblem, match="there is no adapter"):
        build_carriers({"pigeon": {}}, Surroundings(SetClock(NOON)))
    with pytest.raises(SettingsProblem, match="set its option"):
        build_carriers({"easypost": {}}, Surroundings(SetClock(NOON)))
