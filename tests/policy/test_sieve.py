"""What makes deciding quick changes no answer: the sieve before the rules, and what is remembered of conditions."""

from __future__ import annotations

from functools import cache

from hypothesis import given, settings
from hypothesis import strategies as st

from makegood.policy.book import Book, make_book
from makegood.policy.catalogue import Facts
from makegood.policy.decide import decide, decide_otherwise
from makegood.policy.language.closures import fold
from makegood.policy.language.expression import And, Flag, Not, facts_in
from makegood.policy.language.identity import ByIdentity
from makegood.policy.publishing.shipped import load_shipped
from makegood.policy.sieve import Sieve
from tests.policy.generated import GeneratedFacts, books, facts


@cache
def chinese() -> tuple[Book, list[Facts]]:
    """The shipped packs of China, and the facts of all shipped examples, with and without what is presumed."""
    catalogue, packs = load_shipped()
    told = [example.facts for pack in packs for example in pack.examples]
    return make_book(catalogue, packs, market="CN"), [
        *told,
        *({**catalogue.presumptions(), **each} for each in told),
    ]


def by_every_rule(book: Book, known: Facts) -> list[bool | None]:
    """Of each rule whether it holds, by looking at every one of them."""
    truths: list[bool | None] = []
    for rule in book.rules:
        parts = [fold(rule.condition)(known), *(_denied(truths[above]) for above in rule.set_aside_by)]
        truths.append(False if False in parts else None if None in parts else True)
    return truths


def _denied(truth: bool | None) -> bool | None:
    return None if truth is None else not truth


def test_shipped_rules_hold_as_if_each_were_looked_at_even_when_their_facts_have_been_seen_before() -> None:
    book, cases = chinese()
    for known in (*cases[::4], *cases[::4]):
        assert book.truths(known) == by_every_rule(book, known)


def test_the_sieve_holds_back_most_of_the_shipped_rules() -> None:
    book, cases = chinese()
    passed = [len(list(book.sieve.passing(known))) for known in cases[len(cases) // 2 :]]
    assert sum(passed) / len(passed) < len(book.rules) / 3


@settings(max_examples=40, deadline=None)
@given(book=books(), cases=st.lists(facts(), min_size=1, max_size=8))
def test_whatever_was_decided_before_a_case_comes_out_the_same(
    book: Book, cases: list[GeneratedFacts]
) -> None:
    for known in (*cases, *reversed(cases)):
        assert book.truths(known) == by_every_rule(book, known)


def test_more_values_than_are_kept_change_nothing() -> None:
    book, cases = chinese()
    looked_at = [facts_in(rule.condition) for rule in book.rules]
    forgetful = Sieve(book.catalogue, looked_at, [test for test, _ in book.tests], most_kept=2)
    for known in cases[:60]:
        assert list(forgetful.passing(known)) == list(book.sieve.passing(known))


def test_what_was_made_of_one_object_is_not_taken_for_an_equal_one() -> None:
    made: list[object] = []

    def make(thing: object) -> int:
        made.append(thing)
        return len(made)

    remembered: ByIdentity[object, int] = ByIdentity(make, 2)
    one, other, third = ("a", 1), ("a", 2), ("a", 3)
    assert [remembered(each) for each in (one, one, other, one)] == [1, 1, 2, 1]
    assert remembered(third) == 3, "the third does not fit in, so that all are forgotten"
    assert remembered(one) == 4


def test_conditions_made_in_passing_are_folded_afresh() -> None:
    for name in ("opened", "intact") * 50:
        denied = Not(And((Flag(name), Flag(name))))
        assert fold(denied)({name: True}) is False
        assert fold(denied)({name: None}) is None


def _same_otherwise(book: Book, before: Facts, after: Facts) -> None:
    changed = {name: after.get(name) for name in {*before, *after} if before.get(name) != after.get(name)}
    anew = decide_otherwise(decide(book, before), changed, book.questions)
    wanted = decide(book, after)
    assert (anew.truths, anew.answers) == (wanted.truths, wanted.answers)
    some = list(book.questions)[::3]
    assert decide(book, after, some).answers == {
        name: wanted.answers[name] for name in some if name in wanted.answers
    }


@settings(max_examples=60, deadline=None)
@given(book=books(), before=facts(), after=facts())
def test_deciding_otherwise_says_what_deciding_says(
    book: Book, before: GeneratedFacts, after: GeneratedFacts
) -> None:
    _same_otherwise(book, before, after)


@settings(max_examples=60, deadline=None)
@given(book=books(), after=facts(), data=st.data())
def test_what_was_not_known_before_is_decided_as_if_it_had_been(
    book: Book, after: GeneratedFacts, data: st.DataObject
) -> None:
    told_later = data.draw(st.sets(st.sampled_from(sorted(after)))) if after else set()
    _same_otherwise(book, {name: value for name, value in after.items() if name not in told_later}, after)


def test_the_shipped_packs_decide_otherwise_as_they_decide() -> None:
    book, cases = chinese()
    for before in cases[::9]:
        for remedy in ("return_refund", "repair", "exchange"):
            _same_otherwise(book, before, {**before, "remedy": remedy})
            _same_otherwise(book, {**before, "remedy": None}, {**before, "remedy": remedy})
