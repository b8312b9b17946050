"""From where a request comes: the network address that tries are counted by, and the browser's family."""

import ipaddress
from collections.abc import Sequence
from typing import Any

from litestar import Request

from makegood.accounts import Visit, device_of
from makegood.kit.settings import Settings
from makegood.kit.signing_in import Network
from makegood.web.caller import language_of

_HOUSEHOLD_BITS = 64
"""An IPv6 connection has a whole network of addresses to try from: it counts as one."""


def visit_of(request: Request[Any, Any, Any], settings: Settings) -> Visit:
    """Where a request comes from."""
    peer = request.client.host if request.client else ""
    forwarded = request.headers.getall("x-forwarded-for", [])
    address = address_behind(peer, ",".join(forwarded), settings.signing_in.trusted_proxies)
    return Visit(address, device_of(request.headers.get("user-agent", "")), language_of(request))


def address_behind(peer: str, forwarded: str, trusted: Sequence[Network]) -> str:
    """The address of a caller: of the connection, or as the nearest proxy that is not trusted was seen.

    What a caller writes into `X-Forwarded-For` itself stands left of what our own proxies add, and is not believed.
    """
    address = peer
    for hop in reversed([part.strip() for part in forwarded.split(",") if part.strip()]):
        if not _is_in(address, trusted):
            break
        address = hop
    return _counted_as(address)


def _is_in(address: str, networks: Sequence[Network]) -> bool:
    try:
        parsed = ipaddress.ip_address(address)
    except ValueError:
        return False
    return any(parsed in network for network in networks)


def _counted_as(address: str) -> str:
    try:
        parsed = ipaddress.ip_address(address)
    except ValueError:
        return address[:60]
    if isinstance(parsed, ipaddress.IPv6Address) and parsed.ipv4_mapped is None:
        return str(ipaddress.ip_network((parsed, _HOUSEHOLD_BITS), strict=False))
    return str(getattr(parsed, "ipv4_mapped", None) or parsed)
