"""Hypothesis strategies: facts with holes and on boundaries, conditions, numbers and whole books over a small catalogue."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from hypothesis import strategies as st

from makegood.policy.book import Book, make_book
from makegood.policy.catalogue import FAR_FUTURE, LONG_AGO, RANGES, Catalogue, FactKind, FactType, Value
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
from makegood.policy.outcomes import key
from makegood.policy.pack import Binding, Judged, Level, Outcome, Pack, Rule
from makegood.policy.text import Text

TEXT = Text("text", "文")
DAY = 86_400
MONDAY = 1_772_380_800  # 2026-03-01T16:00:00Z, midnight in China
WORDS = ("quality", "it's", 'say "no"', "质量")
"""Words as packs may have them: engines must quote them."""


def _kind(name: str, type_: FactType, values: Sequence[str] = ()) -> FactKind:
    least, most = RANGES.get(type_, (0, 0))
    words = dict.fromkeys(values, TEXT)
    return FactKind(name, type_, TEXT, TEXT, ("buyer",), 1, words, least=least, most=most)


_TYPES: dict[str, FactType] = {
    "opened": FactType.FLAG,
    "intact": FactType.FLAG,
    "reason": FactType.WORD,
    "market": FactType.WORD,
    "traits": FactType.WORDS,
    "repairs": FactType.COUNT,
    "days": FactType.COUNT,
    "paid": FactType.MONEY,
    "rotten": FactType.SHARE,
    "repair_time": FactType.DURATION,
    "now": FactType.MOMENT,
    "purchased_at": FactType.MOMENT,
    "signed_at": FactType.MOMENT,
}
CATALOGUE = Catalogue(
    {
        name: _kind(name, type_, WORDS if type_ in (FactType.WORD, FactType.WORDS) else ())
        for name, type_ in _TYPES.items()
    }
)

_NUMBERS_OF: dict[FactType, list[int]] = {
    FactType.COUNT: [0, 1, 2, 3, 1_000_000],
    FactType.MONEY: [0, 1, 99, 50_000, 50_001, 10**14],
    FactType.SHARE: [0, 1, 6_000, 10_000],
    FactType.DURATION: [0, DAY - 1, DAY, 200 * 366 * DAY],
    FactType.MOMENT: [
        LONG_AGO, MONDAY - 1, MONDAY, MONDAY + 1, MONDAY + 7 * DAY - 1, MONDAY + 7 * DAY, FAR_FUTURE,
    ],
}  # fmt: skip
CONSTANTS = sorted({0, 1, 2, 3, DAY, 7 * DAY, 50_000, MONDAY, MONDAY + 7 * DAY, -1, -DAY})

_VALUES: dict[FactType, st.SearchStrategy[Value]] = {
    FactType.FLAG: st.booleans(),
    FactType.WORD: st.sampled_from(WORDS),
    FactType.WORDS: st.frozensets(st.sampled_from(WORDS)),
    **{type_: st.sampled_from(pool) for type_, pool in _NUMBERS_OF.items()},
}


GeneratedFacts = dict[str, Value | None]


def _with_holes(values: st.SearchStrategy[Value]) -> st.SearchStrategy[Value | None]:
    return st.one_of(values, values, st.none())


def facts(holes: bool = True) -> st.SearchStrategy[GeneratedFacts]:
    """The facts of a case; with holes, some are unknown."""
    return st.fixed_dictionaries(
        {name: _with_holes(_VALUES[type_]) if holes else _VALUES[type_] for name, type_ in _TYPES.items()}
    )


def facts_of_a_case() -> st.SearchStrategy[GeneratedFacts]:
    """Facts with holes, as cases have them: what time it is and when it was bought is always known."""
    moments = _VALUES[FactType.MOMENT]
    return st.builds(
        lambda some, now, purchased_at: {**some, "now": now, "purchased_at": purchased_at},
        facts(),
        moments,
        moments,
    )


_numeric_facts = st.sampled_from([name for name, type_ in _TYPES.items() if type_.is_number]).map(Fact)
_leaf_numbers: st.SearchStrategy[Number] = st.one_of(
    _numeric_facts,
    st.sampled_from(CONSTANTS).map(Constant),
    st.builds(Product, _numeric_facts, st.sampled_from([-3, 1, 2, 5_000]).map(Constant)),
    st.just(Quotient(Product(Fact("paid"), Fact("rotten")), 10_000)),
)


def _compound(below: st.SearchStrategy[Number]) -> st.SearchStrategy[Number]:
    pairs = [st.builds(node, below, below) for node in (Sum, Difference, Least, Greatest)]
    return st.one_of(*pairs, st.builds(Quotient, below, st.sampled_from([1, 7, 10_000, DAY])))


numbers: st.SearchStrategy[Number] = st.recursive(_leaf_numbers, _compound, max_leaves=4)
"""Numbers whose parts all stay within 64 bits (four leaves of at most 10^14 * 10^4)."""

_words = st.frozensets(st.sampled_from((*WORDS, "unheard_of")), max_size=3)
_leaf_conditions: st.SearchStrategy[Condition] = st.one_of(
    st.sampled_from(["opened", "intact"]).map(Flag),
    st.builds(WordIn, st.sampled_from(["reason", "market"]), _words),
    st.builds(Has, st.just("traits"), st.sampled_from(WORDS)),
    st.builds(Compare, st.sampled_from(["<", "<=", "==", "!=", ">=", ">"]), numbers, numbers),
    st.builds(Within, st.just("window"), numbers),
    st.booleans().map(Truth),
)
_plain_conditions: st.SearchStrategy[Condition] = st.one_of(
    st.sampled_from(["opened", "intact"]).map(Flag),
    st.builds(WordIn, st.just("reason"), _words),
    st.builds(Compare, st.just(">="), st.just(Fact("repairs")), st.sampled_from([1, 2]).map(Constant)),
)


def _logic(below: st.SearchStrategy[Condition]) -> st.SearchStrategy[Condition]:
    several = st.lists(below, max_size=3).map(tuple)
    return st.one_of(below.map(Not), several.map(And), several.map(Or))


conditions: st.SearchStrategy[Condition] = st.recursive(_leaf_conditions, _logic, max_leaves=6)
"""Conditions of every kind of node."""
rule_conditions: st.SearchStrategy[Condition] = st.one_of(
    _plain_conditions, st.recursive(_plain_conditions, _logic, max_leaves=3), conditions
)
"""Conditions among which simple ones, that hold or are unknown often, are frequent."""

_amounts = st.one_of(st.integers(0, 4).map(Constant), st.just(Fact("repairs")), numbers)

KEYS: dict[str, st.SearchStrategy[Number]] = {
    "remedy.return_refund": st.sampled_from([0, 1]).map(Constant),
    "freight.return": st.integers(0, 4).map(Constant),
    "burden": st.sampled_from([0, 1]).map(Constant),
    "merchant_may_refuse": st.sampled_from([0, 1]).map(Constant),
    "instant_refund": st.sampled_from([0, 1]).map(Constant),
    "clock.merchant_answer": st.integers(0, 5).map(Constant),
    "clock.buyer_answer": st.integers(0, 5).map(Constant),
    "ruling": st.integers(0, 9).map(Constant),
    "limit.rounds": st.sampled_from([1, 5]).map(Constant),
    "human_review": st.just(Constant(1)),
    "evidence.buyer.photo": st.just(Constant(1)),
    "until.return_refund": numbers,
    "refund": _amounts,
    "deduction": _amounts,
    "compensation_by": st.integers(0, 4).map(Constant),
}
"""A key of every kind, and what rules say about it."""
CONTENDED = ("refund", "deduction", "clock.merchant_answer", "clock.buyer_answer")


@st.composite
def _rule(draw: st.DrawFn, place: int, keys: list[str]) -> Rule:
    level = draw(st.sampled_from([Level.LAW, Level.LAW, *Level]))
    spoken = draw(st.lists(st.sampled_from(keys), min_size=1, max_size=3, unique=True))
    fixed = level is Level.LAW and draw(st.integers(0, 3)) == 0
    dates = st.none() | st.sampled_from([MONDAY, MONDAY + 7 * DAY])
    return Rule(
        pack="pack", id=f"rule_{place}", level=level, text=TEXT, source=TEXT, confidence="H", note=None,
        effective_from=draw(st.none() | dates), effective_until=draw(st.none() | dates),
        judged=draw(st.sampled_from(Judged)), binding=Binding.FIXED if fixed else Binding.FLOOR,
        condition=draw(rule_conditions), when=Truth(True), unless=Truth(False), over=(),
        outcomes=tuple(Outcome(key(name), draw(KEYS[name])) for name in spoken), line=place,
    )  # fmt: skip


@st.composite
def _books_of(draw: st.DrawFn, keys: Sequence[str], rules_at_least: int) -> Book:
    spoken = draw(st.lists(st.sampled_from(keys), min_size=1, max_size=2, unique=True))
    rules: list[Rule] = []
    for place in range(draw(st.integers(rules_at_least, 10))):
        rule = draw(_rule(place, spoken))
        peers = [other.id for other in rules if other.level is rule.level]
        over = draw(st.lists(st.sampled_from(peers), max_size=2, unique=True)) if peers else []
        rules.append(replace(rule, over=tuple(over)))
    return make_book(CATALOGUE, [pack_of(rules)])


def books() -> st.SearchStrategy[Book]:
    """A book of some rules of all levels, about few keys so that they meet, some of them over others. Every other book
    is about keys with an order and many values, where the parts contend.
    """
    return _books_of(list(KEYS), 2) | _books_of(CONTENDED, 5)


def pack_of(rules: Sequence[Rule]) -> Pack:
    """A pack of rules."""
    return Pack(
        name="pack", version="1", level=Level.LAW, title=TEXT, about=None, markets=(), currency=None,
        day_starts_seconds=0, when=Truth(True), complete=(), values={}, windows={}, terms={}, rules=tuple(rules),
        examples=(), digest="", source_text="", file="",
    )  # fmt: skip
