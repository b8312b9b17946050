"""PURE: the examples of packs, run: what was expected, what came out."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta, timezone

from makegood.kit.money import decimal_text
from makegood.policy.book import Book, make_book
from makegood.policy.catalogue import Catalogue, moment_of
from makegood.policy.decide import Answer, Decision, State, decide
from makegood.policy.language.syntax import Scope
from makegood.policy.outcomes import Key, Kind, key
from makegood.policy.pack import Example, Pack
from makegood.policy.reading.examples import currency_in, expected_value

ALL = "all"
_UNITS = ((86_400, "days"), (3_600, "h"), (60, "min"))


@dataclass(frozen=True, slots=True)
class ExampleFailure:
    """An example that came out otherwise. `key`: an outcome, or `missing`, `because` or `with`."""

    file: str
    line: int
    pack: str
    example: str
    key: str
    expected: str
    got: str

    def __str__(self) -> str:
        return (
            f"{self.file}:{self.line}: “{self.example}”: {self.key}: expected {self.expected}, got {self.got}"
        )


class ExampleRunner:
    """Runs examples with the packs that are there; books are bound once."""

    def __init__(self, catalogue: Catalogue, packs: Iterable[Pack]) -> None:
        self.catalogue = catalogue
        self.packs = {pack.name: pack for pack in packs}
        self.books: dict[tuple[str, ...], Book] = {}

    def run(self, packs: Iterable[Pack]) -> Iterator[ExampleFailure]:
        """The failures of all examples of some packs."""
        for pack in packs:
            for example in pack.examples:
                yield from self.failures(pack, example)

    def failures(self, pack: Pack, example: Example) -> list[ExampleFailure]:
        """What came out otherwise than an example says; nothing when it is as it says."""
        unknown = [name for name in example.packs if name != ALL and name not in self.packs]
        if unknown:
            names = ", ".join(self.packs)
            return [_failure(pack, example, "with", "a pack", f"`{unknown[0]}`; there are: {names}")]
        try:
            book = self.book(pack, example)
        except ValueError as problem:
            return [_failure(pack, example, "with", "packs that go together", str(problem))]
        decision = self.decision(book, example)
        told = [
            *_outcomes(pack, example, decision),
            *_missing(example, decision),
            *_because(pack, example, decision),
        ]
        return [_failure(pack, example, *each) for each in told]

    def holds(self, pack: Pack, example: Example, rule: str) -> bool:
        """Whether a rule, by its full name, holds in an example."""
        decision = self.decision(self.book(pack, example), example)
        places = [place for place, each in enumerate(decision.book.rules) if each.rule.name == rule]
        return any(decision.truths[place] for place in places)

    def decision(self, book: Book, example: Example) -> Decision:
        """What comes out; what is presumed is so until the example says otherwise (`null`: nobody knows)."""
        return decide(book, {**self.catalogue.presumptions(), **example.facts})

    def book(self, pack: Pack, example: Example) -> Book:
        """The pack and those that decide with it, bound. Raises ValueError when they cannot be."""
        names = dict.fromkeys([pack.name, *(name for name in example.packs if name != ALL)])
        if ALL in example.packs:
            market = example.facts.get("market")
            names |= dict.fromkeys(
                other.name for other in self.packs.values() if not other.markets or market in other.markets
            )
        chosen = tuple(names)
        if chosen not in self.books:
            packs = [pack if name == pack.name else self.packs[name] for name in chosen]
            self.books[chosen] = make_book(self.catalogue, packs)
        return self.books[chosen]


_Told = tuple[str, str, str]
"""A key, what was expected, what came out."""


def _failure(pack: Pack, example: Example, key: str, expected: str, got: str) -> ExampleFailure:
    return ExampleFailure(pack.file, example.line, pack.name, example.name, key, expected, got)


def _outcomes(pack: Pack, example: Example, decision: Decision) -> Iterator[_Told]:
    scope = Scope(decision.book.catalogue, values=pack.values, day_starts_seconds=pack.day_starts_seconds)
    currency = example.facts.get("currency") or pack.currency
    for name, expected in example.then.items():
        answer = decision.answer(name)
        if not _as_expected(key(name), expected, answer, scope, currency):
            yield name, expected, _said(name, answer, decision, pack, currency_in(expected, currency))


def _as_expected(key: Key, expected: str, answer: Answer, scope: Scope, currency: str | None) -> bool:
    if expected in ("none", "undecided"):
        return answer.state.value == expected
    value = expected_value(key, expected, scope, currency)
    if answer.state is State.NONE:
        # What no rule opens is refused, and a mark that no rule sets is not set.
        return (key.name.startswith("remedy.") or key.kind is Kind.ANY) and value == 0
    return answer.state is State.DECIDED and answer.value == value


def _said(name: str, answer: Answer, decision: Decision, pack: Pack, currency: str | None) -> str:
    """What came out, and by which rules."""
    rules = decision.book.rules
    if answer.state is State.UNDECIDED:
        names = ", ".join(rules[place].rule.name for place in answer.unsettled_by)
        return f"undecided for want of {', '.join(decision.missing([name])) or 'nothing'} ({names})"
    if answer.state is State.NONE or answer.value is None:
        return "none"
    by = f" ({rules[answer.rule].rule.name})" if answer.rule is not None else ""
    return f"{value_text(key(name), answer.value, pack.day_starts_seconds, currency)}{by}"


def _missing(example: Example, decision: Decision) -> Iterator[_Told]:
    if example.missing is None:
        return
    got = decision.missing(example.then)
    if got != list(example.missing):
        yield "missing", _listed(example.missing), _listed(got)


def _because(pack: Pack, example: Example, decision: Decision) -> Iterator[_Told]:
    """Rules that are said to have decided a key and did not."""
    if example.because is None:
        return
    decided = _deciding(decision)
    for name in example.because:
        full = name if "/" in name else f"{pack.name}/{name}"
        if full not in decided:
            yield "because", name, _listed(sorted(decided))


def _deciding(decision: Decision) -> set[str]:
    """The rules that decided a key; of keys that any rule sets, all that hold."""
    places: set[int] = set()
    for name, answer in decision.answers.items():
        question = decision.book.questions[name]
        if answer.state is not State.DECIDED:
            continue
        if question.key.kind is Kind.ANY:
            places |= {entry.rule for entry in question.entries if decision.truths[entry.rule]}
        elif answer.rule is not None:
            places.add(answer.rule)
    return {decision.book.rules[place].rule.name for place in places}


def _listed(names: Sequence[str]) -> str:
    return f"[{', '.join(names)}]"


def value_text(key: Key, value: int, day_starts_seconds: int, currency: str | None) -> str:
    """A value as packs and examples write it."""
    match key.kind:
        case Kind.CHOICE | Kind.FLAG | Kind.ANY:
            return key.word(value)
        case Kind.DURATION:
            return duration_text(value)
        case Kind.AMOUNT if currency:
            return f"{decimal_text(value, currency)} {currency}"
        case Kind.MOMENT:
            zone = timezone(timedelta(seconds=day_starts_seconds))
            return moment_of(value).astimezone(zone).isoformat()
        case _:
            return str(value)


def duration_text(seconds: int) -> str:
    """A duration as packs write it: `7 days`, `48 h`, `15 min`."""
    for size, unit in _UNITS:
        if seconds % size == 0 and (seconds >= size * 3 or unit == "min"):
            return f"{seconds // size} {unit}"
    return f"{seconds} seconds"
