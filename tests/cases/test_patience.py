"""From when a party may call the desk in: at once, or after the time that the packs give the parties to agree by themselves."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path

import asyncpg
import pytest
from msgspec import structs

from makegood.cases import commands as c
from makegood.cases import fold
from makegood.cases.families.repair import commands as r
from makegood.cases.model import CaseType, Role, Stage
from makegood.cases.refusals import TooEarlyForDesk
from makegood.cases.terms import Terms
from makegood.cases.view import allowed_operations
from makegood.kit.i18n import refusal_text
from makegood.kit.moments import moment_text
from tests.cases.promises_world import PromisedStory, tea_promises
from tests.cases.stories import DAY, GIVEN, HOUR, NOON, RECEIVE, SHIP, SILENCE, B, C, M, Story, opens
from tests.web.pages_world import Browser, a_case
from tests.web_app import site
from tests.world import buyer_of

Steps = Sequence[tuple[Role, c.Command]]
ESCALATE = c.Escalate("They do not answer")
SECOND = timedelta(seconds=1)
REPAIR = [opens(CaseType.REPAIR), (M, c.Approve()), SHIP, RECEIVE]


def patient(steps: Steps = GIVEN["asked"], wait: timedelta | None = 3 * DAY) -> Story:
    """A case as it stands after the steps, whose packs let the parties try by themselves so long first."""
    first, *others = steps
    story = Story().plays([first])
    clocks = {} if wait is None else {"escalation": int(wait.total_seconds())}
    story.state = structs.replace(story.case, terms=Terms(1, clocks=clocks))
    return story.plays(others)


def refused(story: Story, role: Role) -> bool:
    """Whether it is too early for a role to call the desk in; nothing is changed."""
    copy = structs.replace(story.case)
    trying = Story(story.order, story.now, state=copy)
    try:
        trying.does(role, ESCALATE)
    except TooEarlyForDesk:
        return True
    assert trying.case.stage is Stage.DISPUTE_EVIDENCE
    return False


@pytest.mark.parametrize("role", [B, M])
def test_where_no_pack_speaks_the_desk_is_called_in_at_once(role: Role) -> None:
    assert not refused(patient(wait=None), role)


@pytest.mark.parametrize("role", [B, M])
def test_the_parties_try_by_themselves_as_long_as_the_packs_say(role: Role) -> None:
    story = patient(wait=30 * HOUR)
    assert refused(story, role)
    story.now = NOON + 30 * HOUR - SECOND
    assert refused(story, role)
    story.now += SECOND
    assert not refused(story, role)


AT_ONCE: list[tuple[str, Steps, set[Role]]] = [
    # what has happened, and who need not wait any longer
    ("asked", GIVEN["asked"], set()),
    ("refused", GIVEN["refused"], {B}),
    ("offered less", GIVEN["offered 5000"], set()),
    ("another amount is asked for instead", [*GIVEN["offered 5000"], (B, c.MakeOffer(9000))], {M}),
    ("granted", GIVEN["granted"], set()),
    ("the merchant was silent", [*GIVEN["asked"], SILENCE], {B}),
    ("received", GIVEN["received"], set()),
    ("not all was accepted", GIVEN["two of three accepted"], {B}),
    ("the repair is late", [*REPAIR, SILENCE], {B}),
    ("the price was not answered", [*REPAIR, (M, r.Diagnose(False, "x", 500)), SILENCE], {M}),
]


@pytest.mark.parametrize(("steps", "free"), [row[1:] for row in AT_ONCE], ids=[row[0] for row in AT_ONCE])
def test_who_was_told_no_or_not_answered_in_time_need_not_wait(steps: Steps, free: set[Role]) -> None:
    story = patient(steps, 90 * DAY)
    assert {role for role in (B, M) if not refused(story, role)} == free


def test_a_clock_that_has_run_out_counts_before_anything_follows_from_it() -> None:
    story = patient(wait=90 * DAY)
    assert story.case.due_at == NOON + 48 * HOUR
    story.now = NOON + 48 * HOUR - SECOND
    assert refused(story, B)
    story.now += SECOND
    assert (refused(story, B), refused(story, M)) == (False, True)


def test_a_reminder_is_no_lateness() -> None:
    story = patient(wait=90 * DAY)
    story.waits()
    assert story.case.ran_out == ()
    assert refused(story, B)


def test_who_was_late_is_known_from_the_events_alone_and_only_where_it_counts() -> None:
    story = patient([*GIVEN["asked"], SILENCE], 90 * DAY)
    assert story.case.ran_out == ("merchant",)
    opened, *others = story.recorded
    patient_from_the_start = structs.replace(opened.event, terms=story.case.terms)
    again = fold([structs.replace(opened, event=patient_from_the_start), *others])
    assert again.ran_out == ("merchant",)
    assert patient([*GIVEN["asked"], SILENCE], None).case.ran_out == ()


def test_a_pack_says_how_long_and_it_stays_with_the_case_when_it_is_asked_anew() -> None:
    pack = tea_promises().replace("buyer_answer: 2 days}", "buyer_answer: 2 days, escalation: 3 days}")
    asked = c.OpenCase(CaseType.RETURN_REFUND, (c.ItemAsked(1),), "quality")
    story = PromisedStory(texts=(pack,)).plays([(B, asked)])
    assert story.case.terms.clocks["escalation"] == 3 * 86_400
    with pytest.raises(TooEarlyForDesk):
        story.does(B, ESCALATE)
    story.plays([(M, c.Refuse("used")), (B, c.Revise(amount_minor=3000))])
    with pytest.raises(TooEarlyForDesk):
        story.does(M, ESCALATE)
    assert story.does(B, ESCALATE).after.stage is Stage.DISPUTE_EVIDENCE


def test_what_a_machine_brings_before_the_desk_never_waits() -> None:
    for steps in (
        [*GIVEN["on the way back"], (C, c.ReportLost())],
        [*GIVEN["two of three accepted"], SILENCE],
    ):
        assert patient(steps, 90 * DAY).case.stage is Stage.DISPUTE_EVIDENCE


def test_a_refund_that_hangs_is_brought_to_the_desk_at_once() -> None:
    story = patient(GIVEN["refunding"], 90 * DAY)
    assert story.does(B, ESCALATE).after.stage is Stage.REFUND_HELD


def test_the_refusal_and_the_list_of_operations_say_from_when() -> None:
    story = patient()
    with pytest.raises(TooEarlyForDesk) as told:
        story.does(B, ESCALATE)
    assert told.value.fields == {"from_at": (NOON + 3 * DAY).isoformat()}
    english = (
        "The platform can be called in from Thu 5 Mar 2026, 12:00 UTC on; at once when the other side says no or lets its"
        " time run out."
    )
    chinese = "2026年3月5日 周四 20:00 北京时间起可申请平台介入；对方拒绝或逾期未处理的，可立即申请。"
    for language, words in (("en", english), ("zh-CN", chinese)):
        assert refusal_text(language, told.value) == words
        operations = {one.name: one for one in allowed_operations(story.case, (B,), story.facts(), language)}
        one = operations["escalate"]
        assert (one.allowed, one.code, one.reason) == (False, "too_early_for_desk", words)
    story.does(M, c.Refuse("used"))
    operations = {one.name: one for one in allowed_operations(story.case, (B,), story.facts(), "en")}
    assert operations["escalate"].allowed


async def test_the_page_and_the_api_say_from_when(fresh_dsn: str, tmp_path: Path) -> None:
    async with site(fresh_dsn, tmp_path) as web:
        told = await a_case(web, "P-1")
        await _with_patience(fresh_dsn)
        path = f"/cases/{told.done.case.state.id}"
        from_at = moment_text(told.done.case.state.opened_at + 3 * DAY, "en")
        buyer = web.as_(buyer_of(told.order))
        answer = await web.client.post(f"/api{path}/escalation", json={}, headers=buyer)
        assert (answer.status_code, answer.json()["code"]) == (409, "too_early_for_desk")
        assert from_at in answer.json()["detail"]
        page = await Browser(web, buyer_of(told.order)).open(path)
        assert f"The platform can be called in from {from_at} on" in page.text
        assert not any("escalation" in action for action in page.forms)


async def _with_patience(dsn: str) -> None:
    """Every case has the terms of a pack that lets the parties try by themselves for three days."""
    connection = await asyncpg.connect(dsn)
    terms = '{"decisions": 1, "clocks": {"escalation": 259200}}'
    await connection.execute("UPDATE cases SET state = jsonb_set(state, '{terms}', $1::jsonb)", terms)
    await connection.close()
