"""Papers of an authority bind: every ruling after them says what they say, and nobody appeals against it here."""

from __future__ import annotations

import msgspec
import pytest
from msgspec import structs

from makegood.cases import commands as c
from makegood.cases import decide, event_name
from makegood.cases.families.court_papers.commands import BindRuling
from makegood.cases.families.court_papers.papers import Authority, Papers
from makegood.cases.families.court_papers.refusals import (
    BeyondWhatWasAsked,
    BoundAlready,
    DecidedElsewhere,
    NotAppealableHere,
    PapersBind,
)
from makegood.cases.families.jury.commands import AgreeJury, CallJury
from makegood.cases.families.jury.plan import JuryPlan
from makegood.cases.families.second_review.commands import ConfirmRuling
from makegood.cases.model import AppealOutcome, AppealVerdict, Favour, FileRef, PauseReason, Role, Stage
from makegood.cases.refusals import AmountOwed, NoSuchFile, NotInThisStage, NotYourMove
from makegood.cases.terms import Terms
from makegood.kit.i18n import refusal_text
from tests.cases.stories import DAY, REFUND, B, D, M, S, Story, opens

JUDGMENT = FileRef("5", "judgment.pdf", "application/pdf")
REASON = "It is as the court has decided it."
GROUNDS = "The ruling overlooks the photos."
IN_CHINESE = {
    Favour.BUYER: "支持买家，买家得 ¥100.02",
    Favour.MERCHANT: "支持商家，买家得 ¥0.00",
    Favour.SPLIT: "部分支持，买家得 ¥40.00",
}
CHEN, ZHAO = "desk:chen", "desk:zhao"
JURY_FOR_THE_BUYER = JuryPlan(seats=17, ended="majority", verdict="buyer", for_buyer=9)


def papers(
    favour: Favour = Favour.MERCHANT, amount_minor: int | None = None, reference: str = "(2026) Hu 01 No. 7"
) -> BindRuling:
    return BindRuling(Authority.COURT, reference, favour, ("5",), amount_minor)


def does(story: Story, role: Role, command: c.Command, who: str = CHEN) -> list[str]:
    """A command of somebody who has the judgment at hand; the names of what happened."""
    roles = (Role.SENIOR, Role.DESK) if role is S else (role,)
    facts = structs.replace(story.facts(), files={"5": JUDGMENT}, who=who)
    decision = decide(command, story.case, roles, facts, who)
    story.state = decision.after
    return [event_name(each.event) for each in decision.recorded]


def heard(**limits: int) -> Story:
    """A dispute about 100.02, in which both parties may still be heard."""
    story = Story().plays([opens(REFUND), (B, c.Escalate("Look"))])
    story.state = structs.replace(story.case, terms=Terms(1, limits=limits))
    return story


def waiting(**limits: int) -> Story:
    """The same, before the desk."""
    story = heard(**limits).plays([(M, c.AddStatement("Dry", is_all=True))])
    while story.case.stage is Stage.DISPUTE_EVIDENCE:
        story.waits()
    return story


SAID: list[tuple[Favour, int | None, Favour, int | None, bool]] = [
    # papers and ruling: for whom, how much; whether it is taken
    (Favour.MERCHANT, None, Favour.MERCHANT, None, True),
    (Favour.MERCHANT, None, Favour.BUYER, None, False),
    (Favour.MERCHANT, None, Favour.SPLIT, 1, False),
    (Favour.BUYER, None, Favour.BUYER, None, True),
    (Favour.BUYER, None, Favour.SPLIT, 10_002, False),
    (Favour.SPLIT, 4000, Favour.SPLIT, 4000, True),
    (Favour.SPLIT, 4000, Favour.SPLIT, 4001, False),
    (Favour.SPLIT, 4000, Favour.BUYER, None, False),
]


@pytest.mark.parametrize(("bound", "amount", "ruled", "given", "is_taken"), SAID)
def test_a_ruling_says_what_the_papers_say(
    bound: Favour, amount: int | None, ruled: Favour, given: int | None, is_taken: bool
) -> None:
    story = waiting()
    does(story, D, papers(bound, amount))
    rule = c.Rule(ruled, REASON, given, citations=("Article 7",))
    if not is_taken:
        with pytest.raises(PapersBind) as refused:
            does(story, D, rule)
        assert "(2026) Hu 01 No. 7" in str(refused.value)
        assert refusal_text("zh-CN", refused.value) == (
            f"本案受生效文书约束（(2026) Hu 01 No. 7）。裁决须与其一致：{IN_CHINESE[bound]}。"
        )
        return
    does(story, D, rule)
    ruling = story.case.ruling
    assert ruling is not None
    assert ruling.bound_by == Papers(Authority.COURT, "(2026) Hu 01 No. 7")
    assert ruling.citations == ("court/(2026) Hu 01 No. 7", "Article 7")


