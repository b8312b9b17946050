"""The address policy, as a table."""

from __future__ import annotations

import ipaddress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from makegood.webhooks.addresses import (
    UnusableAddress,
    check_addresses,
    parse_target,
    refused_network,
)

REFUSED = [
    "0.0.0.0", "0.1.2.3", "10.0.0.1", "10.255.255.255", "100.64.0.1", "100.100.100.200", "100.127.255.255",
    "127.0.0.1", "127.255.255.254", "168.63.129.16", "169.254.0.1", "169.254.169.254", "172.16.0.1",
    "172.31.255.255", "192.0.0.1", "192.0.0.192", "192.0.2.1", "192.88.99.1", "192.168.0.1", "198.18.0.1",
    "198.19.255.255", "198.51.100.7", "203.0.113.9", "224.0.0.1", "239.255.255.255", "240.0.0.1",
    "255.255.255.255",
    "::", "::1", "::7f00:1", "::ffff:127.0.0.1", "::ffff:10.0.0.1", "::ffff:169.254.169.254", "::ffff:7f00:1",
    "64:ff9b::127.0.0.1", "64:ff9b::a9fe:a9fe", "64:ff9b:1::1", "100::1", "2001::1", "2001:db8::1",
    "2002:7f00:1::", "2002:a00:1::1", "3fff::1", "5f00::1", "fc00::1", "fd00:ec2::254", "fe80::1", "fe80::1%eth0",
    "fec0::1", "ff02::1",
]  # fmt: skip
PUBLIC = [
    "1.1.1.1", "8.8.8.8", "93.184.216.34", "100.63.255.255", "100.128.0.1", "172.15.255.255", "172.32.0.1",
    "192.167.255.255", "198.17.255.255", "223.255.255.255", "::ffff:8.8.8.8", "64:ff9b::808:808",
    "2606:4700:4700::1111", "2a00:1450:4001:80b::200e",
]  # fmt: skip


@pytest.mark.parametrize("address", REFUSED)
def test_no_request_into_such_networks(address: str) -> None:
    assert refused_network(address)
    with pytest.raises(UnusableAddress):
        check_addresses(parse_target("https://shop.example/", https_only=True), ["93.184.216.34", address])


@pytest.mark.parametrize("address", PUBLIC)
def test_public_addresses_are_fine(address: str) -> None:
    assert refused_network(address) is None
    check_addresses(parse_target("https://shop.example/", https_only=True), [address])


@given(st.ip_addresses(v=4))
def test_what_python_calls_private_we_refuse(address: ipaddress.IPv4Address) -> None:
    if address.is_private or address.is_loopback or address.is_link_local or address.is_multicast:
        assert refused_network(str(address))
    assert bool(refused_network(str(address))) == bool(refused_network(f"::ffff:{address}"))


@given(st.ip_addresses(v=6))
def test_what_python_calls_private_we_refuse_of_ipv6(address: ipaddress.IPv6Address) -> None:
    if address.is_private and address.ipv4_mapped is None:
        assert refused_network(str(address))


def test_a_name_without_addresses_is_refused() -> None:
    with pytest.raises(UnusableAddress, match="does not resolve"):
        check_addresses(parse_target("https://shop.example/", https_only=True), [])


@pytest.mark.parametrize(
    ("url", "why"),
    [
        ("http://shop.example/", "must begin with https"),
        ("ftp://shop.example/", "must begin with https"),
        ("file:///etc/passwd", "must begin with https"),
        ("gopher://shop.example/_x", "must begin with https"),
        ("//shop.example/", "must begin with https"),
        ("", "spaces or characters"),
        ("https://", "no usable host"),
        ("https:///path", "no usable host"),
        ("https://user:secret@shop.example/", "user name or password"),
        ("https://shop.example@127.0.0.1/", "user name or password"),
        ("https://shop.example/#@127.0.0.1", "fragment"),
        ("https://shop.example\\@127.0.0.1/", "spaces or characters"),
        ("https://shop.example/\r\nx: y", "spaces or characters"),
        ("https://shop.example/ x", "spaces or characters"),
        ("https://shöp.example/", "spaces or characters"),
        ("https://shop.example:0/", "port"),
        ("https://shop.example:99999/", "port"),
        ("https://shop.example:x/", "port"),
        ("https://[::1", "not a URL"),
        ("https://[::1]/", "not public"),
        ("https://[::ffff:127.0.0.1]/", "loopback"),
        ("https://[fe80::1%25eth0]/", "no usable host"),
        ("https://127.0.0.1/", "loopback"),
        ("https://127.0.0.1./", "loopback"),
        ("https://10.1.2.3:8443/", "private"),
        ("https://169.254.169.254/latest/meta-data", "link-local"),
        ("https://2130706433/", "four decimal numbers"),
        ("https://0x7f000001/", "four decimal numbers"),
        ("https://0177.0.0.1/", "four decimal numbers"),
        ("https://127.1/", "four decimal numbers"),
        ("https://0x7f.0.0.0x1/", "four decimal numbers"),
        ("https://localhost/", "local network"),
        ("https://LOCALHOST./", "local network"),
        ("https://db.internal/", "local network"),
        ("https://printer.local/", "local network"),
        ("https://-shop.example/", "no usable host"),
        ("https://shop..example/", "no usable host"),
        ("https://" + "a" * 64 + ".example/", "no usable host"),
        ("https://shop.example/" + "x" * 2000, "longer than"),
    ],
)
def test_urls_that_are_refused_at_once(url: str, why: str) -> None:
    with pytest.raises(UnusableAddress, match=why):
        parse_target(url, https_only=True)


@given(st.text() | st.text(alphabet="htps:/@[]#?.%\\127.0x ").map(lambda end: "https://" + end))
def test_any_text_is_a_target_or_refused_in_words(text: str) -> None:
    try:
        target = parse_target(text, https_only=True)
    except UnusableAddress:
        return
    assert target.scheme == "https"
    assert target.path.startswith("/")


def test_the_operator_may_allow_a_host_or_one_of_its_ports() -> None:
    assert parse_target("http://localhost:9/x?y=1", ["localhost"], https_only=True).path == "/x?y=1"
    assert parse_target("http://127.0.0.1:9/", ["127.0.0.1:9"], https_only=True).allowed
    assert parse_target("https://[::1]:9/", ["[::1]:9"], https_only=True).host == "::1"
    for other in ("http://127.0.0.1:8/", "https://localhost:9/"):
        with pytest.raises(UnusableAddress):
            parse_target(other, ["127.0.0.1:9"], https_only=True)
    check_addresses(parse_target("http://hub:80/", ["HUB"], https_only=True), ["10.0.0.5"])


def test_plain_http_outside_production_still_only_to_public_addresses() -> None:
    assert parse_target("http://shop.example", https_only=False).port == 80
    with pytest.raises(UnusableAddress):
        parse_target("http://127.0.0.1/", https_only=False)


@pytest.mark.parametrize(
    ("url", "header"),
    [
        ("https://Shop.Example/", "shop.example"),
        ("https://shop.example:443/", "shop.example"),
        ("https://shop.example:8443/", "shop.example:8443"),
        ("https://[2606:4700:4700::1111]:8443/", "[2606:4700:4700::1111]:8443"),
    ],
)
def test_the_host_header_is_the_urls_own(url: str, header: str) -> None:
    assert parse_target(url, https_only=True).host_header == header
