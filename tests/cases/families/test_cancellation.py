"""Cancelling and intercepting as tables read aloud: what was so, what somebody does, where the case then stands."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec import structs

from makegood.cases import Facts, LineFacts, OrderFacts, ParcelFacts, decide, open_case
from makegood.cases import commands as c
from makegood.cases.claims import claims_of
from makegood.cases.families.cancellation.commands import (
    ConfirmUnshipped,
    RecordInterception,
    ReportShipped,
)
from makegood.cases.families.cancellation.plan import Interception
from makegood.cases.families.reception.asked import UnitsFoundAsked
from makegood.cases.families.reception.commands import GradeUnits
from makegood.cases.model import CaseType, Favour, Goods, Money, Role, Stage
from makegood.cases.promises import BookPromises
from makegood.cases.refusals import NothingPaid
from makegood.kit.errors import Refused
from tests.cases.stories import DAY, HOUR, NOON, B, C, D, M, Story, Y, tea, unsent
from tests.policy.history_world import shipped_book

CANCEL, INTERCEPT = CaseType.CANCEL, CaseType.INTERCEPT
SHIPPED = shipped_book("CN")


def on_its_way(order: OrderFacts | None = None) -> OrderFacts:
    """The tea, sent yesterday and not delivered yet."""
    order = order or tea()
    return structs.replace(order, status="shipped", parcels=(ParcelFacts(NOON - DAY, None),))


def cancels(quantity: int | None = None, type_: CaseType = CANCEL) -> tuple[Role, c.Command]:
    return B, c.OpenCase(type_, (c.ItemAsked(1, quantity),), "no_reason")


STOPS = cancels(type_=INTERCEPT)
SILENCE = (Y, c.Tick())
CONFIRMS = (C, ConfirmUnshipped())
SHIPPED_IT = (M, ReportShipped("SF", "SF-9"))
GIVEN: dict[str, tuple[OrderFacts, list[tuple[Role, c.Command]]]] = {
    "asked to cancel": (unsent(tea()), [cancels()]),
    "asked to cancel one": (unsent(tea()), [cancels(1)]),
    "refused to cancel": (unsent(tea()), [cancels(), (M, c.Refuse("made_to_order"))]),
    "offered a part": (unsent(tea()), [cancels(), (M, c.MakeOffer(8000))]),
    "asked to stop": (on_its_way(), [STOPS]),
    "stopped": (on_its_way(), [STOPS, (C, RecordInterception(Interception.STOPPED))]),
    "missed": (on_its_way(), [STOPS, (C, RecordInterception(Interception.MISSED))]),
    "shipped although cancelled": (unsent(tea()), [cancels(), SHIPPED_IT]),
    "disputed": (
        unsent(tea()),
        [cancels(), (B, c.Escalate(is_all=True)), (M, c.AddStatement("made for her", is_all=True))],
    ),
}


def outcome(value: str, by: Role = C) -> tuple[Role, c.Command]:
    return by, RecordInterception(Interception(value))


# given, who does what, the stage then, the type then, where the goods are
STEPS: list[tuple[str, tuple[Role, c.Command], Stage, CaseType, Goods]] = [
    ("asked to cancel", (M, c.Approve()), Stage.REFUNDING, CANCEL, Goods.NOT_SHIPPED),
    ("asked to cancel", SILENCE, Stage.REFUNDING, CANCEL, Goods.NOT_SHIPPED),
    ("asked to cancel", CONFIRMS, Stage.REFUNDING, CANCEL, Goods.NOT_SHIPPED),
    ("asked to cancel", SHIPPED_IT, Stage.AWAITING_INTERCEPTION, INTERCEPT, Goods.IN_TRANSIT),
    ("asked to cancel", (M, c.Refuse("made_to_order")), Stage.AWAITING_BUYER, CANCEL, Goods.NOT_SHIPPED),
    ("asked to cancel", (B, c.Withdraw()), Stage.WITHDRAWN, CANCEL, Goods.NOT_SHIPPED),
    ("asked to cancel", (B, c.Escalate()), Stage.DISPUTE_EVIDENCE, CANCEL, Goods.NOT_SHIPPED),
    ("refused to cancel", SILENCE, Stage.CLOSED, CANCEL, Goods.NOT_SHIPPED),
    ("offered a part", (B, c.Accept()), Stage.REFUNDING, CANCEL, Goods.NOT_SHIPPED),
    ("disputed", (D, c.Rule(Favour.SPLIT, "cut already", 8000)), Stage.REFUNDING, CANCEL, Goods.NOT_SHIPPED),
    ("disputed", (D, c.Rule(Favour.MERCHANT, "made for her")), Stage.CLOSED, CANCEL, Goods.NOT_SHIPPED),
    ("asked to stop", outcome("stopped"), Stage.IN_RETURN_TRANSIT, INTERCEPT, Goods.RETURNING),
    ("asked to stop", outcome("refused_at_door"), Stage.IN_RETURN_TRANSIT, INTERCEPT, Goods.RETURNING),
    ("asked to stop", outcome("lost"), Stage.REFUNDING, INTERCEPT, Goods.LOST),
    ("asked to stop", outcome("missed", M), Stage.AWAITING_MERCHANT, CaseType.RETURN_REFUND, Goods.IN_TRANSIT),
    ("asked to stop", SILENCE, Stage.AWAITING_MERCHANT, CaseType.RETURN_REFUND, Goods.IN_TRANSIT),
    ("asked to stop", (M, c.Receive()), Stage.REFUNDING, INTERCEPT, Goods.RETURNED),
    ("asked to stop", (M, c.Approve()), Stage.REFUNDING, INTERCEPT, Goods.IN_TRANSIT),
    ("asked to stop", (B, c.Withdraw()), Stage.WITHDRAWN, INTERCEPT, Goods.IN_TRANSIT),
    ("stopped", (M, c.Receive()), Stage.REFUNDING, INTERCEPT, Goods.RETURNED),
    ("stopped", (C, c.ReportLost()), Stage.REFUNDING, INTERCEPT, Goods.LOST),
    ("stopped", SILENCE, Stage.REFUNDING, INTERCEPT, Goods.LOST),
    ("missed", SILENCE, Stage.AWAITING_RETURN, CaseType.RETURN_REFUND, Goods.IN_TRANSIT),
    ("shipped although cancelled", outcome("stopped"), Stage.IN_RETURN_TRANSIT, INTERCEPT, Goods.RETURNING),
    # Sent although the buyer had cancelled: the return needs nobody's consent (Taobao Dispute Rules art. 27 and 32).
    ("shipped although cancelled", SILENCE, Stage.AWAITING_RETURN, CaseType.RETURN_REFUND, Goods.IN_TRANSIT),
]  # fmt: skip


@pytest.mark.parametrize(("given", "step", "stage", "type_", "goods"), STEPS)
def test_where_a_case_goes(
    given: str, step: tuple[Role, c.Command], stage: Stage, type_: CaseType, goods: Goods
) -> None:
    order, before = GIVEN[given]
    case = Story(order=order).plays([*before, step]).case
    assert (case.stage, case.type, case.goods) == (stage, type_, goods)


# given, who does what, the code of the refusal
REFUSED: list[tuple[str, tuple[Role, c.Command], str]] = [
    ("asked to cancel", (M, ConfirmUnshipped()), "not_your_move"),
    ("asked to cancel", outcome("stopped"), "not_in_this_stage"),
    ("asked to cancel", (B, ReportShipped("SF", "1")), "not_your_move"),
    ("stopped", (B, c.Withdraw()), "not_in_this_stage"),
    ("missed", outcome("missed"), "not_in_this_stage"),
]


@pytest.mark.parametrize(("given", "step", "code"), REFUSED)
def test_what_is_refused(given: str, step: tuple[Role, c.Command], code: str) -> None:
    order, before = GIVEN[given]
    story = Story(order=order).plays(before)
    with pytest.raises(Refused) as refused:
        story.does(*step)
    assert type(refused.value).code() == code


OPENINGS: list[tuple[str, OrderFacts, CaseType, str]] = [
    ("delivered", tea(), CANCEL, "arrived_already"),
    ("on its way", on_its_way(), CANCEL, "shipped_already"),
    ("delivered", tea(), INTERCEPT, "arrived_already"),
    ("not sent", unsent(tea()), INTERCEPT, "not_on_its_way"),
    ("cancelled", structs.replace(tea(), status="cancelled"), CANCEL, "order_not_paid"),
]


@pytest.mark.parametrize(("words", "order", "type_", "code"), OPENINGS)
def test_what_cannot_be_asked(words: str, order: OrderFacts, type_: CaseType, code: str) -> None:
    with pytest.raises(Refused) as refused:
        Story(order=order).does(*cancels(type_=type_))
    assert type(refused.value).code() == code, words


def test_of_two_lines_the_one_that_has_not_left_is_cancelled() -> None:
    order = on_its_way(two_lines())
    order = structs.replace(order, parcels=(ParcelFacts(NOON - DAY, None, (1,)),))
    Story(order=order).does(B, c.OpenCase(CANCEL, (c.ItemAsked(2),), "no_reason"))
    with pytest.raises(Refused) as refused:
        Story(order=order).does(B, c.OpenCase(CANCEL, (c.ItemAsked(1),), "no_reason"))
    assert refused.value.fields == {"line_no": 1}


def two_lines(shipping_minor: int = 800) -> OrderFacts:
    """Tea and a cup, with freight paid."""
    first = tea().lines[0]
    cup = structs.replace(first, line_no=2, title="Cup", quantity=1, paid_minor=2000)
    freight = LineFacts(3, "shipping", "", "Shipping", "shipping", 1, shipping_minor, 0, 0)
    total = first.paid_minor + 2000 + shipping_minor
    card = structs.replace(tea().payments[0], amount_minor=total)
    return unsent(
        structs.replace(
            tea(), lines=(first, cup, freight), payments=(card,), paid_minor=total, escrow_minor=total
        )
    )


def test_who_cancels_the_last_of_an_order_gets_its_freight_back() -> None:
    story = Story(order=two_lines())
    story.does(B, c.OpenCase(CANCEL, (c.ItemAsked(1),), "no_reason"))
    assert [item.line_no for item in story.case.items] == [1]
    rest = Story(order=story.order)
    rest.does(B, c.OpenCase(CANCEL, (c.ItemAsked(2),), "no_reason"))
    assert [item.line_no for item in rest.case.items] == [2, 3]
    assert rest.case.requested_minor == 2800


def test_what_was_cancelled_cannot_be_cancelled_again_also_where_a_part_of_its_price_is_lost() -> None:
    order, before = GIVEN["offered a part"]
    story = Story(order=order).plays([*before, (B, c.Accept())])
    assert claims_of(story.case) == {1: (3, 8000)}
    with pytest.raises(Refused) as refused:
        Story(order=story.order).does(*cancels())
    assert type(refused.value).code() == "units_not_left"


LEFT = [
    ("shipped", Stage.AWAITING_INTERCEPTION, INTERCEPT),
    ("delivered", Stage.AWAITING_RETURN, CaseType.RETURN_REFUND),
]


@pytest.mark.parametrize(("status", "stage", "type_"), LEFT)
@pytest.mark.parametrize("granted_by", ["merchant", "silence"])
def test_goods_that_left_meanwhile_are_not_simply_refunded(
    status: str, stage: Stage, type_: CaseType, granted_by: str
) -> None:
    story = Story(order=unsent(tea())).plays([cancels()])
    story.order = structs.replace(story.order, status=status)
    story.plays([(M, c.Approve()) if granted_by == "merchant" else SILENCE])
    assert (story.case.stage, story.case.type) == (stage, type_)
    assert story.case.approved_minor == story.case.requested_minor


def test_nobody_confirms_that_goods_are_there_which_have_left() -> None:
    story = Story(order=unsent(tea())).plays([cancels()])
    story.order = structs.replace(story.order, status="shipped")
    with pytest.raises(Refused) as refused:
        story.does(*CONFIRMS)
    assert type(refused.value).code() == "left_meanwhile"


def test_a_return_refused_at_the_door_needs_no_sending_back() -> None:
    order, before = GIVEN["shipped although cancelled"]
    story = Story(order=order).plays([*before, SILENCE, outcome("refused_at_door")])
    assert (story.case.stage, story.case.type) == (Stage.IN_RETURN_TRANSIT, INTERCEPT)
    story.plays([(M, c.Receive())])
    assert (story.case.stage, story.case.money) == (Stage.REFUNDING, Money.REFUNDING)


# -- by the shipped packs ------------------------------------------------------------------------------------------


def opened(order: OrderFacts, now: Any = NOON, type_: CaseType = CANCEL, **fields: Any) -> Any:
    """A case on the tea by the packs of the Chinese marketplace."""
    command = c.OpenCase(type_, (c.ItemAsked(1),), fields.pop("reason", "no_reason"), **fields)
    facts = Facts(now, order, iter(range(100, 999)).__next__, promises=BookPromises(SHIPPED, "CN"))
    return open_case(command, 1, 1, B, facts, "buyer:7")


def test_a_fresh_order_is_cancelled_at_once_by_the_rule_and_refunded_in_the_same_write() -> None:
    decision = opened(structs.replace(unsent(tea()), placed_at=NOON - HOUR / 2))
    assert decision.after.stage is Stage.REFUNDING
    granted = decision.recorded[1]
    assert (granted.actor, granted.who) == (Role.SYSTEM, "")
    assert granted.event.rule == "marketplace-cancellation/fresh_order_at_once"
    assert sum(leg.amount_minor for leg in decision.after.legs) == 10002


def test_an_older_order_waits_for_the_merchant_who_may_not_refuse() -> None:
    after = opened(unsent(tea())).after
    assert (after.stage, after.terms.may_refuse) == (Stage.AWAITING_MERCHANT, False)
    assert after.terms.clock("merchant_answer") == 48 * HOUR


def test_custom_work_is_for_the_merchant_to_cancel() -> None:
    line = structs.replace(
        tea().lines[0], traits=("custom_made",), facts={"listed_options_only": False, "goods_kind": "home_textile"}
    )  # fmt: skip
    order = structs.replace(unsent(tea()), lines=(line,), placed_at=NOON - HOUR / 2)
    after = opened(order).after
    assert (after.stage, after.terms.may_refuse) == (Stage.AWAITING_MERCHANT, True)


def presale(**facts: Any) -> OrderFacts:
    """A fifth of 1000 yuan paid as a deposit, the rest still to be paid."""
    told = {"deposit_kind": "earnest", "deposit_paid": 30000, "contract_price": 100000} | facts
    line = structs.replace(tea().lines[0], paid_minor=30000, traits=("presale",), facts=told)
    card = structs.replace(tea().payments[0], amount_minor=30000)
    return structs.replace(
        unsent(tea()), lines=(line,), payments=(card,), paid_minor=30000, escrow_minor=30000
    )


LATE = (NOON - HOUR).isoformat()
PRESALES: list[tuple[str, dict[str, Any], str, int, int | None]] = [
    # in words; what the marketplace tells; the reason; what comes back; what is owed on top
    ("the buyer backs out: a fifth of the price is lost", {}, "no_reason", 10000, None),
    ("a plain deposit comes back", {"deposit_kind": "advance"}, "no_reason", 30000, None),
    ("late: the earnest comes back and is owed once more", {"ship_by": LATE}, "not_shipped_in_time", 30000, 20000),
    ("the balance is paid: all comes back", {"balance_paid": True}, "no_reason", 30000, None),
]  # fmt: skip


@pytest.mark.parametrize(("words", "facts", "reason", "back", "owed"), PRESALES)
def test_what_comes_back_of_a_presale(
    words: str, facts: dict[str, Any], reason: str, back: int, owed: int | None
) -> None:
    after = opened(presale(**facts), reason=reason).after
    assert (after.requested_minor, after.terms.compensation_minor) == (back, owed), words


def test_a_deposit_that_is_lost_whole_opens_no_cancellation() -> None:
    with pytest.raises(Refused) as refused:
        opened(presale(contract_price=150000))
    assert refused.value.fields["rule"] == "cn-deposits/buyer_backs_out"


def test_a_parcel_that_was_stopped_as_promised_is_refunded_before_it_is_back() -> None:
    promised = {"guarantees": ("automatic_interception",), "partner_carrier": True}
    order = on_its_way(structs.replace(tea(), facts=promised))
    first = opened(order, type_=INTERCEPT)
    assert first.after.stage is Stage.AWAITING_INTERCEPTION
    assert first.after.due_at == NOON + timedelta(hours=24)
    story = Story(order=order)
    story.state = first.after
    facts = Facts(NOON + HOUR, order, iter(range(900, 999)).__next__, promises=BookPromises(SHIPPED, "CN"))
    after = decide(RecordInterception(Interception.STOPPED), first.after, (C,), facts).after
    assert (after.stage, after.goods) == (Stage.REFUNDING, Goods.RETURNING)
    assert after.given[-1].name == "intercepted"


@pytest.mark.parametrize("counted_as_lost", [False, True])
def test_what_was_refunded_before_it_was_back_is_received_and_graded(counted_as_lost: bool) -> None:
    """Refunded on being stopped, or since it counted as lost: when it is there after all it is looked at like any return."""
    story = Story(order=on_its_way()).plays([STOPS, (C, RecordInterception(Interception.STOPPED)), SILENCE])
    if not counted_as_lost:
        story.state = structs.replace(story.case, goods=Goods.RETURNING)
    assert story.case.stage is Stage.REFUNDING
    story.does(M, c.Receive())
    assert (story.case.stage, story.case.goods) == (Stage.REFUNDING, Goods.RETURNED)
    units = tuple(UnitsFoundAsked(item.line_no, item.quantity) for item in story.case.items)
    story.does(M, GradeUnits(units=units))
    assert story.case.reception
    assert [each.disposition for each in story.case.reception.found] == ["restock"]
    with pytest.raises(Refused):
        story.does(M, c.Receive())


@settings(max_examples=100, deadline=None)
@given(
    st.lists(st.tuples(st.integers(1, 3), st.integers(0, 9000)), min_size=1, max_size=3),
    st.data(),
)
def test_however_an_order_is_cancelled_in_parts_every_cent_comes_back_once(
    lines: list[tuple[int, int]], data: st.DataObject
) -> None:
    goods = [
        structs.replace(tea().lines[0], line_no=no, quantity=quantity, paid_minor=paid)
        for no, (quantity, paid) in enumerate(lines, 1)
    ]
    freight = LineFacts(len(goods) + 1, "shipping", "", "Shipping", "shipping", 1, 777, 0, 0)
    total = sum(paid for _, paid in lines) + 777
    card = structs.replace(tea().payments[0], amount_minor=total)
    order = structs.replace(
        unsent(tea()), lines=(*goods, freight), payments=(card,), paid_minor=total, escrow_minor=total
    )
    back = 0
    while left := [line for line in order.lines if line.kind == "goods" and line.left_quantity]:
        line = data.draw(st.sampled_from(left))
        quantity = data.draw(st.integers(1, line.left_quantity))
        story = Story(order=order)
        try:
            story.plays(
                [(B, c.OpenCase(CANCEL, (c.ItemAsked(line.line_no, quantity),), "no_reason")), CONFIRMS]
            )
        except NothingPaid:
            return
        back += story.case.sent_minor
        order = story.order
    assert back == total
    assert order.escrow_minor == 0
