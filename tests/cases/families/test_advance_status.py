"""The state of an instant refund in the Open Platform's words, wherever its case may stand."""

from __future__ import annotations

import pytest
from msgspec import structs

from makegood.cases import AdvanceStatus, advance_status
from makegood.cases.families.advance.plan import Advance, Step
from makegood.cases.model import CaseState, Stage
from tests.cases.stories import GIVEN, NOON, Story

GIVEN_OUT = Advance(step=next(iter(Step)), id=1, amount_minor=5000, given_at=NOON)
REFUSED = {
    Stage.AWAITING_BUYER, Stage.DISPUTE_EVIDENCE, Stage.DISPUTE_RULING, Stage.DISPUTE_JURY, Stage.DISPUTE_REVIEW,
    Stage.DISPUTE_SENIOR,
}  # fmt: skip


def standing(stage: Stage, advance: Advance | None) -> CaseState:
    """A case at a stage, with something paid in advance."""
    return structs.replace(Story().plays(GIVEN["received"]).case, stage=stage, advance=advance)


@pytest.mark.parametrize("stage", list(Stage))
def test_the_seller_has_refused_while_it_is_with_the_buyer_or_in_dispute(stage: Stage) -> None:
    found = advance_status(standing(stage, GIVEN_OUT))
    assert found is (AdvanceStatus.SELLER_REFUSED if stage in REFUSED else AdvanceStatus.ADVANCED)


def test_what_ends_it_comes_before_where_the_case_stands() -> None:
    for stage in Stage:
        settled, owed = (
            structs.replace(GIVEN_OUT, settled_minor=5000),
            structs.replace(GIVEN_OUT, owed_back_minor=5000),
        )
        assert advance_status(standing(stage, settled)) is AdvanceStatus.SETTLED
        assert advance_status(standing(stage, owed)) is AdvanceStatus.CLOSED
        assert advance_status(standing(stage, None)) is AdvanceStatus.NONE
