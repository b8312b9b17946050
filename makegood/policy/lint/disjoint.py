"""PURE: what a condition plainly demands of single facts, so that most pairs of rules need no solver to be told apart."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from makegood.policy.language.expression import (
    And,
    Compare,
    Condition,
    Constant,
    Fact,
    Flag,
    Has,
    Not,
    Or,
    WordIn,
)

_END = 2**63


@dataclass
class Literals:
    """Demands that must all be met: words a fact must be among or not, flags and members, and spans of numbers."""

    among: dict[str, frozenset[str]] = field(default_factory=dict)
    not_among: dict[str, frozenset[str]] = field(default_factory=dict)
    flags: dict[tuple[str, str | None], bool] = field(default_factory=dict)
    spans: dict[str, tuple[int, int]] = field(default_factory=dict)

    def may_meet(self, other: "Literals") -> bool:
        """Whether both may be met at once, as far as one can see."""
        return (
            all(other.flags.get(name, flag) == flag for name, flag in self.flags.items())
            and all(
                max(low, other.spans[name][0]) <= min(high, other.spans[name][1])
                for name, (low, high) in self.spans.items()
                if name in other.spans
            )
            and self._words_left(other)
            and other._words_left(self)
        )

    def _words_left(self, other: "Literals") -> bool:
        for fact, words in self.among.items():
            left = words & other.among.get(fact, words) - other.not_among.get(fact, frozenset())
            if not left:
                return False
        return True

    def _take(self, condition: Condition, positive: bool) -> None:
        match condition:
            case WordIn(fact, words) if positive:
                self.among[fact] = self.among.get(fact, words) & words
            case WordIn(fact, words):
                self.not_among[fact] = self.not_among.get(fact, frozenset()) | words
            case Flag(fact):
                self.flags.setdefault((fact, None), positive)
            case Has(fact, word):
                self.flags.setdefault((fact, word), positive)
            case Compare(sign, Fact(fact), Constant(value)):
                self._narrow(fact, sign, value, positive)
            case _:
                pass

    def _narrow(self, fact: str, sign: str, value: int, positive: bool) -> None:
        if not positive:
            sign = {"<": ">=", "<=": ">", ">": "<=", ">=": "<", "==": "!=", "!=": "=="}[sign]
        low, high = self.spans.get(fact, (-_END, _END))
        match sign:
            case "<":
                high = min(high, value - 1)
            case "<=":
                high = min(high, value)
            case ">":
                low = max(low, value + 1)
            case ">=":
                low = max(low, value)
            case "==":
                low, high = max(low, value), min(high, value)
        self.spans[fact] = (low, high)


def literals(condition: Condition) -> Literals:
    """The plain demands of a condition; whatever stands below an `or` is left out."""
    found = Literals()
    for part, positive in _parts(condition, True):
        found._take(part, positive)
    return found


def _parts(condition: Condition, positive: bool) -> Iterator[tuple[Condition, bool]]:
    match condition:
        case Not(operand):
            yield from _parts(operand, not positive)
        case And(operands) if positive:
            for each in operands:
                yield from _parts(each, True)
        case Or(operands) if not positive:
            for each in operands:
                yield from _parts(each, False)
        case _:
            yield condition, positive
