"""PURE: the burden of proof, computed: from what the packs say of a case, and what was said and shown in it.

A rule says who proves a fact (`prove`) and by which evidence; what follows when it is shown or not, the rulings of the
packs say of the two values of that fact. Nothing of it is written twice.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from makegood.cases import FactOf, GivenFact, Judged
from makegood.disputes.barred import REMEDY_KEYS, barred_by, ground_of
from makegood.disputes.model import (
    OTHER,
    PARTIES,
    Board,
    Clock,
    Duty,
    Exhibit,
    Result,
    Stance,
    Status,
)
from makegood.policy import Decision, FactKind, Value, decide_otherwise

RESULTS = ("ruling", "refund", "deduction", "compensation", "freight.return", "freight.outbound")
"""What the outcome of a dispute is made of: a fact decides when one of these turns on it."""
OUTCOME = (*RESULTS, *REMEDY_KEYS)
"""What has to be decided to know it: a ruling gives no remedy that is refused."""
MOST_ROUNDS = 8
FINDERS = frozenset({"desk", "system", "marketplace"})
"""Whose word settles a fact; what a party says is a claim."""


class Settling:
    """The facts of a group of lines while it is worked out who has to prove what."""

    def __init__(self, judged: Judged, exhibits: Sequence[Exhibit], given: Sequence[GivenFact]) -> None:
        self.decision = judged.decision
        self.sources: Mapping[str, FactOf] = {each.name: each for each in judged.facts}
        self.said = _last_words(self.decision, given)
        self.exhibits = exhibits
        self.asked_of: dict[str, str] = {}
        self.assumed: dict[str, Value | None] = {}
        # What nobody was asked to prove yet, and nobody told, is not shown.
        self.unasked = {
            key[6:]: self.kind(key[6:]).if_not_shown
            for key in self.keys
            if self.decision.facts.get(key[6:]) is None
        }
        self._settle()

    @property
    def decided(self) -> Decision:
        """Everything that the packs say, with what is assumed."""
        keys = [name for name in self.decision.book.questions if not name.startswith("prove.")]
        return self.otherwise({}, keys)

    def source_of(self, fact: str) -> str:
        """Who says so: a role, `system`, `presumed`, or `assumed` where the burden of proof decides."""
        if fact in self.assumed and self.status(fact, self.asked_of[fact]) is not Status.PROVEN:
            return "assumed"
        return self.sources[fact].source if fact in self.sources else "presumed"

    @property
    def keys(self) -> list[str]:
        """Every fact that a rule of the book gives somebody to prove."""
        return [name for name in self.decision.book.questions if name.startswith("prove.")]

    def kind(self, fact: str) -> FactKind:
        """The fact's entry in the catalogue."""
        return self.decision.book.catalogue.facts[fact]

    def otherwise(self, changed: Mapping[str, Value | None], keys: Sequence[str]) -> Decision:
        """What is decided with what is assumed, and some facts changed."""
        return decide_otherwise(self.decision, {**self.unasked, **self.assumed, **changed}, keys)

    def as_claimed(self, fact: str) -> Decision:
        """Who proves what, all but one fact being as they stand and that one as it was claimed: whether it is still asked."""
        return self.otherwise({fact: self.decision.facts.get(fact)}, [f"prove.{fact}"])

    def status(self, fact: str, by: str) -> Status:
        """How far a fact is. A finding settles it until newer evidence comes; the other party's own word does, too."""
        kind, source = self.kind(fact), self.sources.get(fact)
        offered = self.counting(fact, by)
        if source is not None and source.source in FINDERS and source.value is not None:
            if source.value == kind.if_shown:
                return Status.PROVEN
            if any(each.at > source.at for each in offered):
                return Status.OFFERED
            return Status.REBUTTED if offered or source.value != kind.if_not_shown else Status.MISSING
        if self.said.get(fact, {}).get(OTHER[by]) == kind.if_shown:
            return Status.CONCEDED
        return Status.OFFERED if offered else Status.MISSING

    def value(self, fact: str, status: Status) -> Value | None:
        """What a fact counts as while it stands so."""
        if status is Status.REBUTTED:
            return self.sources[fact].value
        return self.kind(fact).if_not_shown if status is Status.MISSING else self.kind(fact).if_shown

    def also_missing(self, fact: str, by: str) -> dict[str, Value | None]:
        """What else the same party has still to show, as if it had."""
        return {
            other: self.kind(other).if_shown
            for other, party in self.asked_of.items()
            if other != fact and party == by and self.status(other, by) is Status.MISSING
        }

    def with_what_follows(self, changed: Mapping[str, Value | None]) -> dict[str, Value | None]:
        """Some facts otherwise; and where that gives somebody something to prove who has shown it already, that it is shown."""
        waiting = [
            key
            for key in self.keys
            if key[6:] not in self.assumed and key[6:] not in changed and self.offered(key[6:], Stance.FOR)
        ]
        if not waiting:
            return dict(changed)
        after = self.otherwise(changed, waiting)
        shown = {key[6:]: after.word(key) for key in waiting if after.word(key) in PARTIES}
        return {**changed, **{fact: self.value(fact, self.status(fact, by)) for fact, by in shown.items()}}

    def offered(self, fact: str, stance: Stance) -> tuple[Exhibit, ...]:
        """What is tied to a fact, the first first."""
        return tuple(each for each in self.exhibits if (each.fact, each.stance) == (fact, stance))

    def counting(self, fact: str, by: str) -> tuple[Exhibit, ...]:
        """What is offered for a fact and is of a kind that shows it, where the rules name kinds."""
        kinds = kinds_of(fact, by, self.as_claimed(fact))
        return tuple(each for each in self.offered(fact, Stance.FOR) if not kinds or each.kind in kinds)

    def _settle(self) -> None:
        """Ask who proves what; what is shown may give somebody something new to prove, and so on."""
        for _ in range(MOST_ROUNDS):
            decision = self.otherwise({}, self.keys)
            fresh = [
                key for key in self.keys if decision.word(key) in PARTIES and key[6:] not in self.assumed
            ]
            if not fresh:
                break
            for key in sorted(fresh, key=lambda name: decision.answer(name).rule or 0):
                fact, by = key[6:], decision.word(key)
                self.asked_of[fact] = by
                self.assumed[fact] = self.value(fact, self.status(fact, by))
        for fact in list(self.asked_of):
            if self.as_claimed(fact).word(f"prove.{fact}") not in PARTIES:
                del self.asked_of[fact], self.assumed[fact]


