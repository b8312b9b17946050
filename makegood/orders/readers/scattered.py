"""PURE: finds orders whose rows are not together in a table, in eight bytes an order."""

from array import array
from itertools import pairwise


class ScatteredOrders:
    """Told the order of each row, one after the other."""

    def __init__(self) -> None:
        self._last: str | None = None
        self._starts = array("q")

    def tell(self, order: str) -> None:
        """The next row is one of `order`."""
        if order != self._last:
            self._last = order
            self._starts.append(hash(order))

    def found(self) -> frozenset[int]:
        """The hashes of orders that begin more than once."""
        starts = sorted(self._starts)
        return frozenset(one for one, next_one in pairwise(starts) if one == next_one)
