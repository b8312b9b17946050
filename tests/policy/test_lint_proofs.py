"""The proofs are about the same language: z3 agrees with the closures, and what is proved holds of invented facts."""

from __future__ import annotations

import z3
from hypothesis import given, settings
from hypothesis import strategies as st

from makegood.policy.book import Book
from makegood.policy.catalogue import FactType, Value
from makegood.policy.language.closures import fold, fold_number
from makegood.policy.language.expression import Compare, Condition, Number
from makegood.policy.lint.contradictions import contradictions
from makegood.policy.lint.cuts import cuts
from makegood.policy.lint.disjoint import literals
from makegood.policy.lint.ground import Ground
from makegood.policy.lint.z3_fold import Fold
from makegood.policy.pack import Level
from tests.policy.generated import CATALOGUE, GeneratedFacts, books, conditions, facts, numbers, pack_of

whole = facts(holes=False)
thorough = settings(max_examples=100, deadline=None)


def world_terms(made: Fold, known: GeneratedFacts) -> list[tuple[z3.ExprRef, z3.ExprRef]]:
    """Each variable with its value."""
    terms: list[tuple[z3.ExprRef, z3.ExprRef]] = []
    for name, value in known.items():
        assert value is not None
        terms += _terms(made, name, value)
    return terms


def _terms(made: Fold, name: str, value: Value) -> list[tuple[z3.ExprRef, z3.ExprRef]]:
    kind = CATALOGUE.kind(name)
    if isinstance(value, frozenset):
        return [(z3.Bool(f"{name} {word}"), z3.BoolVal(word in value)) for word in kind.values]
    if kind.type is FactType.FLAG:
        return [(z3.Bool(name), z3.BoolVal(bool(value)))]
    if isinstance(value, str):
        return [(z3.Int(name), z3.IntVal(list(kind.values).index(value)))]
    return [(z3.Int(name), z3.IntVal(int(value)))]


@thorough
@given(condition=conditions, known=whole)
def test_conditions_mean_the_same_to_the_solver(condition: Condition, known: GeneratedFacts) -> None:
    made = Fold(CATALOGUE)
    term = z3.simplify(z3.substitute(made.condition(condition), *world_terms(made, known)))
    assert z3.is_true(term) is fold(condition)(known)
    assert z3.is_true(term) or z3.is_false(term)


@thorough
@given(number=numbers, known=whole)
def test_numbers_mean_the_same_to_the_solver(number: Number, known: GeneratedFacts) -> None:
    made = Fold(CATALOGUE)
    term = z3.simplify(z3.substitute(made.number(number), *world_terms(made, known)))
    assert term.as_long() == fold_number(number)(known)


@thorough
@given(one=conditions, other=conditions, known=whole)
def test_rules_that_hold_together_were_not_told_apart(
    one: Condition, other: Condition, known: GeneratedFacts
) -> None:
    if fold(one)(known) and fold(other)(known):
        assert literals(one).may_meet(literals(other))


comparisons = st.builds(Compare, st.sampled_from(["<", "<=", ">=", ">"]), numbers, numbers)


@thorough
@given(comparison=comparisons, one=whole, other=whole)
def test_a_comparison_turns_at_its_cut_and_nowhere_else(
    comparison: Compare, one: GeneratedFacts, other: GeneratedFacts
) -> None:
    truth = fold(comparison)
    for cut in cuts(comparison):
        total = fold_number(cut.total)
        sides = [(total(known) or 0) < cut.at for known in (one, other)]
        assert (sides[0] == sides[1]) is (truth(one) is truth(other))


@settings(max_examples=60, deadline=None)
@given(book=books(), cases=st.lists(whole, min_size=20, max_size=20))
def test_where_no_contradiction_is_found_there_is_none(book: Book, cases: list[GeneratedFacts]) -> None:
    ground = Ground(CATALOGUE, [pack_of([each.rule for each in book.rules])], book)
    told = {frozenset(finding.rules) for finding in contradictions(ground, frozenset({"pack"}))}
    for known in cases:
        truths = book.truths(known)
        for name, question in book.questions.items():
            if question.key.kind.value == "any":
                continue
            said = [
                (entry.rule, measure(known))
                for entry, measure in zip(question.entries, book.measures[name], strict=True)
                if truths[entry.rule]
            ]
            for place, value in said:
                for other, second in said:
                    one, two = book.rules[place].rule, book.rules[other].rule
                    competing = bool(question.key.better) and one.level is Level.PROMISE
                    apart = competing or one.binding is not two.binding
                    if value != second and one.level is two.level and not apart:
                        assert frozenset((one.name, two.name)) in told
