"""The environment is read strictly, and every complaint names the variable and says what to do."""

from __future__ import annotations

import stat
from pathlib import Path

import pytest

from makegood.kit.secret_files import kept_secret, with_secret
from makegood.kit.settings import Mode, Settings, SettingsProblem, parse_settings

HOME = Path("/srv/makegood")
LONG = "0123456789abcdef" * 2


def test_without_variables() -> None:
    settings = parse_settings({}, HOME)
    assert settings == Settings(home=HOME)
    assert settings.url == "http://127.0.0.1:8000"
    assert settings.mode is Mode.DEMO
    assert settings.clock_is_movable


def test_with_all_variables() -> None:
    settings = parse_settings(
        {
            "PORT": " 9000 ", "MAKEGOOD_HOST": "::", "MAKEGOOD_HOME": "/data", "MAKEGOOD_MODE": "Production",
            "MAKEGOOD_DATABASE_URL": "postgresql://me:hush@db/care", "MAKEGOOD_SECRET": LONG,
            "MAKEGOOD_PUBLIC_URL": "https://care.example/", "MAKEGOOD_WEBHOOK_ALLOWED_HOSTS": "a.internal, b.internal,",
            "MAKEGOOD_STRIPE_SECRET_KEY": "sk_test_hush", "MAKEGOOD_STRIPE_WEBHOOK_SECRET": "whsec_hush",
        },
        HOME,
    )  # fmt: skip
    assert (settings.port, settings.home, settings.mode) == (9000, Path("/data"), Mode.PRODUCTION)
    assert settings.url == "https://care.example"
    assert settings.webhook_allowed_hosts == ("a.internal", "b.internal")
    assert not settings.clock_is_movable
    assert "hush" not in repr(settings)
    assert LONG not in repr(settings)


def test_an_empty_variable_is_not_set() -> None:
    assert parse_settings({"PORT": "", "MAKEGOOD_DATABASE_URL": " ", "MAKEGOOD_HOME": ""}, HOME) == Settings(
        home=HOME
    )


@pytest.mark.parametrize(
    ("name", "value"),
    [
        *(("PORT", port) for port in ("0", "65536", "-1", "80a", "８０", "1e3", "99999999999999999999")),
        ("MAKEGOOD_MODE", "party"),
        ("MAKEGOOD_DATABASE_URL", "mysql://db"),
        ("MAKEGOOD_SECRET", "short"),
        ("MAKEGOOD_PUBLIC_URL", "care.example"),
        ("MAKEGOOD_HOME", "a\0b"),
    ],
)
def test_what_cannot_be_used_is_named(name: str, value: str) -> None:
    with pytest.raises(SettingsProblem, match=rf"^{name} .*[Ss]et it") as caught:
        parse_settings({name: value}, HOME)
    assert "mysql" not in str(caught.value)


def test_hosts_that_stand_for_every_address_are_not_shown_to_browsers() -> None:
    assert parse_settings({"MAKEGOOD_HOST": "0.0.0.0"}, HOME).url == "http://127.0.0.1:8000"
    assert parse_settings({"MAKEGOOD_HOST": "::1"}, HOME).url == "http://[::1]:8000"


def test_a_secret_is_made_once_and_kept_private(tmp_path: Path) -> None:
    settings = Settings(home=tmp_path / "home")
    first = with_secret(settings).secret
    assert first is not None
    assert with_secret(settings).secret == first
    assert len(first) >= 32
    path = settings.secrets_folder / "session.key"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert [entry.name for entry in settings.secrets_folder.iterdir()] == ["session.key"]


def test_an_empty_secret_left_by_a_full_disk_is_made_again(tmp_path: Path) -> None:
    (tmp_path / "a.key").touch(mode=0o600)
    assert len(kept_secret(tmp_path / "a.key")) == 64
    assert with_secret(Settings(home=tmp_path, secret=LONG)).secret == LONG