def test_a_ruling_as_bound_is_appealed_elsewhere() -> None:
    for favour, loser in ((Favour.MERCHANT, B), (Favour.BUYER, M)):
        bound, free = waiting(), waiting()
        does(bound, D, papers(favour))
        for story in (bound, free):
            does(story, D, c.Rule(favour, REASON))
        assert does(free, loser, c.Appeal(GROUNDS))[0] == "case.appealed"
        with pytest.raises(NotAppealableHere):
            does(bound, loser, c.Appeal(GROUNDS))


def test_later_papers_take_the_place_of_earlier_ones_and_all_stay_on_record() -> None:
    story = waiting()
    does(story, D, papers(Favour.MERCHANT))
    with pytest.raises(BoundAlready):
        does(story, D, papers(Favour.MERCHANT))
    happened = does(story, S, papers(Favour.BUYER, reference="(2026) Hu 02 No. 1"))
    assert happened == ["case.ruling_bound"]
    with pytest.raises(PapersBind):
        does(story, D, c.Rule(Favour.MERCHANT, REASON))
    does(story, D, c.Rule(Favour.BUYER, REASON))
    assert story.case.stage is Stage.REFUNDING


@pytest.mark.parametrize(
    ("command", "refusal"),
    [
        (papers(Favour.SPLIT, 10_003), BeyondWhatWasAsked),
        (papers(Favour.SPLIT), AmountOwed),
        (papers(Favour.BUYER, 100), AmountOwed),
        (structs.replace(papers(), files=("6",)), NoSuchFile),
    ],
)
def test_papers_that_are_not_taken(command: BindRuling, refusal: type[Exception]) -> None:
    story = waiting()
    with pytest.raises(refusal):
        does(story, D, command)
    assert story.case.bound is None


@pytest.mark.parametrize("party", [B, M])
def test_parties_bring_papers_and_the_desk_binds(party: Role) -> None:
    with pytest.raises(NotYourMove):
        does(waiting(), party, papers())


def test_only_a_dispute_is_bound() -> None:
    with pytest.raises(NotInThisStage):
        does(Story().plays([opens(REFUND)]), D, papers())


@pytest.mark.parametrize("reference", ["", "  ", "\t", "a\x00b", "x" * 101])
def test_papers_have_a_number(reference: str) -> None:
    told = {"authority": "court", "reference": reference, "favour": "buyer", "files": ["5"]}
    with pytest.raises(msgspec.ValidationError):
        msgspec.convert(told, BindRuling)


def test_a_clock_that_stood_still_for_the_court_runs_on() -> None:
    story = waiting()
    left = story.case.due_at
    assert left is not None
    does(story, D, c.PauseClock(PauseReason.COURT, "A summons is there"))
    story.now += 2 * DAY
    assert does(story, D, papers()) == ["case.clock_resumed", "case.ruling_bound"]
    assert (story.case.paused, story.case.due_at) == (None, left + 2 * DAY)


def test_a_clock_that_stands_still_by_agreement_goes_on_standing() -> None:
    story = waiting()
    does(story, D, c.PauseClock(PauseReason.JOINT, "Both asked"))
    assert does(story, D, papers()) == ["case.ruling_bound"]
    assert story.case.paused is not None


def test_a_panel_is_sent_home() -> None:
    story = waiting(jury_seats=17)
    for role, command in ((B, AgreeJury()), (M, AgreeJury()), (D, CallJury())):
        does(story, role, command)
    assert story.case.stage is Stage.DISPUTE_JURY
    assert does(story, D, papers()) == ["jury.ended", "case.ruling_bound"]
    assert (story.case.stage, story.case.owner) == (Stage.DISPUTE_RULING, D)
    assert story.case.jury is not None
    assert story.case.jury.ended == "dismissed"


def test_papers_come_before_what_a_panel_found() -> None:
    story = waiting()
    story.state = structs.replace(story.case, jury=JURY_FOR_THE_BUYER)
    does(story, D, papers(Favour.MERCHANT))
    does(story, D, c.Rule(Favour.MERCHANT, REASON))
    assert story.case.stage is Stage.CLOSED


