"""PURE: to which addresses we send. Nothing goes into private networks unless the operator allows the host.

A name is judged by the addresses it resolves to at the moment of sending (deliver.py connects to the very
address that was judged). The networks are those of the IANA special-purpose registries (RFC 6890 and its
updates), and the metadata services of clouds, as far as they lie elsewhere.
"""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Collection
from dataclasses import dataclass
from urllib.parse import SplitResult, urlsplit

Address = ipaddress.IPv4Address | ipaddress.IPv6Address

LONGEST_URL_CHARACTERS = 2000
_PRINTABLE = re.compile(r"[!-~]+")
_NAME = re.compile(r"(?!-)[a-z0-9_-]{1,63}(?<!-)(\.(?!-)[a-z0-9_-]{1,63}(?<!-))*")
_NUMBER = re.compile(r"\d+|0x[0-9a-f]*")
_LOCAL_NAMES = ("localhost", "local", "internal", "localdomain", "home.arpa")

_REFUSED_V4 = {
    ipaddress.IPv4Network(network): kind
    for network, kind in {
        "0.0.0.0/8": "this network",
        "10.0.0.0/8": "private",
        "100.64.0.0/10": "shared by carriers",
        "127.0.0.0/8": "loopback",
        "168.63.129.16/32": "cloud metadata",
        "169.254.0.0/16": "link-local",
        "172.16.0.0/12": "private",
        "192.0.0.0/24": "reserved",
        "192.0.2.0/24": "documentation",
        "192.31.196.0/24": "reserved",
        "192.52.193.0/24": "reserved",
        "192.88.99.0/24": "reserved",
        "192.168.0.0/16": "private",
        "192.175.48.0/24": "reserved",
        "198.18.0.0/15": "benchmarking",
        "198.51.100.0/24": "documentation",
        "203.0.113.0/24": "documentation",
        "224.0.0.0/4": "multicast",
        "240.0.0.0/4": "reserved",
    }.items()
}
_GLOBAL_V6 = ipaddress.IPv6Network("2000::/3")
_REFUSED_V6 = {
    ipaddress.IPv6Network(network): kind
    for network, kind in {
        "2001::/23": "reserved",  # Teredo and ORCHID among them
        "2001:db8::/32": "documentation",
        "2002::/16": "6to4",
        "2620:4f:8000::/48": "reserved",
        "3fff::/20": "documentation",
    }.items()
}
_NAT64 = ipaddress.IPv6Network("64:ff9b::/96")
_MAPPED = ipaddress.IPv6Network("::ffff:0:0/96")


class UnusableAddress(Exception):
    """Nothing is sent there; the message says why and quotes no more than the kind of network."""


@dataclass(frozen=True, slots=True)
class Target:
    """A parsed URL. `host` is lower-case ASCII; `allowed` when the operator vouches for it."""

    scheme: str
    host: str
    port: int
    path: str
    allowed: bool

    @property
    def host_header(self) -> str:
        """The host as the Host header names it."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        usual = {"http": 80, "https": 443}[self.scheme]
        return host if self.port == usual else f"{host}:{self.port}"


def refused_network(address: str) -> str | None:
    """The kind of network that makes an address unusable, None for a public one. Raises `ValueError`."""
    found: Address = ipaddress.ip_address(address.partition("%")[0])
    if isinstance(found, ipaddress.IPv6Address) and (found in _MAPPED or found in _NAT64):
        found = ipaddress.IPv4Address(int(found) & 0xFFFF_FFFF)  # the IPv4 address inside is what is reached
    if isinstance(found, ipaddress.IPv4Address):
        return next((kind for network, kind in _REFUSED_V4.items() if found in network), None)
    if found not in _GLOBAL_V6:
        return "not public"
    return next((kind for network, kind in _REFUSED_V6.items() if found in network), None)


def check_addresses(target: Target, addresses: Collection[str]) -> None:
    """Raises `UnusableAddress` unless every address may be sent to: one bad one condemns the name."""
    if not addresses:
        raise UnusableAddress("the host name does not resolve")
    if target.allowed:
        return
    for address in addresses:
        if kind := refused_network(address):
            raise UnusableAddress(f"the host is in a network we do not send to ({kind})")


def parse_target(url: str, allowed_hosts: Collection[str] = (), *, https_only: bool) -> Target:
    """The parts of a URL we would send to. Raises `UnusableAddress`, in words, for any we would not.

    `allowed_hosts` are `host` or `host:port` texts; to them plain http and private networks are open.
    """
    parts = _split(url)
    host = _host(parts)
    port = _port(parts)
    allowed = not {host, f"{host}:{port}", f"[{host}]:{port}"}.isdisjoint(map(str.lower, allowed_hosts))
    if parts.scheme != "https" and https_only and not allowed:
        raise UnusableAddress("the URL must begin with https://")
    if not allowed:
        _check_host(host)
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    return Target(parts.scheme, host, port, path, allowed)


def _split(url: str) -> SplitResult:
    if len(url) > LONGEST_URL_CHARACTERS:
        raise UnusableAddress(f"the URL is longer than {LONGEST_URL_CHARACTERS} characters")
    if not _PRINTABLE.fullmatch(url) or "\\" in url:
        raise UnusableAddress("the URL holds spaces or characters that have to be percent-encoded")
    try:
        parts = urlsplit(url)
    except ValueError:
        raise UnusableAddress("this is not a URL") from None
    if parts.scheme not in ("https", "http"):
        raise UnusableAddress("the URL must begin with https://")
    if "@" in parts.netloc:
        raise UnusableAddress("the URL must not hold a user name or password")
    if parts.fragment:
        raise UnusableAddress("the URL must not hold a fragment (#)")
    return parts


def _host(parts: SplitResult) -> str:
    host = (parts.hostname or "").removesuffix(".")
    if _is_address(host):
        return str(ipaddress.ip_address(host))
    if len(host) > 253 or not _NAME.fullmatch(host):
        raise UnusableAddress("the URL has no usable host name")
    return host


def _port(parts: SplitResult) -> int:
    try:
        port = parts.port
    except ValueError:
        port = 0
    if port == 0:
        raise UnusableAddress("the URL's port is not a number from 1 to 65535")
    return port or {"http": 80, "https": 443}[parts.scheme]


def _check_host(host: str) -> None:
    """What can be said before any look-up; the addresses of a name are judged when something is sent."""
    if _is_address(host):
        if kind := refused_network(host):
            raise UnusableAddress(f"the host is in a network we do not send to ({kind})")
        return
    if _NUMBER.fullmatch(host.rpartition(".")[2]):
        raise UnusableAddress("write an IPv4 address as four decimal numbers")
    if any(host == name or host.endswith(f".{name}") for name in _LOCAL_NAMES):
        raise UnusableAddress("the host name is of a local network")


def _is_address(host: str) -> bool:
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return False
    return "%" not in host
