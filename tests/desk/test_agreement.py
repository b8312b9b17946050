"""Agreement: raw, and Cohen's kappa, against numbers worked out by hand; the sample; texts that are drafts."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from makegood.desk import Macro, agreement, agreement_by, is_sampled, require_own_words, settle_finding
from makegood.desk.refusals import MacroUnchanged
from makegood.kit.errors import NotFound
from tests.world import NOON, OPERATOR

B, M, S = "buyer", "merchant", "split"
# 20 and 15 agreements, 5 and 10 disagreements of 50: p_o = 0.7, p_e = 0.5, kappa = 0.4.
FIFTY = [(B, B)] * 20 + [(B, M)] * 5 + [(M, B)] * 10 + [(M, M)] * 15


@pytest.mark.parametrize(
    ("pairs", "raw", "kappa"),
    [
        ([], None, None),
        (FIFTY, 0.7, 0.4),
        ([(B, B), (M, M)], 1.0, 1.0),
        ([(B, M), (M, B)], 0.0, -1.0),
        ([(B, B), (B, B)], 1.0, None),
        ([(B, B), (B, M), (B, S)], 1 / 3, 0.0),
    ],
)
def test_figures_worked_out_by_hand(
    pairs: list[tuple[str, str]], raw: float | None, kappa: float | None
) -> None:
    found = agreement(pairs)
    assert found.pairs == len(pairs)
    assert found.raw == pytest.approx(raw) if raw is not None else found.raw is None
    assert found.kappa == pytest.approx(kappa) if kappa is not None else found.kappa is None


SAID = st.sampled_from([B, M, S])


@given(st.lists(st.tuples(SAID, SAID), min_size=1, max_size=60))
def test_kappa_is_never_above_one_nor_above_what_agrees(pairs: list[tuple[str, str]]) -> None:
    found = agreement(pairs)
    assert found.raw is not None
    assert 0 <= found.raw <= 1
    if found.kappa is not None:
        assert -1 - 1e-9 <= found.kappa <= found.raw + 1e-9
    assert agreement([(second, first) for first, second in pairs]).kappa == pytest.approx(found.kappa)


def test_groups_have_figures_of_their_own() -> None:
    found = agreement_by([("2026-03", (B, B)), ("2026-02", (B, M)), ("2026-03", (M, B))])
    assert list(found) == ["2026-02", "2026-03"]
    assert (found["2026-03"].pairs, found["2026-03"].agreed) == (2, 1)


def test_the_sample_is_the_share_and_always_the_same() -> None:
    drawn = [number for number in range(20_000) if is_sampled(number, 3, 10)]
    assert 1_800 < len(drawn) < 2_200
    assert drawn == [number for number in range(20_000) if is_sampled(number, 3, 10)]
    assert not any(is_sampled(number, 3, 0) for number in range(500))
    assert all(is_sampled(number, 3, 100) for number in range(500))


MACRO = Macro(
    "1", "Photos", "Please send photos of {item} from all sides.", 0, datetime(2026, 3, 2, tzinfo=UTC)
)


@pytest.mark.parametrize(
    "text",
    [
        MACRO.body,
        "Please send photos of the tea from all sides.",
        "  Please   send photos of\n the tea from all sides.  ",
        "Please send photos of the tea from all sides. Thanks",
    ],
)
def test_a_text_is_not_sent_as_it_stands(text: str) -> None:
    with pytest.raises(MacroUnchanged):
        require_own_words(text, [MACRO])


@pytest.mark.parametrize(
    ("text", "begun"),
    [
        ("The seal in your photo is whole. Please send photos of the tea from all sides.", True),
        ("Please send photos of the tea from all sides. 第二罐的封口是否在开箱时已破？请补一张近照。", True),
        ("Which of the three tins was damp?", False),
        ("", False),
    ],
)
def test_what_says_something_of_its_own_passes(text: str, begun: bool) -> None:
    assert (require_own_words(text, [MACRO]) is not None) is begun


@pytest.mark.parametrize("ruled_seq", [0, -1, 2**31, 2**70])
async def test_a_ruling_that_cannot_be_is_not_found(pool: Any, ruled_seq: int) -> None:
    with pytest.raises(NotFound):
        await settle_finding(pool, 2**40, ruled_seq, OPERATOR, "Both looked at it.", NOON)


def test_nobody_works_out_beforehand_what_is_drawn() -> None:
    """Each installation draws its own; the share stays as it is."""
    one, other = (
        {n for n in range(20_000) if is_sampled(n, 3, 10, secret)} for secret in ("s" * 40, "t" * 400)
    )
    assert all(1_800 < len(drawn) < 2_200 for drawn in (one, other))
    assert len(one & other) < 400