def board(
    judged: Judged, exhibits: Sequence[Exhibit], given: Sequence[GivenFact], clock: Clock
) -> tuple[Board, Settling]:
    """The board of a group of lines, and the facts that it takes for shown or not.

    `given`: what the parties and the desk told in the case; `exhibits`: what is tied to its facts now.
    """
    settling = Settling(judged, exhibits, given)
    decision = settling.otherwise({}, (*OUTCOME, *settling.keys))
    duties = tuple(_duty(fact, by, settling) for fact, by in settling.asked_of.items())
    following = next((each for each in duties if each.decides and each.status is Status.MISSING), None)
    unknown = decision.missing(["ruling", *settling.keys])
    return Board(
        line_nos=judged.line_nos,
        claim=_word(decision, "reason"),
        remedy=_word(decision, "remedy"),
        duties=duties,
        next_fact=following.fact if following else "",
        next_by=following.by if following else "",
        unknown=tuple(name for name in unknown if name not in settling.assumed),
        ruling=result_of(decision),
        clock=clock,
    ), settling


def _duty(fact: str, by: str, settling: Settling) -> Duty:
    kind, claimed = settling.kind(fact), settling.as_claimed(fact)
    missing = settling.otherwise({fact: kind.if_not_shown}, OUTCOME)
    shown = settling.otherwise({fact: kind.if_shown}, OUTCOME)
    decides = _differ(shown, missing)
    with_it: dict[str, Value | None] = {}
    if not decides:
        # A party that has to show two things, and has shown neither, is asked for both: one alone would not help it.
        with_it = settling.also_missing(fact, by)
        shown = settling.otherwise({**with_it, fact: kind.if_shown}, OUTCOME)
        without = settling.otherwise({**with_it, fact: kind.if_not_shown}, OUTCOME)
        decides = _differ(shown, without)
    ground = ground_of(claimed, f"prove.{fact}")
    assert ground is not None
    return Duty(
        fact=fact,
        by=by,
        kinds=kinds_of(fact, by, claimed),
        ground=ground,
        status=settling.status(fact, by),
        for_it=settling.offered(fact, Stance.FOR),
        against_it=settling.offered(fact, Stance.AGAINST),
        if_shown=result_of(_further(settling, shown, {**with_it, fact: kind.if_shown})),
        if_not=result_of(_further(settling, missing, {fact: kind.if_not_shown})),
        decides=decides,
    )


def _further(settling: Settling, decision: Decision, changed: Mapping[str, Value | None]) -> Decision:
    """A decision on changed facts, with what follows from them and was shown already."""
    more = settling.with_what_follows(changed)
    return decision if more == changed else settling.otherwise(more, OUTCOME)


def kinds_of(fact: str, by: str, decision: Decision) -> tuple[str, ...]:
    """The evidence that shows a fact: what the rules that give it to this party ask of this party."""
    found: dict[str, None] = {}
    for entry in decision.book.questions[f"prove.{fact}"].entries:
        if decision.truths[entry.rule]:
            rule = decision.book.rules[entry.rule].rule
            names = (outcome.key.name for outcome in rule.outcomes)
            prefix = f"evidence.{by}."
            found |= dict.fromkeys(name.removeprefix(prefix) for name in names if name.startswith(prefix))
    return tuple(found)


def _differ(one: Decision, other: Decision) -> bool:
    """Whether the outcome is another one. Where what would follow is refused, only what follows instead counts."""
    if barred_by(one) or barred_by(other):
        return result_of(one).ruling != result_of(other).ruling
    return _outcome(one) != _outcome(other)


def _outcome(decision: Decision) -> tuple[Any, ...]:
    return tuple((decision.answer(key).state, decision.value(key)) for key in RESULTS)


def result_of(decision: Decision) -> Result:
    """The ruling of a decision, with its ground: the rule that refuses it where nothing of the kind may be given."""
    barred = barred_by(decision)
    return barred.result if barred else Result(decision.word("ruling"), ground_of(decision, "ruling"))


def _word(decision: Decision, fact: str) -> str:
    value = decision.facts.get(fact)
    return value if isinstance(value, str) else ""


def _last_words(decision: Decision, given: Sequence[GivenFact]) -> dict[str, dict[str, Value | None]]:
    """The last word of each on each fact, as the catalogue writes it."""
    catalogue, found = decision.book.catalogue, dict[str, dict[str, Value | None]]()
    for each in given:
        if each.name in catalogue.facts and catalogue.problem_with(each.name, each.value) is None:
            found.setdefault(each.name, {})[each.by] = catalogue.facts[each.name].encode(each.value)
    return found
