"""Only cases that may have changed are decided twice: none that did is ever passed over, whatever changed in the rules."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from makegood.policy.book import Book, make_book
from makegood.policy.decide import decide
from makegood.policy.outcomes import key as key_named
from makegood.policy.pack import Rule
from makegood.policy.simulate.changed import changed_keys
from makegood.policy.simulate.compare import Comparison, compare, screen
from makegood.policy.simulate.engine import decide_in_bulk
from makegood.policy.simulate.money import code_of
from makegood.policy.simulate.ways import way_of
from tests.policy.engines import frame_of
from tests.policy.generated import CATALOGUE, books, facts_of_a_case, pack_of


@st.composite
def two_books(draw: st.DrawFn) -> tuple[Book, Book]:
    """A book, and what became of it: rules gone, added, replaced by others of their name, or asked in another order."""
    old, other = draw(books()), draw(books())
    theirs: dict[str, Rule] = {each.rule.id: each.rule for each in other.rules}
    rules: list[Rule] = []
    for each in old.rules:
        fate = draw(st.sampled_from(["kept", "kept", "kept", "gone", "replaced"]))
        if fate == "replaced" and each.rule.id in theirs:
            rules.append(theirs[each.rule.id])
        elif fate != "gone":
            rules.append(each.rule)
    named = {rule.id for rule in rules}
    rules += [rule for name, rule in theirs.items() if name not in named and draw(st.booleans())]
    if draw(st.integers(0, 3)) == 0:
        rules.reverse()
    return old, make_book(CATALOGUE, [pack_of(rules)])


def codes(book: Book, facts: dict[str, object], keys: list[str]) -> dict[str, int]:
    decision = decide(book, facts)  # type: ignore[arg-type]
    return {key: code_of(decision, key) for key in keys}


@settings(max_examples=60, deadline=None)
@given(two_books(), st.lists(facts_of_a_case(), min_size=6, max_size=6))
def test_no_change_is_passed_over(both: tuple[Book, Book], cases: list[dict[str, object]]) -> None:
    old, new = both
    everything = sorted({*old.questions, *new.questions})
    keys = list(changed_keys(old, new))
    alone = [(codes(old, facts, everything), codes(new, facts, everything)) for facts in cases]
    for before, after in alone:
        assert all(before[key] == after[key] for key in everything if key not in keys)
    if not keys:
        return
    frame = frame_of(cases).with_row_index("row.case").with_columns(  # type: ignore[arg-type]
        currency=None, **{"row.merchant": None, "row.category": None}
    )  # fmt: skip
    comparison = Comparison(old, new)
    screened = screen(comparison, frame, (), decide_in_bulk)
    compared = compare(comparison, frame.filter(screened.suspects), decide_in_bulk)
    found = {row["row.case"]: row for row in compared.changed.iter_rows(named=True)}
    assert set(found) == {place for place, (b, a) in enumerate(alone) if any(b[k] != a[k] for k in keys)}
    for place, row in found.items():
        for key in keys:
            before, after = alone[place][0][key], alone[place][1][key]
            assert (row[f"before.{key}"], row[f"after.{key}"]) == (before, after)
            assert row[f"way.{key}"] == way_of(key_named(key), before, after).value