@pytest.mark.parametrize(
    ("bound", "stage"), [(Favour.BUYER, Stage.DISPUTE_REVIEW), (Favour.MERCHANT, Stage.DISPUTE_RULING)]
)
def test_a_draft_that_contradicts_the_papers_goes_back(bound: Favour, stage: Stage) -> None:
    story = waiting(second_review_minor=1)
    does(story, D, c.Rule(Favour.BUYER, REASON))
    assert story.case.stage is Stage.DISPUTE_REVIEW
    does(story, D, papers(bound))
    assert story.case.stage is stage
    if stage is Stage.DISPUTE_RULING:
        assert story.case.draft is None
        return
    does(story, D, ConfirmRuling(), ZHAO)
    assert story.case.ruling is not None
    assert story.case.ruling.bound_by is not None
    assert story.case.ruling.citations == ("court/(2026) Hu 01 No. 7",)


@pytest.mark.parametrize(
    ("favour", "amount", "ended", "given"),
    [
        (Favour.MERCHANT, None, Stage.CLOSED, 0),
        (Favour.BUYER, None, Stage.REFUNDING, 10_002),
        (Favour.SPLIT, 4000, Stage.REFUNDING, 4000),
    ],
)
def test_the_silence_of_the_platform_says_what_the_papers_say(
    favour: Favour, amount: int | None, ended: Stage, given: int
) -> None:
    story = waiting()
    does(story, D, papers(favour, amount))
    while story.case.stage in (Stage.DISPUTE_RULING, Stage.DISPUTE_SENIOR):
        story.stays_silent()
    ruling = story.case.ruling
    assert ruling is not None
    assert (story.case.stage, ruling.favour, ruling.amount_minor) == (ended, favour, given)
    assert (ruling.by_default, ruling.bound_by is not None) == (True, True)


def appealed(ruled: Favour = Favour.MERCHANT) -> Story:
    """An appeal against a ruling, which waits for another person."""
    story = waiting()
    does(story, D, c.Rule(ruled, REASON))
    does(story, B if ruled is Favour.MERCHANT else M, c.Appeal(GROUNDS), "")
    assert story.case.stage is Stage.UNDER_APPEAL
    return story


def test_an_appeal_is_decided_as_the_papers_say() -> None:
    story = appealed()
    does(story, D, papers(Favour.SPLIT, 4000), ZHAO)
    for wrong in (
        c.RuleOnAppeal(AppealVerdict.UPHOLD, REASON),
        c.RuleOnAppeal(AppealVerdict.BUYER, REASON),
        c.RuleOnAppeal(AppealVerdict.SPLIT, REASON, 5000),
    ):
        with pytest.raises(PapersBind):
            does(story, D, wrong, ZHAO)
    does(story, D, c.RuleOnAppeal(AppealVerdict.SPLIT, REASON, 4000), ZHAO)
    assert (story.case.stage, story.case.approved_minor) == (Stage.REFUNDING, 4000)
    assert story.case.ruling is not None
    assert story.case.ruling.bound_by is not None


def test_what_the_papers_confirm_is_upheld() -> None:
    story = appealed()
    does(story, D, papers(Favour.MERCHANT), ZHAO)
    with pytest.raises(PapersBind):
        does(story, D, c.RuleOnAppeal(AppealVerdict.BUYER, REASON), ZHAO)
    does(story, D, c.RuleOnAppeal(AppealVerdict.UPHOLD, REASON), ZHAO)
    assert story.case.stage is Stage.CLOSED


@pytest.mark.parametrize(
    ("favour", "outcome", "stage"),
    [
        (Favour.BUYER, AppealOutcome.REVERSED, Stage.REFUNDING),
        (Favour.MERCHANT, AppealOutcome.UPHELD, Stage.CLOSED),
    ],
)
def test_an_appeal_that_nobody_decides_is_as_the_papers_say(
    favour: Favour, outcome: AppealOutcome, stage: Stage
) -> None:
    story = appealed()
    does(story, D, papers(favour), ZHAO)
    story.stays_silent()
    assert story.case.appeal is not None
    assert (story.case.appeal.outcome, story.case.stage) == (outcome, stage)


def test_the_parties_may_still_agree_and_the_buyer_give_up() -> None:
    granted, withdrawn = waiting(), waiting()
    does(granted, D, papers(Favour.MERCHANT))
    does(withdrawn, D, papers(Favour.BUYER))
    does(granted, M, c.Approve())
    does(withdrawn, B, c.Withdraw())
    assert (granted.case.stage, withdrawn.case.stage) == (Stage.REFUNDING, Stage.WITHDRAWN)


def test_what_papers_decide_for_the_merchant_cannot_be_taken_back_and_asked_again() -> None:
    story = waiting()
    does(story, D, papers(Favour.MERCHANT))
    with pytest.raises(DecidedElsewhere):
        does(story, B, c.Withdraw())
    other = waiting()
    does(other, D, papers(Favour.BUYER))
    assert does(other, B, c.Withdraw()) == ["case.withdrawn"]
