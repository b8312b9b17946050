"""The life of a version as a table: who may do what when, and what refuses."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from makegood.kit.errors import Refused
from makegood.policy.pack import Level
from makegood.policy.publishing import versions as v
from makegood.policy.publishing.versions import Notice, PackVersion, Standing, Status
from tests.policy.versions_world import ANNA, BERT, DAY, LAMP_SHOP, NOON, findings, pack_of, promise, returns

MINUTE = timedelta(minutes=1)
NOTICE = Notice()


def draft(version: str = "1", **lint: object) -> PackVersion:
    return v.drafted(pack_of(returns(version)), None, "c", ANNA, NOON, **lint)  # type: ignore[arg-type]


def in_review(version: str = "1") -> PackVersion:
    return v.submitted(draft(version), ANNA, NOON)


def approved(version: str = "1") -> PackVersion:
    return v.reviewed(in_review(version), BERT, True, "", NOON)


def public(
    version: str = "1", begins: datetime | None = None, last: PackVersion | None = None
) -> PackVersion:
    return v.published(approved(version), last, ANNA, NOON, NOTICE, begins)[0]


def test_from_draft_to_history() -> None:
    first = public()
    assert (first.standing(NOON), first.in_force_from) == (Standing.ANNOUNCED, NOON + 7 * DAY)
    assert first.standing(NOON + 7 * DAY) is Standing.IN_FORCE
    second, ended = v.published(approved("2"), first, BERT, NOON + 8 * DAY, NOTICE)
    assert ended is not None
    assert (ended.status, ended.in_force_until) == (Status.SUPERSEDED, second.in_force_from)
    turn = NOON + 15 * DAY
    for moment, holds in ((turn - timedelta(seconds=1), ended), (turn, second)):
        assert [each.in_force(moment) for each in (ended, second)] == [holds is ended, holds is second]
    assert (ended.standing(turn - MINUTE), ended.standing(turn)) == (Standing.IN_FORCE, Standing.SUPERSEDED)


REFUSALS: list[tuple[str, Callable[[], object]]] = [
    ("not_a_draft", lambda: v.submitted(in_review(), ANNA, NOON)),
    ("not_in_review", lambda: v.reviewed(draft(), BERT, True, "", NOON)),
    ("reviewer_is_drafter", lambda: v.reviewed(in_review(), ANNA, True, "", NOON)),
    ("rejection_needs_reason", lambda: v.reviewed(in_review(), BERT, False, " ", NOON)),
    ("not_approved", lambda: v.published(in_review(), None, BERT, NOON, NOTICE)),
    ("not_approved", lambda: v.published(public(), None, BERT, NOON, NOTICE)),
    ("not_approved", lambda: v.published(v.reviewed(in_review(), BERT, False, "no", NOON), None, BERT, NOON, NOTICE)),
    ("lint_errors", lambda: v.published(replace(approved(), lint=tuple(findings("error"))), None, BERT, NOON, NOTICE)),
    ("notice_too_short", lambda: v.published(approved(), None, BERT, NOON, NOTICE, NOON + 7 * DAY - MINUTE)),
    ("notice_too_short", lambda: v.published(approved(), None, BERT, NOON, NOTICE, NOON + 14 * DAY, major=True)),
    ("later_version_announced", lambda: v.published(approved("2"), public(), BERT, NOON, NOTICE, NOON + 7 * DAY)),
    ("not_published", lambda: v.withdrawn(approved(), None, BERT, NOON)),
    ("already_in_force", lambda: v.withdrawn(public(), None, BERT, NOON + 7 * DAY)),
    ("withdrawer_is_publisher", lambda: v.withdrawn(public(), None, ANNA, NOON)),
    ("nothing_to_shadow", lambda: v.shadowing(public(), True, NOON + 7 * DAY)),
    ("nothing_to_shadow", lambda: v.shadowing(v.withdrawn(public(), None, BERT, NOON)[0], True, NOON)),
    ("wrong_prefix", lambda: v.drafted(pack_of(promise(name="lamps")), LAMP_SHOP, "c", ANNA, NOON)),
    ("wrong_prefix", lambda: v.drafted(pack_of(promise()), None, "c", ANNA, NOON)),
    ("not_a_promise", lambda: v.drafted(pack_of(promise(level="platform")), LAMP_SHOP, "c", ANNA, NOON)),
    (
        "sets_others_aside",
        lambda: v.drafted(pack_of(promise(over="other-shop/rule")), LAMP_SHOP, "c", ANNA, NOON),
    ),
]  # fmt: skip


@pytest.mark.parametrize(("code", "move"), REFUSALS)
def test_refusals(code: str, move: Callable[[], object]) -> None:
    with pytest.raises(Refused) as refused:
        move()
    assert refused.value.code() == code
    assert "{" not in str(refused.value)


@pytest.mark.parametrize(
    ("level", "merchant_id", "major", "needed"),
    [
        (Level.PLATFORM, None, False, 7 * DAY),
        (Level.PLATFORM, None, True, 15 * DAY),
        (Level.CUSTOM, None, False, 7 * DAY),
        (Level.PROMISE, None, False, 7 * DAY),
        (Level.PROMISE, LAMP_SHOP, False, MINUTE),
        (Level.PROMISE, LAMP_SHOP, True, MINUTE),
        (Level.LAW, None, False, MINUTE),
    ],
)
def test_the_notice_that_a_change_needs(
    level: Level, merchant_id: int | None, major: bool, needed: timedelta
) -> None:
    assert NOTICE.needed(level, merchant_id, major=major) == needed


def test_a_warning_does_not_keep_a_version_back() -> None:
    warned = replace(approved(), lint=tuple(findings("warning")))
    assert v.published(warned, None, BERT, NOON, NOTICE)[0].status is Status.PUBLISHED


def test_what_is_withdrawn_leaves_no_hole() -> None:
    first = public()
    second, first_ended = v.published(approved("2"), first, ANNA, NOON, NOTICE, NOON + 20 * DAY)
    third, second_ended = v.published(approved("3"), second, ANNA, NOON, NOTICE, NOON + 30 * DAY)
    assert first_ended is not None
    assert second_ended is not None
    back, resumed = v.withdrawn(second_ended, first_ended, BERT, NOON + DAY)
    assert resumed is not None
    assert (back.status, resumed.in_force_until) == (Status.WITHDRAWN, third.in_force_from)
    last_back, resumed = v.withdrawn(third, resumed, BERT, NOON + DAY)
    assert resumed is not None
    assert (last_back.status, resumed.status, resumed.in_force_until) == (
        Status.WITHDRAWN,
        Status.PUBLISHED,
        None,
    )


def test_a_rejected_version_no_longer_decides_in_the_shadow() -> None:
    shadow = v.shadowing(in_review(), True, NOON)
    assert shadow.shadow
    assert v.reviewed(shadow, BERT, True, "", NOON).shadow
    assert not v.reviewed(shadow, BERT, False, "too short", NOON).shadow


@pytest.mark.parametrize(
    ("name", "version", "possible"),
    [("cn-law", "2026.11", True), ("cn-law", "1+ab12", True), ("CN", "1", False), ("a--b", "1", False),
     ("a", "1/2", False), ("a\0", "1", False), ("a", "", False), ("a" * 101, "1", False)],
)  # fmt: skip
def test_names_that_can_be(name: str, version: str, possible: bool) -> None:
    assert v.possible(name, version) is possible
