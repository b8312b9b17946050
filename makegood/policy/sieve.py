"""PURE: which rules cannot hold because of some of the facts alone, so that a decision looks only at the few that may.

By Kleene's logic a condition that is false while most facts are unknown stays false whatever they turn out to be. So what
a handful of facts rules out is worked out once and kept by their values; nearly every case has the values of others.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from makegood.policy.catalogue import Catalogue, Facts, FactType, Value
from makegood.policy.language.closures import Test

PRESUMED_TOGETHER = 32
"""How many presumed facts are looked up at once: mostly all of them are as presumed."""
OTHERS_TOGETHER = 4
"""How many of the others: more of them together would hardly ever come twice."""
MOST_KEPT = 1_000
"""How many values of a mesh are kept; a fact of any word could have more than there is memory."""
_FINITE = (FactType.FLAG, FactType.WORD, FactType.WORDS)

Mask = int
"""A set of rules: a bit for each place in the book."""


@dataclass(slots=True)
class _Mesh:
    """Some facts, the rules that look at them, and by values what these rule out."""

    names: tuple[str, ...]
    tests: tuple[tuple[Mask, Test], ...]
    most_kept: int
    kept: dict[tuple[Value | None, ...], Mask] = field(default_factory=dict)

    def rules_out(self, values: tuple[Value | None, ...]) -> Mask:
        """The rules that are false by these values alone."""
        facts = {name: value for name, value in zip(self.names, values, strict=True) if value is not None}
        mask = sum(bit for bit, test in self.tests if test(facts) is False)
        if len(self.kept) >= self.most_kept:
            self.kept.clear()
        self.kept[values] = mask
        return mask


class Sieve:
    """Lets the places pass of those conditions that may be true of a case; those held back are false.

    `looked_at`: of each condition, the facts that it looks at; `tests`: the conditions as closures.
    """

    def __init__(
        self,
        catalogue: Catalogue,
        looked_at: Sequence[frozenset[str]],
        tests: Sequence[Test],
        most_kept: int = MOST_KEPT,
    ) -> None:
        self._all: Mask = (1 << len(tests)) - 1
        self._meshes = [
            _Mesh(
                names,
                tuple(
                    (1 << place, test)
                    for place, test in enumerate(tests)
                    if not looked_at[place].isdisjoint(names)
                ),
                most_kept,
            )
            for names in _groups(catalogue, Counter(name for names in looked_at for name in names))
        ]

    def passing(self, facts: Facts) -> Iterator[int]:
        """The places of the conditions that may be true, in order."""
        out: Mask = 0
        get = facts.get
        for mesh in self._meshes:
            values = tuple(map(get, mesh.names))
            mask = mesh.kept.get(values)
            out |= mesh.rules_out(values) if mask is None else mask
        left = self._all & ~out
        while left:
            lowest = left & -left
            yield lowest.bit_length() - 1
            left ^= lowest


def _groups(catalogue: Catalogue, uses: Counter[str]) -> Iterator[tuple[str, ...]]:
    """Facts in groups, those that most rules look at first; of those that are not presumed, only such as have few values."""
    kinds = [catalogue.facts[name] for name, _ in uses.most_common() if name in catalogue.facts]
    presumed = [kind.name for kind in kinds if kind.presumed is not None]
    others = [kind.name for kind in kinds if kind.presumed is None and kind.type in _FINITE]
    for names, together in ((presumed, PRESUMED_TOGETHER), (others, OTHERS_TOGETHER)):
        for first in range(0, len(names), together):
            yield tuple(names[first : first + together])
