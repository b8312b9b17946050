"""Appeals: who may appeal until when, who hears them, where the case goes, and what becomes of the money."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from typing import Any

import pytest
from msgspec import structs

from makegood.accounts import Principal, PrincipalRole
from makegood.cases import Recorded, decide, event_name, fold, refusals
from makegood.cases import commands as c
from makegood.cases.model import AppealOutcome, AppealVerdict, CaseState, Favour, Goods, Money, Role, Stage
from makegood.kit.errors import Refused
from makegood.ledger import check_ledger
from tests.cases.stories import DAY, HEARD, REFUND, RETURN, B, D, M, P, S, Story, Y, opens
from tests.world import DESK, SENIOR, World, build_world, buyer_of, merchant_of

GROUNDS = "The photos of the seal were not looked at."
WHY = "The seal on the photos is whole, so the tea left dry."
BUYER, MERCHANT, SPLIT = Favour
UPHOLD, FOR_BUYER, FOR_MERCHANT, OTHER_SPLIT = AppealVerdict
OTHER_DESK = Principal(PrincipalRole.DESK, name="zhao")
APPEAL = c.Appeal(GROUNDS)
HEARD_AGAIN = ((M, c.Escalate(is_all=True)), (B, c.AddStatement("It is damp.", is_all=True)))
ANSWER = c.AddStatement("It was damp when it came.")
ASKED = 10002


def decides(verdict: AppealVerdict, amount_minor: int | None = None) -> c.RuleOnAppeal:
    return c.RuleOnAppeal(verdict, WHY, amount_minor)


def ruled(favour: Favour, amount_minor: int | None = None, type_: Any = REFUND) -> Story:
    """A case of three tins of tea that the desk ruled on; a refund by card is paid."""
    story = Story().plays([opens(type_), *HEARD, (D, c.Rule(favour, "ruled", amount_minor))])
    if story.case.stage is Stage.REFUNDING:
        story.does(P, c.RecordRefund(1, 1, "paid"))
    return story


DONE = [
    # the ruling, who appeals, the verdict, where the case goes; what is given to the buyer and to the merchant in all
    (BUYER, None, M, UPHOLD, None, Stage.SETTLED, ASKED, 0),
    (BUYER, None, M, FOR_MERCHANT, None, Stage.SETTLED, ASKED, ASKED),
    (BUYER, None, M, OTHER_SPLIT, 4000, Stage.SETTLED, ASKED, ASKED - 4000),
    (MERCHANT, None, B, UPHOLD, None, Stage.CLOSED, 0, 0),
    (MERCHANT, None, B, FOR_BUYER, None, Stage.REFUNDING, ASKED, 0),
    (MERCHANT, None, B, OTHER_SPLIT, 4000, Stage.REFUNDING, 4000, 0),
    (SPLIT, 4000, B, FOR_BUYER, None, Stage.REFUNDING, ASKED, 0),
    (SPLIT, 4000, B, OTHER_SPLIT, 6000, Stage.REFUNDING, 6000, 0),
    (SPLIT, 4000, M, OTHER_SPLIT, 1000, Stage.SETTLED, 4000, 3000),
    (SPLIT, 4000, M, FOR_MERCHANT, None, Stage.SETTLED, 4000, 4000),
    (SPLIT, 4000, B, FOR_MERCHANT, None, Stage.SETTLED, 4000, 4000),
]


@pytest.mark.parametrize(
    ("favour", "first", "who", "verdict", "amount", "stage", "to_buyer", "to_merchant"), DONE
)
def test_an_appeal_leads_where_the_table_says_and_moves_what_differs(
    favour: Favour, first: int | None, who: Role, verdict: AppealVerdict, amount: int | None, stage: Stage,
    to_buyer: int, to_merchant: int,
) -> None:  # fmt: skip
    story = ruled(favour, first)
    story.does(who, APPEAL)
    assert story.case.stage is Stage.UNDER_APPEAL
    assert story.case.owner is Role.DESK
    story.does(B if who is M else M, ANSWER)
    story.does(S, decides(verdict, amount))
    state = story.case
    assert (state.stage, state.sent_minor, state.made_whole_minor) == (stage, to_buyer, to_merchant)
    assert state.appeal is not None
    assert not state.appeal.is_open
    assert fold(story.recorded) == state
    for leg in state.legs:
        if leg.status.value == "sending":
            story.does(P, c.RecordRefund(leg.leg_no, 1, "paid"))
    assert story.case.refunded_minor == to_buyer
    assert not story.case.stage.is_open


REFUSED = [
    # given, who, command, refusal
    ("asked", M, APPEAL, refusals.NotInThisStage),
    ("for the buyer", B, APPEAL, refusals.NotAgainstYou),
    ("for the merchant", M, APPEAL, refusals.NotAgainstYou),
    ("for the buyer", D, APPEAL, refusals.NotYourMove),
    ("for the buyer", M, c.Appeal("  too    short   words      "), refusals.TooFewWords),
    ("for the buyer", D, decides(UPHOLD), refusals.CaseEnded),
    ("appealed by the merchant", B, decides(UPHOLD), refusals.NotYourMove),
    ("appealed by the merchant", B, APPEAL, refusals.NotInThisStage),
    ("appealed by the merchant", D, c.RuleOnAppeal(UPHOLD, "right"), refusals.TooFewWords),
    ("appealed by the merchant", D, decides(FOR_BUYER), refusals.NothingChanged),
    ("appealed by the merchant", D, decides(OTHER_SPLIT), refusals.AmountOwed),
    ("appealed by the merchant", D, decides(UPHOLD, 5), refusals.AmountOwed),
    ("appealed by the merchant", D, decides(OTHER_SPLIT, ASKED + 1), refusals.OffersGoDown),
    ("appealed by the merchant", B, c.Reopen("again"), refusals.NotInThisStage),
    ("upheld", M, APPEAL, refusals.NoAppealsLeft),
    ("reversed", B, APPEAL, refusals.NoAppealsLeft),
    ("settled by agreement", M, APPEAL, refusals.NothingToAppeal),
]


def given(name: str) -> Story:
    """What happened before, by a word for it."""
    match name:
        case "asked":
            return Story().plays([opens(REFUND)])
        case "for the buyer":
            return ruled(BUYER)
        case "for the merchant":
            return ruled(MERCHANT)
        case "settled by agreement":
            return Story().plays([opens(REFUND), (M, c.Approve()), (P, c.RecordRefund(1, 1, "paid"))])
        case "appealed by the merchant":
            return ruled(BUYER).plays([(M, APPEAL)])
        case "upheld":
            return ruled(BUYER).plays([(M, APPEAL), (D, decides(UPHOLD))])
        case _:
            return ruled(BUYER).plays([(M, APPEAL), (B, ANSWER), (D, decides(FOR_MERCHANT))])


@pytest.mark.parametrize(("before", "who", "command", "refusal"), REFUSED)
def test_what_is_refused(before: str, who: Role, command: c.Command, refusal: type[Refused]) -> None:
    story = given(before)
    with pytest.raises(refusal):
        story.does(who, command)


def test_a_ruling_is_appealed_within_seven_days_or_what_policy_says() -> None:
    story = ruled(BUYER)
    story.now += 7 * DAY - timedelta(seconds=1)
    story.does(M, APPEAL)
    late = ruled(BUYER)
    late.now += 7 * DAY
    with pytest.raises(refusals.AppealTooLate):
        late.does(M, APPEAL)
    promised = ruled(BUYER)
    terms = structs.replace(promised.case.terms, clocks={"appeal": 86400 * 10}, limits={"appeals": 1})
    promised.state = structs.replace(promised.case, terms=terms)
    promised.now += 9 * DAY
    promised.does(M, APPEAL)
    none = ruled(BUYER)
    none.state = structs.replace(none.case, terms=structs.replace(none.case.terms, limits={"appeals": 0}))
    with pytest.raises(refusals.NoAppealsLeft):
        none.does(M, APPEAL)


def test_silence_lets_the_ruling_stand() -> None:
    for favour, end in ((BUYER, Stage.SETTLED), (MERCHANT, Stage.CLOSED)):
        story = ruled(favour)
        who = M if favour is BUYER else B
        story.does(who, APPEAL)
        story.waits()
        at = story.waits().after.updated_at
        assert (story.case.stage, story.case.owner) == (Stage.UNDER_APPEAL, Role.SENIOR), (
            "a senior takes over first"
        )
        assert story.case.due_at == at + timedelta(hours=72)
        story.stays_silent()
        assert story.case.stage is end
        assert story.case.appeal is not None
        assert story.case.appeal.outcome is AppealOutcome.LAPSED
        assert story.case.made_whole_minor == 0
        with pytest.raises(refusals.NoAppealsLeft):
            story.does(who, APPEAL)


@pytest.mark.parametrize(("favour", "end"), [(BUYER, Stage.SETTLED), (MERCHANT, Stage.CLOSED)])
def test_who_appealed_takes_it_back_and_the_ruling_stands(favour: Favour, end: Stage) -> None:
    story = ruled(favour)
    who, other = (M, B) if favour is BUYER else (B, M)
    with pytest.raises(refusals.NotInThisStage if story.case.stage.is_open else refusals.CaseEnded):
        story.does(who, c.TakeBackAppeal())
    story.does(who, APPEAL)
    with pytest.raises(refusals.NotYourAppeal):
        story.does(other, c.TakeBackAppeal())
    before = story.case
    story.does(who, c.TakeBackAppeal())
    assert (story.case.stage, story.case.ruling, story.case.legs) == (end, before.ruling, before.legs)
    assert story.case.appeal is not None
    assert (story.case.appeal.outcome, story.case.made_whole_minor) == (AppealOutcome.TAKEN_BACK, 0)
    with pytest.raises(refusals.NoAppealsLeft):
        story.does(who, APPEAL)


def test_taken_back_beside_the_ruling_nothing_waits_for_it() -> None:
    story = ruled(BUYER, type_=RETURN)
    with pytest.raises(refusals.NotYourAppeal):
        story.does(M, c.TakeBackAppeal())
    story.plays([(M, APPEAL), (M, c.TakeBackAppeal())])
    assert (story.case.stage, story.case.is_appealed) == (Stage.AWAITING_RETURN, False)
    story.plays([(B, c.ShipReturn("SF", "1")), (M, c.Receive()), (M, c.Inspect())])
    story.does(P, c.RecordRefund(1, 1, "paid"))
    assert story.case.stage is Stage.SETTLED


def test_the_ruling_is_carried_out_beside_the_appeal_which_is_heard_at_once() -> None:
    story = ruled(BUYER, type_=RETURN)
    story.does(M, APPEAL)
    assert story.case.stage is Stage.AWAITING_RETURN
    story.plays([(B, c.ShipReturn("SF", "1")), (M, c.Receive()), (M, c.Inspect())])
    assert story.case.stage is Stage.REFUNDING
    story.does(P, c.RecordRefund(1, 1, "paid"))
    assert story.case.stage is Stage.UNDER_APPEAL
    assert event_name(story.recorded[-1].event) == "case.appeal_taken_up"
    story.does(B, ANSWER)
    story.does(D, decides(FOR_MERCHANT))
    assert (story.case.stage, story.case.made_whole_minor) == (Stage.SETTLED, ASKED)
    assert story.case.goods is Goods.RETURNED


def test_a_refund_that_was_not_sent_yet_is_stopped() -> None:
    story = ruled(BUYER, type_=RETURN)
    story.plays([(M, APPEAL), (B, ANSWER), (D, decides(FOR_MERCHANT))])
    state = story.case
    assert (state.stage, state.legs, state.made_whole_minor) == (Stage.CLOSED, (), 0)
    assert (state.money, state.ended_because) == (Money.RELEASED, "ruled_for_merchant")


def test_what_is_owed_changes_while_the_goods_are_on_their_way() -> None:
    story = ruled(SPLIT, 4000, type_=RETURN)
    story.plays([(B, APPEAL), (M, ANSWER), (B, c.ShipReturn("SF", "1"))])
    story.does(D, decides(FOR_BUYER))
    assert (story.case.stage, story.case.owed_minor) == (Stage.IN_RETURN_TRANSIT, ASKED)
    assert [event_name(each.event) for each in story.recorded[-1:]] == ["case.appeal_decided"]


def test_an_agreement_of_the_parties_ends_the_appeal() -> None:
    story = ruled(BUYER, type_=RETURN)
    story.plays([(M, APPEAL), (M, c.WaiveReturn())])
    assert story.case.appeal is not None
    assert story.case.appeal.outcome is AppealOutcome.DROPPED
    story.does(P, c.RecordRefund(1, 1, "paid"))
    assert story.case.stage is Stage.SETTLED


def test_goods_that_never_come_leave_the_appeal_to_be_heard() -> None:
    story = ruled(SPLIT, 4000, type_=RETURN)
    story.plays([(B, APPEAL), (Y, c.Tick())])
    assert (story.case.stage, story.case.ended_because) == (Stage.UNDER_APPEAL, "return_not_sent")
    upheld = decide(decides(UPHOLD), story.case, (D,), story.facts()).after
    assert (upheld.stage, upheld.money) == (Stage.CLOSED, Money.RELEASED)
    story.does(D, decides(FOR_BUYER))
    assert story.case.stage is Stage.AWAITING_RETURN


def test_a_refund_that_bounces_while_the_appeal_is_heard_goes_to_the_desk_and_comes_back() -> None:
    story = ruled(BUYER).plays([(M, APPEAL), (P, c.RecordRefund(1, 1, "failed"))])
    assert story.case.stage is Stage.REFUND_HELD
    story.does(D, c.RedirectRefund())
    assert story.case.stage is Stage.UNDER_APPEAL


def test_who_ruled_does_not_hear_the_appeal_whatever_their_role_is_now() -> None:
    story = ruled(BUYER).plays([(M, APPEAL)])
    story.state = structs.replace(story.case, ruled_by="desk:person-7")
    for who in ("desk:person-7", "senior:person-7"):
        with pytest.raises(refusals.YourOwnRuling):
            decide(decides(UPHOLD), story.case, (S, D), structs.replace(story.facts(), who=who))
    other = structs.replace(story.facts(), who="desk:person-8")
    assert decide(decides(UPHOLD), story.case, (D,), other).after.stage is Stage.SETTLED


def test_a_dispute_that_comes_back_with_an_appeal_is_ruled_on_by_another_person() -> None:
    story = ruled(BUYER, type_=RETURN).plays([(M, APPEAL), *HEARD_AGAIN])
    story.state = structs.replace(story.case, ruled_by="desk:person-7")
    rule = c.Rule(MERCHANT, "as it was described")
    with pytest.raises(refusals.YourOwnRuling):
        decide(rule, story.case, (D,), structs.replace(story.facts(), who="desk:person-7"))
    after = decide(rule, story.case, (D,), structs.replace(story.facts(), who="desk:person-8")).after
    assert after.appeal is not None
    assert (after.stage, after.appeal.outcome) == (Stage.CLOSED, AppealOutcome.REPLACED)


def test_what_other_cases_were_given_since_is_not_given_again() -> None:
    story = ruled(SPLIT, 4000).plays([(B, APPEAL), (M, ANSWER)])
    line = story.order.lines[0]
    taken = structs.replace(line, claimed_minor=line.claimed_minor + 5000)
    story.order = structs.replace(story.order, lines=(taken,))
    with pytest.raises(refusals.TakenSince):
        story.does(D, decides(FOR_BUYER))
    story.does(D, decides(OTHER_SPLIT, 5002))


def test_the_same_stream_folds_to_the_same_case() -> None:
    story = given("reversed")
    recorded = [Recorded(each.event, each.actor, each.at, each.who) for each in story.recorded]
    assert fold(recorded) == story.case


async def _ruled_in(world: World, favour: Favour) -> tuple[Any, Any]:
    order = await world.order()
    done = await world.open(order, "refund_only")
    done = await world.hear(order, done)
    done = await world.do(DESK, done, c.Rule(favour, WHY))
    await world.runner.run_ready()
    return order, done


async def _balances(world: World) -> dict[str, int]:
    rows = await world.engine.pool.fetch(
        "SELECT account, sum(balance_minor)::bigint AS b FROM ledger_accounts GROUP BY 1"
    )
    return {row["account"]: row["b"] for row in rows if row["b"]}


async def test_a_reversal_for_the_merchant_leaves_the_merchant_as_before_and_the_buyer_too(
    pool: Any,
) -> None:
    world = build_world(pool)
    order, done = await _ruled_in(world, BUYER)
    done = await world.do(merchant_of(order), done, APPEAL)
    done = await world.do(buyer_of(order), done, ANSWER)
    with pytest.raises(refusals.YourOwnRuling):
        await world.do(DESK, done, decides(FOR_MERCHANT))
    done = await world.do(OTHER_DESK, done, decides(FOR_MERCHANT), key="once")
    again = await world.do(OTHER_DESK, done, decides(FOR_MERCHANT), key="once")
    assert again.case.state.version == done.case.state.version
    balances = await _balances(world)
    assert balances["platform:wrong_rulings"] == -ASKED
    assert balances[f"merchant:{order.merchant_id}:clearing"] == ASKED
    assert done.case.state.refunded_minor == ASKED
    assert sum(balances.values()) == 0
    assert not (await check_ledger(world.engine.pool)).findings


async def test_a_reversal_for_the_buyer_refunds_within_what_was_paid(pool: Any) -> None:
    world = build_world(pool)
    order, done = await _ruled_in(world, MERCHANT)
    done = await world.do(buyer_of(order), done, APPEAL)
    done = await world.do(merchant_of(order), done, ANSWER)
    done = await world.do(SENIOR, done, decides(FOR_BUYER))
    await world.runner.run_ready()
    state: CaseState = (await world.do(buyer_of(order), done, c.Say("thank you"))).case.state
    assert (state.stage, state.refunded_minor) == (Stage.SETTLED, ASKED)
    assert not (await check_ledger(world.engine.pool)).findings


async def test_two_who_decide_an_appeal_at_once_decide_it_once(pool: Any) -> None:
    world = build_world(pool)
    order, done = await _ruled_in(world, BUYER)
    done = await world.do(merchant_of(order), done, APPEAL)
    answers = await asyncio.gather(
        world.do(OTHER_DESK, done, decides(FOR_MERCHANT)),
        world.do(SENIOR, done, decides(UPHOLD)),
        world.do(SENIOR, done, decides(FOR_MERCHANT)),
        return_exceptions=True,
    )
    assert sum(1 for each in answers if not isinstance(each, Exception)) == 1
    assert not (await check_ledger(world.engine.pool)).findings


def test_whoever_hears_an_appeal_may_find_facts() -> None:
    story = ruled(BUYER)
    story.does(M, APPEAL)
    with pytest.raises(refusals.NothingToTell):
        story.does(D, c.SupplyFacts({"intact": True}))
    with pytest.raises(refusals.NotYourMove):
        story.does(M, c.SupplyFacts({"intact": True}))
