"""PURE: where comparisons cut: each brought to a sum of facts and the whole number at which its truth turns.

`now - signed_at < days(30)` and `signed_at + days(30) <= now` cut the same sum, `now - signed_at`, at the same number.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from makegood.policy.language.expression import (
    Compare,
    Condition,
    Constant,
    Difference,
    Fact,
    Number,
    Operator,
    Product,
    Quotient,
    Sum,
    Within,
    facts_in,
    nodes,
)

Terms = tuple[tuple[Number, int], ...]
_MIRRORED: dict[Operator, Operator] = {"<": ">", "<=": ">=", ">=": "<=", ">": "<"}


@dataclass(frozen=True, slots=True)
class Cut:
    """The sum of `terms` (each with its factor) is below `at` on one side, and at or above it on the other."""

    terms: Terms
    at: int

    @property
    def total(self) -> Number:
        """The sum as a number."""
        total: Number = Constant(0)
        for term, factor in self.terms:
            total = Sum(total, Product(term, Constant(factor)))
        return total

    @property
    def pivot(self) -> str:
        """The fact that moves while all others stay: today where it occurs, else the first of the sum."""
        plain = [term.fact for term, _ in self.terms if isinstance(term, Fact)]
        within = sorted(facts_in(self.total))
        return "now" if "now" in within else (plain or within)[0]

    @property
    def step(self) -> int:
        """By how much the pivot moves the sum to its next number: 1, or the divisor under which it stands."""
        if any(term == Fact(self.pivot) for term, _ in self.terms):
            return 1
        divided = (node for term, _ in self.terms for node in nodes(term) if isinstance(node, Quotient))
        return next((node.divisor for node in divided if self.pivot in facts_in(node.operand)), 1)


def cuts(condition: Condition) -> Iterator[Cut]:
    """The cuts of all comparisons in a condition. `==` and `!=` are left out: they mean just that one number."""
    for node in nodes(condition):
        match node:
            case Compare(sign, left, right) if sign in _MIRRORED:
                found = _cut(sign, left, right)
            case Within(_, ends):
                found = _cut("<", Fact("now"), ends)
            case _:
                continue
        if found:
            yield found


def _cut(sign: Operator, left: Number, right: Number) -> Cut | None:
    terms, offset = linear(Difference(left, right))
    if not terms:
        return None
    ordered = tuple(sorted(terms.items(), key=lambda each: repr(each[0])))
    limit = -offset
    if ordered[0][1] < 0:
        ordered = tuple((term, -factor) for term, factor in ordered)
        limit, sign = -limit, _MIRRORED[sign]
    return Cut(ordered, limit if sign in ("<", ">=") else limit + 1)


def linear(number: Number) -> tuple[dict[Number, int], int]:
    """A number as factors of facts (and of what is no sum of facts) and a whole number."""
    match number:
        case Constant(value):
            return {}, value
        case Sum(left, right):
            return _added(left, right, 1)
        case Difference(left, right):
            return _added(left, right, -1)
        case Product(Constant(factor), other) | Product(other, Constant(factor)):
            terms, offset = linear(other)
            return {term: each * factor for term, each in terms.items() if factor}, offset * factor
        case _:
            return {number: 1}, 0


def _added(left: Number, right: Number, factor: int) -> tuple[dict[Number, int], int]:
    terms, offset = linear(left)
    others, other_offset = linear(right)
    for term, each in others.items():
        terms[term] = terms.get(term, 0) + factor * each
    return {term: each for term, each in terms.items() if each}, offset + factor * other_offset
