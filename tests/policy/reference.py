"""The meaning of conditions and of resolution once more, as plainly as can be: what every engine is compared with."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from makegood.policy.book import Book, Entry
from makegood.policy.catalogue import Value
from makegood.policy.language.expression import (
    And,
    Compare,
    Condition,
    Constant,
    Difference,
    Fact,
    Flag,
    Greatest,
    Has,
    Least,
    Not,
    Number,
    Or,
    Product,
    Quotient,
    Sum,
    Truth,
    Within,
    WordIn,
)
from makegood.policy.outcomes import Kind

Facts = Mapping[str, Value | None]
FALSE, UNKNOWN, TRUE = 0, 1, 2
"""Kleene's three truths in their order: and is the least of them, or the greatest, not the mirror."""


def truth(node: Condition, facts: Facts) -> int:
    """0 false, 1 unknown, 2 true."""
    match node:
        case Truth(value):
            return TRUE if value else FALSE
        case Not(operand):
            return TRUE - truth(operand, facts)
        case And(operands):
            return min([truth(each, facts) for each in operands], default=TRUE)
        case Or(operands):
            return max([truth(each, facts) for each in operands], default=FALSE)
        case Compare(operator, left, right):
            return _compared(operator, number(left, facts), number(right, facts))
        case Within(_, ends):
            return _compared("<", number(Fact("now"), facts), number(ends, facts))
        case Flag(fact) | WordIn(fact, _) | Has(fact, _):
            known = facts[fact]
            if known is None:
                return UNKNOWN
            holds = known if isinstance(node, Flag) else _contains(node, known)
            return TRUE if holds else FALSE


def _contains(node: WordIn | Has, value: Value) -> bool:
    if isinstance(node, WordIn):
        return value in node.words
    assert isinstance(value, frozenset)
    return node.word in value


def _compared(operator: str, left: int | None, right: int | None) -> int:
    if left is None or right is None:
        return UNKNOWN
    signs = {"<": left < right, "==": left == right, ">": left > right}
    holds = {"<=": not signs[">"], ">=": not signs["<"], "!=": not signs["=="], **signs}
    return TRUE if holds[operator] else FALSE


def number(node: Number, facts: Facts) -> int | None:
    """A whole number; None is unknown."""
    match node:
        case Constant(value):
            return value
        case Fact(fact):
            found = facts[fact]
            assert found is None or isinstance(found, int)
            return found
        case Quotient(operand, divisor):
            below = number(operand, facts)
            return None if below is None else below // divisor
        case _:
            left, right = number(node.left, facts), number(node.right, facts)
            return None if left is None or right is None else _calculated(node, left, right)


def _calculated(node: Number, left: int, right: int) -> int:
    match node:
        case Sum():
            return left + right
        case Difference():
            return left - right
        case Product():
            return left * right
        case Least():
            return sorted([left, right])[0]
        case Greatest():
            return sorted([left, right])[1]
    raise TypeError(node)


def answers(book: Book, facts: Facts) -> dict[str, tuple[int | None, bool]]:
    """For each key its value and whether it is undecided: by trying what every rule of unknown truth might come to.

    A key is decided when the unknown rules may hold or not, in any mixture, and the same comes out. That is what the
    walk through the entries says too, as each entry of a walk has its own rule.
    """
    truths = _truths(book, facts)
    return {name: _answer(book, name, truths, facts) for name in book.questions}


def _truths(book: Book, facts: Facts) -> list[int]:
    truths: list[int] = []
    for rule in book.rules:
        above = [TRUE - truths[place] for place in rule.set_aside_by]
        truths.append(min([truth(rule.condition, facts), *above]))
    return truths


def _answer(book: Book, name: str, truths: Sequence[int], facts: Facts) -> tuple[int | None, bool]:
    question = book.questions[name]
    if question.key.kind is Kind.ANY:
        most = max(truths[entry.rule] for entry in question.entries)
        return (1 if most == TRUE else None), most == UNKNOWN
    fixed = _possible(question.fixed, truths, facts)
    results = fixed - {None}
    if None in fixed:
        better = question.key.better or 1  # keys without an order have one part, so nothing is joined
        joined: set[int | str | None] = {None}
        for part in question.parts:
            joined = {_best(one, other, better) for one in joined for other in _possible(part, truths, facts)}
        results |= joined
    if len(results) > 1 or "?" in results:
        return None, True
    value = results.pop()
    assert not isinstance(value, str)
    return value, False


def _possible(walk: Sequence[Entry], truths: Sequence[int], facts: Facts) -> set[int | str | None]:
    """What the first rule that holds may say. None: none holds; "?": what it says is not known."""
    results: set[int | str | None] = set()
    for entry in walk:
        if truths[entry.rule] != FALSE:
            value = number(entry.value, facts)
            results.add("?" if value is None else value)
        if truths[entry.rule] == TRUE:
            return results
    return results | {None}


def _best(one: int | str | None, other: int | str | None, better: int) -> int | str | None:
    if "?" in (one, other):
        return "?"
    if one is None or other is None:
        return other if one is None else one
    assert isinstance(one, int)
    assert isinstance(other, int)
    return max(one, other, key=lambda value: better * value)
