"""PURE: which way a decision went: better or worse for the buyer, settled or unsettled, or merely different."""

from enum import IntEnum

import polars as pl

from makegood.policy.outcomes import Key, Kind
from makegood.policy.simulate.money import NONE, UNDECIDED


class Way(IntEnum):
    """How a key came out, seen from the buyer. OTHER: different, and the key has no order (or no rule spoke before)."""

    WORSE = -1
    OTHER = 0
    BETTER = 1
    SETTLED = 2
    UNSETTLED = 3

    @property
    def word(self) -> str:
        """As reports write it."""
        return self.name.lower()


_NO_CAP = 2**60


def worth_of_none(key: Key) -> int | None:
    """The rank of a key of which no rule says anything, or None when it cannot be compared with a value.

    A remedy or tender that no rule opens is refused; no compensation or deduction is none; no cap is more than any.
    """
    if key.name.startswith(("remedy.", "tender.")) or key.kind in (Kind.FLAG, Kind.ANY):
        return key.rank(0)
    return {"compensation": 0, "deduction": 0, "refund": _NO_CAP}.get(key.name)


def way_of(key: Key, before: int, after: int) -> Way:
    """Which way one case went, by the codes of the key. The measure of `way_column`."""
    if before == UNDECIDED or after == UNDECIDED:
        return Way.OTHER if before == after else Way.SETTLED if before == UNDECIDED else Way.UNSETTLED
    ranks = [worth_of_none(key) if code == NONE else key.rank(code) for code in (before, after)]
    if ranks[0] is None or ranks[1] is None:
        return Way.OTHER
    return Way((ranks[1] > ranks[0]) - (ranks[1] < ranks[0]))


def way_column(key: Key, before: pl.Expr, after: pl.Expr) -> pl.Expr:
    """`way_of` for a whole frame, as Int8."""
    ranks = [
        pl.when(code == NONE).then(pl.lit(worth_of_none(key), pl.Int64)).otherwise(code * key.better)
        for code in (before, after)
    ]
    compared = (ranks[1] - ranks[0]).sign().fill_null(Way.OTHER.value)
    way = (
        pl.when(before == after).then(Way.OTHER.value)
        .when(before == UNDECIDED).then(Way.SETTLED.value)
        .when(after == UNDECIDED).then(Way.UNSETTLED.value)
        .otherwise(compared)
    )  # fmt: skip
    return way.cast(pl.Int8)
