"""PURE: whether a change to a rule is better or worse for the buyer, where the order of its keys tells.

Only what is sure is said: more is better where the key says so, and a rule that gives the best there is does more good
the more often it holds. Everything else is left open.
"""

from collections.abc import Iterable
from enum import StrEnum

from makegood.policy.language.expression import (
    ALWAYS,
    NEVER,
    And,
    Condition,
    Constant,
    Difference,
    Greatest,
    Least,
    Node,
    Not,
    Number,
    Or,
    Product,
    Quotient,
    Sum,
    Within,
    nodes,
)
from makegood.policy.outcomes import Kind
from makegood.policy.pack import Outcome, Rule


class Effect(StrEnum):
    """What a change means for the buyer; MIXED: better in some cases, worse in others."""

    BETTER = "better"
    WORSE = "worse"
    MIXED = "mixed"


def effect_of(signs: Iterable[int | None]) -> Effect | None:
    """The effect of all parts of a change (+1 better, -1 worse, 0 nothing, None not known); None where it is not known."""
    seen = set(signs) - {0}
    if not seen or None in seen:
        return None
    if seen == {1, -1}:
        return Effect.MIXED
    return Effect.BETTER if 1 in seen else Effect.WORSE


def favour(rule: Rule) -> int | None:
    """+1 for a rule that does the buyer good, -1 for one that does harm, None when that is not sure.

    A rule about remedies is judged by them: freight and clocks matter only where there is a remedy.
    """
    if rule.over:
        return None  # what it sets aside may be worth more
    ordered = [outcome for outcome in rule.outcomes if outcome.key.better]
    remedies = [outcome for outcome in ordered if outcome.key.name.startswith("remedy.")]
    signs = {_favour(outcome) for outcome in remedies or ordered}
    return signs.pop() if len(signs) == 1 else None


def _favour(outcome: Outcome) -> int | None:
    key, value = outcome.key, outcome.value
    if key.kind is not Kind.CHOICE or not isinstance(value, Constant):
        return None
    ranks = (key.rank(0), key.rank(len(key.values) - 1))
    if key.rank(value.value) == max(ranks):
        return 1
    return -1 if key.rank(value.value) == min(ranks) else None


def outcome_sign(before: Outcome, after: Outcome) -> int | None:
    """What another value of the same key does to the buyer."""
    if not after.key.better:
        return None
    sign = number_sign(before.value, after.value)
    return None if sign is None else sign * after.key.better


def condition_sign(before: Condition, after: Condition) -> int | None:
    """+1 when a rule holds more often than before, -1 less often, 0 just as often, None when that cannot be seen."""
    if before == after:
        return 0
    if NEVER in (before, after):
        return 1 if before == NEVER else -1
    old, new = set(_conjuncts(before)), set(_conjuncts(after))
    if old < new:
        return -1
    if new < old:
        return 1
    gone, come = old - new, new - old
    if len(gone) == len(come) == 1:
        return _alternatives_sign(gone.pop(), come.pop())
    return None


def _alternatives_sign(before: Condition, after: Condition) -> int | None:
    if isinstance(before, Not) and isinstance(after, Not):
        sign = condition_sign(before.operand, after.operand)
        return None if sign is None else -sign
    old = set(before.operands) if isinstance(before, Or) else {before}
    new = set(after.operands) if isinstance(after, Or) else {after}
    if old < new:
        return 1
    return -1 if new < old else None


def within_sign(node: Condition, window: str, *, positive: bool = True) -> int | None:
    """+1 when a longer window lets the condition hold more often, -1 less often, 0 when it does not look at the window."""
    match node:
        case Within(name, _):
            return 0 if name != window else 1 if positive else -1
        case Not(operand):
            return within_sign(operand, window, positive=not positive)
        case And(operands) | Or(operands):
            return _joined(within_sign(each, window, positive=positive) for each in operands)
        case _:
            return 0


def number_sign(before: Number, after: Number) -> int | None:
    """+1 when a number is larger than before (never smaller), -1 smaller, 0 the same, None when that is not sure.

    Facts and constants of packs are never below zero.
    """
    if before == after:
        return 0
    match before, after:
        case Constant(old), Constant(new):
            return 1 if new > old else -1
        case (
            (Sum(one, other), Sum(now_one, now_other))
            | (Least(one, other), Least(now_one, now_other))
            | (Greatest(one, other), Greatest(now_one, now_other))
        ):
            return _joined((number_sign(one, now_one), number_sign(other, now_other)))
        case Product(one, other), Product(now_one, now_other):
            if any(_may_be_negative(factor) for factor in (one, other, now_one, now_other)):
                return None
            return _joined((number_sign(one, now_one), number_sign(other, now_other)))
        case Difference(one, other), Difference(now_one, now_other):
            taken = number_sign(other, now_other)
            return _joined((number_sign(one, now_one), None if taken is None else -taken))
        case Quotient(one, divisor), Quotient(now_one, now_divisor) if divisor == now_divisor:
            return number_sign(one, now_one)
    return _bound_sign(before, after)


def _may_be_negative(number: Number) -> bool:
    return any(isinstance(each, Difference) for each in nodes(number))


def _bound_sign(before: Number, after: Number) -> int | None:
    """A limit that is new or gone: at least raises, at most lowers."""
    if isinstance(after, Greatest | Least) and before in (after.left, after.right):
        return 1 if isinstance(after, Greatest) else -1
    if isinstance(before, Greatest | Least) and after in (before.left, before.right):
        return -1 if isinstance(before, Greatest) else 1
    return None


def _joined(signs: Iterable[int | None]) -> int | None:
    seen = set(signs) - {0}
    return 0 if not seen else seen.pop() if len(seen) == 1 else None


def _conjuncts(condition: Condition) -> tuple[Condition, ...]:
    if condition == ALWAYS:
        return ()
    return condition.operands if isinstance(condition, And) else (condition,)


def without_ends(node: Node) -> object:
    """A condition without the ends of its windows, so that a window that changed is told once and not in every rule."""
    match node:
        case Within(window, _):
            return ("within", window)
        case Not(operand):
            return ("not", without_ends(operand))
        case And(operands) | Or(operands):
            return (type(node).__name__, tuple(without_ends(each) for each in operands))
        case _:
            return node
