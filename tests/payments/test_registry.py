"""Processors are built from configuration by name, and what is wrong with it is said in words."""

from pathlib import Path

import pytest

from makegood.kit.clock import SetClock
from makegood.kit.settings import Mode, Settings, SettingsProblem
from makegood.payments import Surroundings, UnknownProcessor, adapter_names, build_processors, configured
from tests.payments.worlds import NOON

HERE = Surroundings(clock=SetClock(NOON))


def test_each_adapter_file_is_an_adapter() -> None:
    assert adapter_names() == ("fake", "internal", "stripe")


async def test_builds_by_name() -> None:
    stripe = {"adapter": "stripe", "api_key": "sk_test_secret_of_ours"}
    processors = build_processors({"fake": {}, "internal": {}, "stripe_eu": stripe}, HERE)
    assert list(processors) == ["fake", "internal", "stripe_eu"]
    assert [processors[name].name for name in processors] == list(processors)
    assert "secret_of_ours" not in repr(processors["stripe_eu"])
    await processors.close()


def test_says_which_processor_is_missing() -> None:
    processors = build_processors({"internal": {}}, HERE)
    with pytest.raises(UnknownProcessor, match="No processor called stripe"):
        processors["stripe"]
    with pytest.raises(UnknownProcessor):
        processors.notifying("internal")


@pytest.mark.parametrize(
    ("configuration", "words"),
    [
        ({"paypal": {}}, "no adapter 'paypal'"),
        ({"x": {"adapter": "../os"}}, "no adapter"),
        ({"stripe": {}}, "set its option 'api_key'"),
        ({"fake": {"late_after_seconds": "soon"}}, "processor fake: .*soon"),
    ],
)
def test_says_what_is_wrong(configuration, words: str) -> None:
    with pytest.raises(SettingsProblem, match=words):
        build_processors(configuration, HERE)


def test_what_an_installation_has() -> None:
    demo = Settings(home=Path())
    real = Settings(home=Path(), mode=Mode.PRODUCTION, stripe_secret_key="sk_live_1", secret="s")
    assert list(configured(demo)) == ["internal", "fake"]
    assert list(configured(real)) == ["internal", "stripe"]
