"""What a fair person would rule on disputes that no court of the collection has decided is what is proposed."""

from __future__ import annotations

import pytest

from makegood.disputes import propose
from tests.disputes.courtroom import board_of, state_of
from tests.disputes.precedents import PRECEDENTS, Precedent


@pytest.mark.parametrize("case", PRECEDENTS, ids=[case.name for case in PRECEDENTS])
def test_a_fair_person_would_rule_so(case: Precedent) -> None:
    facts = dict(case.facts)
    proposal = propose(state_of(facts), [board_of(facts, *case.tied, sources=case.claimed_by, owner="desk")])
    ruling = proposal.parts[0].ruling
    assert (proposal.favour, ruling, proposal.amount_minor, proposal.with_return) == (
        case.favour, case.ruling, case.amount_minor, case.with_return,
    ), (proposal.findings[0].ground, proposal.missing)  # fmt: skip
    found = {each.key: each.value for each in proposal.findings}
    assert {key: found.get(key, "none") for key in case.then} == case.then
