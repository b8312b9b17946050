"""Whose address counts: of the connection, or what trusted proxies saw."""

from __future__ import annotations

import ipaddress

import pytest

from makegood.accounts import device_of
from makegood.kit.settings import SettingsProblem, parse_settings
from makegood.kit.signing_in import GroupRole
from makegood.web.visit import address_behind

OURS = (ipaddress.ip_network("10.0.0.0/8"), ipaddress.ip_network("fd00::/8"))
OIDC = {
    "MAKEGOOD_OIDC_ISSUER": "https://login.example/realms/platform",
    "MAKEGOOD_OIDC_CLIENT_ID": "makegood",
    "MAKEGOOD_OIDC_CLIENT_SECRET": "s",
}


@pytest.mark.parametrize(
    ("peer", "forwarded", "address"),
    [
        ("192.0.2.1", "", "192.0.2.1"),
        ("192.0.2.1", "203.0.113.5", "192.0.2.1"),  # nobody whom we trust says so
        ("10.0.0.1", "203.0.113.5", "203.0.113.5"),
        ("10.0.0.1", "1.1.1.1, 203.0.113.5", "203.0.113.5"),  # the left one is the caller's own word
        ("10.0.0.1", "203.0.113.5, 10.2.2.2", "203.0.113.5"),
        ("10.0.0.1", "nonsense", "nonsense"),
        ("10.0.0.1", "10.0.0.2", "10.0.0.2"),
        ("::ffff:192.0.2.1", "", "192.0.2.1"),
        ("2001:db8:1:2:3:4:5:6", "", "2001:db8:1:2::/64"),
        ("", "", ""),
    ],
)
def test_the_address_that_counts(peer: str, forwarded: str, address: str) -> None:
    assert address_behind(peer, forwarded, OURS) == address


@pytest.mark.parametrize(
    ("sent", "device"),
    [
        ("Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0", "Firefox · Linux"),
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) Version/18.0 Mobile/15E148 Safari/604.1", "Safari · iPhone"),
        ("Mozilla/5.0 (Linux; Android 14) Chrome/126.0 Mobile Safari/537.36 MicroMessenger/8.0", "WeChat · Android"),
        ("Mozilla/5.0 (Windows NT 10.0; Win64; x64) Chrome/126.0 Safari/537.36 Edg/126.0", "Edge · Windows"),
        ("curl/8.5", ""),
        ("", ""),
        ("<script>", ""),
    ],
)  # fmt: skip
def test_a_browser_by_its_family(sent: str, device: str) -> None:
    assert device_of(sent) == device


def test_what_the_environment_says_of_the_sign_in_service(tmp_path: object) -> None:
    more = {
        "MAKEGOOD_OIDC_ROLES": "staff=desk, tea team=merchant:mountain-tea",
        "MAKEGOOD_OIDC_SECOND_FACTOR": "yes",
        "MAKEGOOD_TRUSTED_PROXIES": "10.0.0.0/8, 192.0.2.7",
    }
    found = parse_settings(OIDC | more, tmp_path).signing_in  # type: ignore[arg-type]
    assert found.oidc is not None
    assert found.oidc.roles == (GroupRole("staff", "desk"), GroupRole("tea team", "merchant", "mountain-tea"))
    assert found.oidc.has_second_factor
    assert [str(network) for network in found.trusted_proxies] == ["10.0.0.0/8", "192.0.2.7/32"]
    assert "client_secret" not in repr(found)


@pytest.mark.parametrize(
    "wrong",
    [
        {"MAKEGOOD_OIDC_CLIENT_SECRET": ""}, {"MAKEGOOD_OIDC_ISSUER": "http://login.example"},
        {"MAKEGOOD_OIDC_ISSUER": "login.example"}, {"MAKEGOOD_OIDC_ROLES": "staff"}, {"MAKEGOOD_OIDC_ROLES": "staff=king"},
        {"MAKEGOOD_OIDC_ROLES": "tea=merchant"}, {"MAKEGOOD_OIDC_ROLES": "staff=desk:x"},
        {"MAKEGOOD_OIDC_SCOPE": "email"}, {"MAKEGOOD_OIDC_SECOND_FACTOR": "perhaps"},
        {"MAKEGOOD_TRUSTED_PROXIES": "everybody"},
    ],
)  # fmt: skip
def test_what_it_cannot_say(wrong: dict[str, str], tmp_path: object) -> None:
    with pytest.raises(SettingsProblem, match=next(iter(wrong)).rpartition("_")[0]):
        parse_settings(OIDC | wrong, tmp_path)  # type: ignore[arg-type]
