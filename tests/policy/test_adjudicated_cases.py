"""Cases that courts have decided are told as facts of the catalogue, never as what courts conclude from them."""

from __future__ import annotations

import pytest

from tests.disputes.courtroom import book
from tests.disputes.courts import weighed
from tests.policy.adjudicated_cases import CASES, CONCLUSIONS, AdjudicatedCase
from tests.policy.published_cases import PUBLISHED

ALL = (*CASES, *PUBLISHED)
IDS = [case.id for case in ALL]


@pytest.mark.parametrize("case", ALL, ids=IDS)
def test_no_conclusion_is_told(case: AdjudicatedCase) -> None:
    assert not CONCLUSIONS & {*case.facts, *case.buyer, *case.merchant}


def test_what_counts_as_a_conclusion_is_a_fact_of_the_catalogue() -> None:
    assert set(book().catalogue.facts) >= CONCLUSIONS


def test_every_case_has_a_name_of_its_own() -> None:
    assert len(set(IDS)) == len(IDS)


@pytest.mark.parametrize("case", ALL, ids=IDS)
def test_what_a_party_tells_is_for_that_party_to_tell(case: AdjudicatedCase) -> None:
    kinds = book().catalogue.facts
    for party, words in (("buyer", case.buyer), ("merchant", case.merchant)):
        for name in words:
            assert party in kinds[name].by, f"{name} is not the {party}'s to tell"


@pytest.mark.parametrize("case", ALL, ids=IDS)
def test_every_word_of_it_has_a_rule_with_its_source(case: AdjudicatedCase) -> None:
    decision = weighed(case).settling.decided
    for key in case.then:
        place = decision.answer(key).rule
        if place is not None:
            rule = decision.book.rules[place].rule
            assert all(text for text in (rule.text.en, rule.text.zh, rule.source.en, rule.source.zh)), (
                rule.name
            )
