"""PURE: the nodes of conditions and of the numbers in them. Parsed from packs, folded into each engine.

A condition is true, false or unknown (None), by Kleene's strong logic; a number is a 64-bit integer or unknown.
Every engine (closures, Polars, SQL) gives the same answer for the same nodes; a test with generated rules says so.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

Operator = Literal["<", "<=", "==", "!=", ">=", ">"]


@dataclass(frozen=True, slots=True)
class Truth:
    """A condition that is always true, or never."""

    value: bool


@dataclass(frozen=True, slots=True)
class Flag:
    """A fact of type flag."""

    fact: str


@dataclass(frozen=True, slots=True)
class WordIn:
    """A fact of type word is one of some words."""

    fact: str
    words: frozenset[str]


@dataclass(frozen=True, slots=True)
class Has:
    """A fact of type words contains a word."""

    fact: str
    word: str


@dataclass(frozen=True, slots=True)
class Compare:
    """Two numbers compared; unknown when either is."""

    operator: Operator
    left: "Number"
    right: "Number"


@dataclass(frozen=True, slots=True)
class Within:
    """`now` is before the end of a window of the pack: the same as Compare("<", Fact("now"), ends)."""

    window: str
    ends: "Number"


@dataclass(frozen=True, slots=True)
class Not:
    """The contrary; unknown stays unknown."""

    operand: "Condition"


@dataclass(frozen=True, slots=True)
class And:
    """False when any is false, else unknown when any is unknown. True when empty."""

    operands: tuple["Condition", ...]


@dataclass(frozen=True, slots=True)
class Or:
    """True when any is true, else unknown when any is unknown. False when empty."""

    operands: tuple["Condition", ...]


Condition = Truth | Flag | WordIn | Has | Compare | Within | Not | And | Or


@dataclass(frozen=True, slots=True)
class Fact:
    """A fact of type count, money, moment, duration or share, as its integer."""

    fact: str


@dataclass(frozen=True, slots=True)
class Constant:
    """A whole number."""

    value: int


@dataclass(frozen=True, slots=True)
class Sum:
    """left + right."""

    left: "Number"
    right: "Number"


@dataclass(frozen=True, slots=True)
class Difference:
    """left - right."""

    left: "Number"
    right: "Number"


@dataclass(frozen=True, slots=True)
class Product:
    """left * right; a pack may multiply by a constant or take a share of an amount."""

    left: "Number"
    right: "Number"


@dataclass(frozen=True, slots=True)
class Quotient:
    """The largest whole number not above operand / divisor (floor, also below zero); divisor > 0."""

    operand: "Number"
    divisor: int


@dataclass(frozen=True, slots=True)
class Least:
    """The smaller of two; unknown when either is."""

    left: "Number"
    right: "Number"


@dataclass(frozen=True, slots=True)
class Greatest:
    """The larger of two; unknown when either is."""

    left: "Number"
    right: "Number"


Number = Fact | Constant | Sum | Difference | Product | Quotient | Least | Greatest
Node = Condition | Number

ALWAYS = Truth(True)
NEVER = Truth(False)


def children(node: Node) -> tuple[Node, ...]:
    """The nodes directly below one."""
    match node:
        case And(operands) | Or(operands):
            return operands
        case Not(operand):
            return (operand,)
        case Within(_, ends):
            return (Fact("now"), ends)
        case Quotient(operand, _):
            return (operand,)
        case Truth() | Flag() | WordIn() | Has() | Fact() | Constant():
            return ()
        case _:
            return (node.left, node.right)


def nodes(node: Node) -> Iterator[Node]:
    """A node and all below it, each before those below it."""
    yield node
    for child in children(node):
        yield from nodes(child)


_ASKING = (Flag, WordIn, Has, Fact)


def facts_in(node: Node) -> frozenset[str]:
    """The names of the facts that a condition or number looks at."""
    found: set[str] = set()
    waiting: list[Node] = [node]
    while waiting:
        each = waiting.pop()
        if isinstance(each, _ASKING):
            found.add(each.fact)
        else:
            waiting.extend(children(each))
    return frozenset(found)


def conjunction(*conditions: Condition) -> Condition:
    """All of them, flattened; what is always true is left out, and one that never is stands for all."""
    flat: list[Condition] = []
    for condition in conditions:
        flat.extend(condition.operands if isinstance(condition, And) else (condition,))
    if NEVER in flat:
        return NEVER
    kept = tuple(dict.fromkeys(each for each in flat if each != ALWAYS))
    if not kept:
        return ALWAYS
    return kept[0] if len(kept) == 1 else And(kept)


def negation(condition: Condition) -> Condition:
    """The contrary, without a double not."""
    match condition:
        case Not(operand):
            return operand
        case Truth(value):
            return Truth(not value)
        case _:
            return Not(condition)
