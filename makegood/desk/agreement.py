"""PURE: how far two people who rule on the same files agree: raw agreement, and Cohen's kappa.

J. Cohen, “A coefficient of agreement for nominal scales”, Educational and Psychological Measurement 20 (1960), 37-46.
"""

from collections import Counter
from collections.abc import Sequence

from msgspec import Struct

Pair = tuple[str, str]
"""For whom the first person ruled, and for whom the second did."""


class Agreement(Struct, frozen=True):
    """Figures of some pairs. `raw` is the share in which both said the same; `kappa` leaves out what chance alone would
    make agree: 1 is full agreement, 0 what chance makes, below 0 less than that. None where nothing can be said.
    """

    pairs: int
    agreed: int
    raw: float | None
    kappa: float | None


def agreement(pairs: Sequence[Pair]) -> Agreement:
    """Raw agreement and kappa = (p_o - p_e) / (1 - p_e); p_e is the agreement expected by chance, from how often each of
    the two says each thing (Cohen 1960). Where both always say the same one thing, chance explains everything: kappa is None.
    """
    count = len(pairs)
    if not count:
        return Agreement(0, 0, None, None)
    agreed = sum(first == second for first, second in pairs)
    observed = agreed / count
    expected = _by_chance(pairs)
    kappa = None if expected == 1 else (observed - expected) / (1 - expected)
    return Agreement(count, agreed, observed, kappa)


def _by_chance(pairs: Sequence[Pair]) -> float:
    first = Counter(one for one, _ in pairs)
    second = Counter(other for _, other in pairs)
    return sum(first[said] * second[said] for said in first) / len(pairs) ** 2


def agreement_by(keyed: Sequence[tuple[str, Pair]]) -> dict[str, Agreement]:
    """The same for each key, such as a month or a reason, in the order of the keys."""
    groups: dict[str, list[Pair]] = {}
    for key, pair in keyed:
        groups.setdefault(key, []).append(pair)
    return {key: agreement(groups[key]) for key in sorted(groups)}
