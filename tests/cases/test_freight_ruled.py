"""Who bears the freight by a ruling: what a ruling may say of it, and an appeal that is about nothing else."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest
from msgspec import structs

from makegood.cases import (
    FreightBearer,
    FreightRuled,
    Ruling,
    fold,
    freight_completed,
    freight_differs,
    freight_told,
)
from makegood.cases import commands as c
from makegood.cases.model import AppealOutcome, AppealVerdict, Favour, Item, Stage
from makegood.cases.refusals import NothingChanged
from makegood.cases.verbs.appealing import rule_on_appeal
from makegood.cases.verbs.disputing import rule
from makegood.kit.errors import Refused
from tests.cases.stories import HEARD, REFUND, RETURN, B, D, M, P, S, Story, opens
from tests.cases.test_appeals import ANSWER, APPEAL, GROUNDS, WHY
from tests.cases.test_outbound_freight import two_things

BUYERS, SHOPS = FreightBearer.BUYER, FreightBearer.MERCHANT
BACK_BY_BUYER, BACK_BY_SHOP = FreightRuled(back=BUYERS), FreightRuled(back=SHOPS)
BUYER, MERCHANT, SPLIT = Favour
UPHOLD, FOR_BUYER, FOR_MERCHANT, OTHER_SPLIT = AppealVerdict


def ruled(
    favour: Favour, freight: FreightRuled | None, amount: int | None = None, type_: Any = RETURN
) -> Story:
    ruling = c.Rule(favour, "ruled", amount, freight_by=freight)
    return Story().plays([opens(type_), *HEARD, (D, ruling)])


def decides(
    verdict: AppealVerdict, freight: FreightRuled | None, amount: int | None = None
) -> c.RuleOnAppeal:
    return c.RuleOnAppeal(verdict, WHY, amount, freight_by=freight)


def test_a_ruling_keeps_who_bears_the_freight_and_nothing_where_it_says_nothing() -> None:
    assert ruled(BUYER, BACK_BY_SHOP).case.ruling == Ruling(
        BUYER, 10002, True, "ruled", freight_by=BACK_BY_SHOP
    )
    for nothing in (None, FreightRuled()):
        kept = ruled(BUYER, nothing).case.ruling
        assert kept is not None
        assert kept.freight_by is None


def test_rulings_that_know_nothing_of_freight_are_read_as_they_were() -> None:
    told = '{"favour":"buyer","amount_minor":5,"with_return":false,"reason":"ruled"}'
    assert msgspec.json.decode(told, type=Ruling) == Ruling(BUYER, 5, False, "ruled")
    freight = msgspec.json.decode('{"return":"shared"}', type=FreightRuled)
    assert freight == FreightRuled(back=FreightBearer.SHARED)
    assert msgspec.json.encode(freight) == b'{"return":"shared"}'
    with pytest.raises(msgspec.ValidationError):
        msgspec.json.decode('{"return":"nobody"}', type=FreightRuled)


def test_what_is_said_comes_first_and_only_ways_of_which_both_speak_differ() -> None:
    out = FreightRuled(outbound=SHOPS)
    assert freight_completed(out, BACK_BY_BUYER) == FreightRuled(SHOPS, BUYERS)
    assert freight_completed(BACK_BY_SHOP, BACK_BY_BUYER) == BACK_BY_SHOP
    assert freight_completed(None, FreightRuled()) is None
    assert freight_differs(BACK_BY_SHOP, BACK_BY_BUYER)
    assert not freight_differs(out, BACK_BY_BUYER)
    assert not freight_differs(None, BACK_BY_BUYER)


@pytest.mark.parametrize(("favour", "amount", "who"), [(BUYER, None, M), (SPLIT, 4000, M), (SPLIT, 4000, B)])
def test_an_appeal_may_change_who_bears_the_freight_and_nothing_else(
    favour: Favour, amount: int | None, who: Any
) -> None:
    story = ruled(favour, BACK_BY_SHOP, amount)
    story.plays([(who, APPEAL), (B if who is M else M, ANSWER)])
    before = story.case.ruling
    assert before is not None
    verdict = AppealVerdict(favour.value)
    with pytest.raises(NothingChanged):
        story.does(S, decides(verdict, None, amount))
    with pytest.raises(NothingChanged):
        story.does(S, decides(verdict, BACK_BY_SHOP, amount))
    story.does(S, decides(verdict, BACK_BY_BUYER, amount))
    assert story.case.ruling == structs.replace(before, reason=WHY, freight_by=BACK_BY_BUYER)
    assert story.case.appeal is not None
    assert story.case.appeal.outcome is AppealOutcome.CHANGED
    assert (story.case.stage, story.case.made_whole_minor) == (Stage.AWAITING_RETURN, 0)
    assert fold(story.recorded) == story.case


def test_the_money_that_is_out_stays_where_it_is_when_only_the_freight_moves() -> None:
    story = ruled(BUYER, FreightRuled(outbound=SHOPS), type_=REFUND)
    story.does(P, c.RecordRefund(1, 1, "paid"))
    story.plays([(M, APPEAL), (B, ANSWER)])
    story.does(S, decides(FOR_BUYER, FreightRuled(outbound=BUYERS)))
    state = story.case
    assert (state.stage, state.refunded_minor, state.made_whole_minor) == (Stage.SETTLED, 10002, 0)
    assert state.ended_because == "refunded"
    assert fold(story.recorded) == state


def test_a_ruling_for_the_merchant_may_have_its_freight_moved_on_appeal() -> None:
    story = ruled(MERCHANT, None)
    story.plays([(B, APPEAL), (M, ANSWER)])
    story.does(S, decides(FOR_MERCHANT, BACK_BY_SHOP))
    assert story.case.ruling is not None
    assert (story.case.stage, story.case.ruling.freight_by) == (Stage.CLOSED, BACK_BY_SHOP)
    assert story.case.sent_minor == 0


@pytest.mark.parametrize(
    ("first", "verdict", "amount", "kept"),
    [
        (BUYER, OTHER_SPLIT, 4000, BACK_BY_SHOP),  # still for the buyer: what is not spoken of stays
        (BUYER, FOR_MERCHANT, None, None),  # the other way round: the rules say it
    ],
)
def test_what_an_appeal_does_not_speak_of(
    first: Favour, verdict: AppealVerdict, amount: int | None, kept: FreightRuled | None
) -> None:
    story = ruled(first, BACK_BY_SHOP)
    story.plays([(M, APPEAL), (B, ANSWER)])
    story.does(S, decides(verdict, None, amount))
    assert story.case.ruling is not None
    assert story.case.ruling.freight_by == kept


def test_upholding_leaves_the_freight_as_it_was() -> None:
    story = ruled(BUYER, BACK_BY_SHOP)
    story.does(M, APPEAL)
    with pytest.raises(Refused) as refused:
        story.does(S, decides(UPHOLD, BACK_BY_BUYER))
    assert type(refused.value).code() == "upheld_as_it_is"
    story.does(S, decides(UPHOLD, None))
    assert story.case.appeal is not None
    assert story.case.appeal.decision is not None
    assert story.case.appeal.decision.freight_by == BACK_BY_SHOP


def test_freight_that_the_amount_gives_back_is_not_the_buyers() -> None:
    story = Story(order=two_things())
    goods = (c.ItemAsked(1), c.ItemAsked(2))
    story.plays([(B, c.OpenCase(REFUND, goods, "not_as_described")), *HEARD])
    items = (*story.case.items, Item(3, "shipping", 0, 499))
    state = structs.replace(story.case, items=items, requested_minor=1165)
    out = FreightRuled(outbound=BUYERS)
    for command in (c.Rule(BUYER, "ruled", freight_by=out), c.Rule(SPLIT, "ruled", 667, freight_by=out)):
        with pytest.raises(Refused) as refused:
            rule(command, state, story.facts(), D)
        assert type(refused.value).code() == "freight_given_back"
        assert refused.value.fields["most_minor"] == 666
    rule(c.Rule(SPLIT, "ruled", 666, freight_by=out), state, story.facts(), D)
    rule(c.Rule(BUYER, "ruled", freight_by=FreightRuled(outbound=SHOPS)), state, story.facts(), D)
    again = structs.replace(
        state, ruling=Ruling(MERCHANT, 0, False, "ruled"), ended_because="ruled_for_merchant"
    )
    with pytest.raises(Refused) as refused:
        rule_on_appeal(c.RuleOnAppeal(FOR_BUYER, GROUNDS, freight_by=out), again, story.facts(), S)
    assert type(refused.value).code() == "freight_given_back"
    stood = structs.replace(state, ruling=Ruling(BUYER, 1165, False, "ruled"), approved_minor=1165)
    with pytest.raises(Refused) as refused:
        rule_on_appeal(c.RuleOnAppeal(FOR_BUYER, GROUNDS, freight_by=out), stood, story.facts(), S)
    assert type(refused.value).code() == "freight_given_back"


@pytest.mark.parametrize(
    ("freight", "english", "chinese"),
    [
        (None, "", ""),
        (
            FreightRuled(SHOPS, FreightBearer.SHARED),
            "Freight to the buyer is borne by the shop, of the way back by buyer and shop, half each.",
            "发货运费承担方：商家；退回运费承担方：买卖双方各半。",
        ),
        (
            FreightRuled(outbound=FreightBearer.PLATFORM),
            "Freight to the buyer is borne by the platform.",
            "发货运费承担方：平台。",
        ),
        (BACK_BY_BUYER, "Freight of the way back is borne by the buyer.", "退回运费承担方：买家。"),
    ],
)  # fmt: skip
def test_it_is_one_sentence(freight: FreightRuled | None, english: str, chinese: str) -> None:
    assert (freight_told(freight, "en"), freight_told(freight, "zh-CN")) == (english, chinese)
