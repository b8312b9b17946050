"""PURE: how far somebody's votes on panels can be relied on.

E. B. Wilson, “Probable inference, the law of succession, and statistical inference”, Journal of the American Statistical
Association 22 (1927), 209-212.
"""

from math import sqrt

from makegood.jury.model import Record

SURE = 1.96
"""Standard deviations of a confidence of 95 %."""


def share_with_majority(record: Record) -> tuple[float, float, float] | None:
    """How often somebody voted with the majority, with the lower and upper end of Wilson's interval; None without a vote."""
    n = record.counted
    if not n:
        return None
    share = record.with_majority / n
    middle = (share + SURE**2 / (2 * n)) / (1 + SURE**2 / n)
    half = SURE * sqrt(share * (1 - share) / n + SURE**2 / (4 * n * n)) / (1 + SURE**2 / n)
    return share, max(0.0, middle - half), min(1.0, middle + half)


def worse_than_a_coin(record: Record) -> bool:
    """Whether even the upper end of the interval is below one half: such votes say nothing, or are not meant to."""
    found = share_with_majority(record)
    return found is not None and found[2] < 0.5
