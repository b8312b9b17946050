"""PURE: how a book is decided by an engine of columns: which columns are computed, in which stages, each of them once.

An engine that decides millions of cases does the same work for all of them, so work is saved by finding what many rules
share: a comparison, a window's end, the first terms of their conditions. Each such thing is a column of its own, and a
column looks only at those of earlier stages. How a key comes out of the truths of its rules:
makegood/policy/engines/resolution.py.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Generic, TypeVar

from makegood.policy.book import Book, Question
from makegood.policy.engines.algebra import Algebra, Folding
from makegood.policy.language.expression import (
    And,
    Condition,
    Constant,
    Fact,
    Flag,
    Greatest,
    Has,
    Least,
    Node,
    Not,
    Number,
    Or,
    Quotient,
    Truth,
    WordIn,
    children,
    facts_in,
)

E = TypeVar("E")


@dataclass(frozen=True)
class Stage(Generic[E]):
    """Columns to be added. `keeps`: the columns before them, facts included, that later stages or the results need."""

    columns: Mapping[str, E]
    keeps: tuple[str, ...]


@dataclass(frozen=True)
class Plan(Generic[E]):
    """`facts`: the columns that are read. `stages`: one after the other. `results`: what comes out, and in which column."""

    facts: tuple[str, ...]
    stages: tuple[Stage[E], ...]
    results: Mapping[str, str]


@dataclass
class Works(Generic[E]):
    """The columns so far, each with its stage."""

    algebra: Algebra[E]
    names: dict[Node, str] = field(default_factory=dict)
    columns: dict[str, E] = field(default_factory=dict)
    stage_of: dict[str, int] = field(default_factory=dict)
    needs_of: dict[str, tuple[str, ...]] = field(default_factory=dict)
    truths: dict[tuple[Condition, tuple[str, ...]], str] = field(default_factory=dict)

    def stages(self, results: Iterable[str]) -> tuple[Stage[E], ...]:
        """The columns by stage, each kept as long as it is needed; `results`: those that are needed to the end."""
        last = max(self.stage_of.values(), default=-1)
        by_stage: list[list[str]] = [[] for _ in range(last + 1)]
        for name, stage in self.stage_of.items():
            by_stage[stage].append(name)
        stages: list[Stage[E]] = []
        needed = dict.fromkeys(results)
        for names in reversed(by_stage):
            keeps = tuple(name for name in needed if name not in names)
            stages.append(Stage({name: self.columns[name] for name in names}, keeps))
            needed = dict.fromkeys([*keeps, *(need for name in names for need in self.needs_of[name])])
        return tuple(reversed(stages))

    def add(self, name: str, column: E, needs: Iterable[str]) -> str:
        """A new column, in the stage after those of the columns that it needs (facts stand before all); its name."""
        self.columns[name] = column
        self.needs_of[name] = tuple(dict.fromkeys(needs))
        self.stage_of[name] = 1 + max(
            (self.stage_of.get(need, -1) for need in self.needs_of[name]), default=-1
        )
        return name

    def share(self, roots: Iterable[Node]) -> None:
        """Give what stands in more than one place a column of its own."""
        for node in shared_nodes(roots):
            name = f"#{len(self.names)}"
            opened = (
                self._folding.open_condition if isinstance(node, Condition) else self._folding.open_number
            )
            self.add(name, opened(node), [need for child in children(node) for need in self.needs(child)])  # type: ignore[arg-type]
            self.names[node] = name

    def rule(self, condition: Condition, above: Sequence[str]) -> str:
        """The column of the truth of a rule: its condition, and that none of the rules over it holds, whose columns are
        `above`. The same rule of another book is the same column.
        """
        known = (condition, tuple(above))
        if known not in self.truths:
            holds = self._folding.condition(condition)
            terms = [holds, *(self.algebra.invert(self.algebra.column(name)) for name in above)]
            needs = [*above, *self.needs(condition)]
            self.truths[known] = self.add(f"#rule {len(self.truths)}", self.algebra.all_of(terms), needs)
        return self.truths[known]

    def number(self, node: Number) -> E:
        """A number, folded with what there is."""
        return self._folding.number(node)

    def needs(self, node: Node) -> list[str]:
        """The columns, facts included, that a node is folded from."""
        if node in self.names:
            return [self.names[node]]
        if isinstance(node, Flag | WordIn | Has | Fact):
            return [node.fact]
        return [name for child in children(node) for name in self.needs(child)]

    def _opened(self, node: Node) -> E:
        if isinstance(node, Condition):
            return self._folding.open_condition(node)
        return self._folding.open_number(node)

    @property
    def _folding(self) -> Folding[E]:
        return Folding(self.algebra, self.names)


def begin(
    books: Sequence[Book], asked: Sequence[Sequence[Question]], algebra: Algebra[E]
) -> tuple[Works[E], tuple[str, ...], list[dict[int, str]]]:
    """The columns up to the truths of the rules that some questions need; the facts that are read for them; and for each
    book the names of the columns of its rules, by their places.
    """
    needed = [needed_rules(book, questions) for book, questions in zip(books, asked, strict=True)]
    conditions = with_common_beginnings(
        dict.fromkeys(
            book.rules[place].condition
            for book, places in zip(books, needed, strict=True)
            for place in places
        )
    )
    values = dict.fromkeys(
        entry.value for questions in asked for question in questions for entry in question.entries
    )
    works = Works(algebra)
    works.share([*conditions.values(), *values, *values])  # a value is looked at more than once
    truths: list[dict[int, str]] = []
    for book, places in zip(books, needed, strict=True):
        named: dict[int, str] = {}
        for place in places:
            rule = book.rules[place]
            above = [named[each] for each in rule.set_aside_by]
            named[place] = works.rule(conditions[rule.condition], above)
        truths.append(named)
    facts = dict.fromkeys(name for node in (*conditions, *values) for name in sorted(facts_in(node)))
    return works, tuple(facts), truths


def needed_rules(book: Book, asked: Iterable[Question]) -> list[int]:
    """The places of the rules that speak of some keys, and of those over them, in the order of the book."""
    needed: set[int] = set()
    waiting = [entry.rule for question in asked for entry in question.entries]
    while waiting:
        place = waiting.pop()
        if place not in needed:
            needed.add(place)
            waiting.extend(book.rules[place].set_aside_by)
    return sorted(needed)


def shared_nodes(roots: Iterable[Node]) -> list[Node]:
    """Nodes that are used more than once and are worth a column, each after those below it."""
    uses: dict[Node, int] = {}
    depths: dict[Node, int] = {}

    def visit(node: Node, times: int) -> int:
        uses[node] = uses.get(node, 0) + times
        if node not in depths:
            # engines write the operands of these more than once
            each = 2 if isinstance(node, Least | Greatest | Quotient) else 1
            depths[node] = 1 + max((visit(child, each) for child in children(node)), default=0)
        return depths[node]

    for root in roots:
        visit(root, 1)
    often = [node for node, count in uses.items() if count > 1 and not _is_plain(node)]
    return sorted(often, key=depths.__getitem__)


def _is_plain(node: Node) -> bool:
    """Whether a column of its own would save nothing."""
    if isinstance(node, Not):
        return _is_plain(node.operand)
    return isinstance(node, Truth | Flag | Fact | Constant)


def with_common_beginnings(conditions: Iterable[Condition]) -> dict[Condition, Condition]:
    """For each condition one of the same meaning, in which every `and` is a chain of pairs that begins with the terms
    most rules have: so rules of the same pack begin alike, and what they begin with is shared.
    """
    known = list(conditions)
    counts = Counter(term for condition in known if isinstance(condition, And) for term in condition.operands)

    def chained(node: Condition) -> Condition:
        match node:
            case And(operands) if operands:
                terms = [chained(each) for each in sorted(operands, key=lambda term: -counts[term])]
                chain = terms[0]
                for term in terms[1:]:
                    chain = And((chain, term))
                return chain
            case Or(operands):
                return Or(tuple(chained(each) for each in operands))
            case Not(operand):
                return Not(chained(operand))
            case _:
                return node

    return {condition: chained(condition) for condition in known}
