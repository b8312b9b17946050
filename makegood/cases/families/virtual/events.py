"""PURE: what has happened to virtual goods whose money goes back."""

from makegood.cases.event import Event


class GoodsRevoked(Event, frozen=True, tag="virtual.revoked"):
    """What was delivered can be used no longer. `amount_minor`: what was granted by revoking; zero where it was granted before.

    `lines`: the lines of the order.
    """

    lines: tuple[int, ...]
    amount_minor: int = 0


VirtualEvent = GoodsRevoked
