"""What may be asked for is what opening a case says: the same answers, by the same rules, for want of the same facts."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec import structs

from makegood.cases import Facts, OrderFacts, ParcelFacts, Role, open_case, refusals
from makegood.cases import commands as c
from makegood.cases.eligibility import Eligibility, EligibilityAsked, RemedyAnswer, eligibility_for
from makegood.cases.families.cancellation.refusals import ArrivedAlready, NotOnItsWay, ShippedAlready
from makegood.cases.model import BuyerTender, CaseType
from makegood.cases.promises import LIMITED, BookPromises
from makegood.kit.errors import Refused
from makegood.policy import FactKind, FactNotKnown, FactType, FactWrong
from tests.cases.promises_world import promises_of, tea_promises
from tests.cases.stories import DAY, NOON, tea, unsent
from tests.policy.history_world import catalogue, shipped_book

SHIPPED = shipped_book("CN")


def asked_for(
    promises: BookPromises, order: OrderFacts | None = None, now: datetime = NOON, by: Role = Role.BUYER,
    language: str = "en", **wanted: Any,
) -> Eligibility:  # fmt: skip
    """What may be asked for of the tea."""
    return eligibility_for(
        EligibilityAsked(order="T-1", **{"explain": True, **wanted}),
        promises,
        order or tea(),
        now,
        by,
        language,
    )


def remedy(found: Eligibility, name: str) -> RemedyAnswer:
    return next(each for each in found.remedies if each.remedy == name)


def _values(kind: FactKind) -> st.SearchStrategy[Any]:
    moments = st.integers(0, 2500).map(lambda days: NOON - 2000 * DAY + days * DAY)
    match kind.type:
        case FactType.FLAG:
            return st.booleans()
        case FactType.WORD:
            return st.sampled_from([*kind.values] or ["something"])
        case FactType.WORDS:
            return st.lists(st.sampled_from([*kind.values]), max_size=3, unique=True).map(tuple)
        case FactType.MOMENT:
            times = moments.map(datetime.isoformat)
            return times if kind.absent is None else times | st.just("never")
        case _:
            return st.integers(kind.least, min(kind.most, kind.least + 10**6))


def _told(kinds: list[FactKind]) -> st.SearchStrategy[dict[str, Any]]:
    of_kind = st.sampled_from(kinds).flatmap(lambda kind: st.tuples(st.just(kind.name), _values(kind)))
    return st.lists(of_kind, max_size=6).map(dict)


_TAKEN = {"reason", "remedy", "tender"}
_BUYERS = [kind for kind in catalogue().facts.values() if "buyer" in kind.by and kind.name not in _TAKEN]
_MARKETPLACES = [kind for kind in catalogue().facts.values() if "marketplace" in kind.by]
_TRAITS, _REASONS = [*catalogue().facts["traits"].values], [*catalogue().facts["reason"].values]
_TENDERS = ("gift_card", "store_credit", "wallet", "card")


@st.composite
def orders(draw: st.DrawFn) -> OrderFacts:
    """An order of one to three tins of tea, on any day of some years, as far as it may have come."""
    status = draw(st.sampled_from(["paid", "shipped", "delivered", "completed", "cancelled"]))
    placed = NOON - draw(st.integers(0, 1000)) * DAY
    shipped = placed + timedelta(hours=draw(st.integers(0, 100)))
    delivered = shipped + timedelta(hours=draw(st.integers(0, 200)))
    parcels = (ParcelFacts(shipped, None if status == "shipped" else delivered),)
    line = structs.replace(
        tea().lines[0], kind=draw(st.sampled_from(["goods", "goods", "goods", "shipping"])),
        traits=tuple(draw(st.sets(st.sampled_from(_TRAITS), max_size=2))), facts=draw(_told(_MARKETPLACES)),
    )  # fmt: skip
    return structs.replace(
        tea(), status=status, placed_at=placed, lines=(line,), facts=draw(_told(_MARKETPLACES)),
        parcels=() if status in ("paid", "cancelled") or draw(st.booleans()) else parcels,
        completed_at=delivered + DAY if status == "completed" else None,
        tenders=tuple(BuyerTender(name, name) for name in _TENDERS),
    )  # fmt: skip


_REQUESTS = st.fixed_dictionaries(
    {"reason": st.sampled_from(_REASONS), "facts": _told(_BUYERS)},
    optional={"quantity": st.integers(1, 3), "amount_minor": st.integers(1, 3000), "refund_to": st.sampled_from(_TENDERS)},
)  # fmt: skip


_OF_MONEY = [
    CaseType.REFUND_ONLY, CaseType.RETURN_REFUND, CaseType.CANCEL, CaseType.INTERCEPT, CaseType.RESHIP,
]  # fmt: skip
"""Types that ask for nothing but items and money; the others say in a field of their own what is wanted."""


@settings(max_examples=100, deadline=None)
@given(orders(), _REQUESTS, st.sampled_from(_OF_MONEY), st.integers(0, 100))
def test_eligibility_says_what_opening_a_case_says(
    order: OrderFacts, request: dict[str, Any], type_: CaseType, days: int
) -> None:
    now = max(
        order.placed_at + days * DAY, *(each.delivered_at or NOON for each in order.parcels), order.placed_at
    )
    found = asked_for(BookPromises(SHIPPED, "CN"), order, now, **request)
    answer = remedy(found, type_.value)
    promises = BookPromises(SHIPPED, "CN")
    items = (c.ItemAsked(1, request.get("quantity")),)
    fields = {name: value for name, value in request.items() if name != "quantity"}
    command = c.OpenCase(type_, items, fields.pop("reason"), **fields)
    facts = Facts(now, order, lambda: 1, promises=promises)
    try:
        terms = open_case(command, 1, 1, Role.BUYER, facts).after.terms
    except Refused as refused:
        _is_as_refused(refused, answer, found, request)
    else:
        assert (answer.answer, answer.until) == (terms.remedy, terms.until)
        assert set(answer.missing) <= {each.name for each in terms.missing}
        unsettled = "undecided" in (answer.answer, answer.merchant_may_refuse)
        # How much comes back may be to settle where whether it does is not.
        asks_how_much = type_ in LIMITED and not unsettled
        assert asks_how_much or unsettled is bool(answer.missing)
        assert (answer.merchant_may_refuse == "no") is not terms.may_refuse


def _is_as_refused(
    refused: Refused, answer: RemedyAnswer, found: Eligibility, request: dict[str, Any]
) -> None:
    match refused:
        case refusals.RemedyNotOpen():
            assert answer.answer == "refused"
            assert refused.fields["rule"] == (answer.because.rule if answer.because else "")
        case refusals.TenderNotOpen():
            assert answer.answer != "refused"
            said = found.tenders.get(request["refund_to"])
            assert said is None or said.value == "refused"
        case (
            refusals.OrderNotPaid()
            | refusals.NotShippedYet()
            | ShippedAlready()
            | ArrivedAlready()
            | NotOnItsWay()
        ):
            assert answer.answer == "refused"  # nothing about eligibility is left in code alone
        case refusals.MoreThanPaid():
            assert request["amount_minor"] > 0
        case _:
            raise refused


def test_each_remedy_has_its_rule_its_end_and_what_it_would_take() -> None:
    found = asked_for(promises_of(), reason="no_reason", facts={"intact": True})
    back = remedy(found, "return_refund")
    assert back.because is not None
    assert (back.answer, back.because.rule, back.because.text) == (
        "open", "tea-promises/intact_goes_back", "Intact tea goes back for a week.",
    )  # fmt: skip
    assert back.until == datetime(2026, 3, 7, 16, tzinfo=UTC)
    money = remedy(found, "refund_only")
    assert (money.answer, money.because, money.until, money.missing) == ("refused", None, None, [])
    assert [each.rule for each in money.instead] == ["tea-promises/faulty", "tea-promises/damaged"]
    assert [each.remedy for each in found.remedies if each.answer == "open"] == ["return_refund"]


def test_in_the_readers_language() -> None:
    found = asked_for(promises_of(), language="zh-CN", reason="no_reason", facts={"intact": True})
    because = remedy(found, "return_refund").because
    assert because is not None
    assert because.text == "完好的茶叶七日内可退。"
    assert remedy(found, "refund_only").instead[0].would_take == ["原因为“质量问题”"]


def test_what_is_missing_is_asked_for_cheapest_first_with_its_words() -> None:
    found = asked_for(promises_of(), language="zh-CN", reason="no_reason")
    assert (remedy(found, "return_refund").answer, remedy(found, "return_refund").missing) == (
        "undecided",
        ["intact"],
    )
    (question,) = found.missing
    assert (question.name, question.cost) == ("intact", 1)
    assert "完好" in question.question


def test_before_a_reason_is_given_it_is_what_is_asked_first() -> None:
    found = asked_for(promises_of())
    assert {each.answer for each in found.remedies if each.remedy in ("return_refund", "refund_only")} == {
        "undecided"
    }
    assert [each.name for each in found.missing] == ["reason", "intact"]


def test_freight_clocks_tenders_and_burden() -> None:
    found = asked_for(promises_of(), reason="quality")
    assert {leg: said.value for leg, said in found.freight.items()} == {"return": "merchant"}
    assert found.clocks == {"merchant_answer": 86_400, "return_shipping": 259_200, "buyer_answer": 172_800}
    assert {name: said.value for name, said in found.tenders.items()} == {
        "original": "open",
        "gift_card": "open",
    }
    assert found.burden is not None
    assert (found.burden.value, found.ruling, found.packs) == ("merchant", None, ["tea-promises@1"])


AT = [
    # the day asked about, what the remedy is then
    (NOON - 3 * DAY, "open"),  # on its way: the week has not begun
    (NOON, "open"), (NOON + 5 * DAY, "open"), (NOON + 6 * DAY, "refused"), (NOON + 400 * DAY, "refused"),
]  # fmt: skip


@pytest.mark.parametrize(("at", "answer"), AT)
def test_any_day_can_be_asked_about(at: datetime, answer: str) -> None:
    found = asked_for(promises_of(), at=at, reason="no_reason", facts={"intact": True})
    assert (remedy(found, "return_refund").answer, found.decided_at) == (answer, at)


WRONG = [
    ({"line_no": 2}, refusals.NoSuchLine), ({"quantity": 4}, refusals.UnitsNotLeft), ({"reason": "because"}, FactWrong),
    ({"facts": {"intakt": True}}, FactNotKnown), ({"facts": {"intact": 7}}, FactWrong),
    ({"facts": {"channel": "live"}}, refusals.FactNotYours), ({"facts": {"now": "never"}}, refusals.FactNotYours),
    ({"refund_to": "no-such"}, refusals.NoSuchTender),
]  # fmt: skip


@pytest.mark.parametrize(("wanted", "refusal"), WRONG)
def test_what_cannot_be_asked(wanted: dict[str, Any], refusal: type[Refused]) -> None:
    with pytest.raises(refusal):
        asked_for(promises_of(), **wanted)


def test_the_desk_asks_as_itself() -> None:
    told = {"reason": "no_reason", "facts": {"intact": True, "channel": "live"}}
    assert remedy(asked_for(promises_of(), by=Role.DESK, **told), "return_refund").answer == "open"


def test_units_that_were_claimed_are_not_asked_for_again() -> None:
    order = tea()
    line = structs.replace(order.lines[0], claimed_quantity=3, claimed_minor=10_002)
    with pytest.raises(refusals.UnitsNotLeft):
        asked_for(promises_of(), structs.replace(order, lines=(line,)), reason="quality")


def test_the_amounts_are_of_the_units_that_are_asked_for() -> None:
    refund = """
  - id: refund
    text: {en: What was paid comes back., zh: 退还已付款。}
    source: house
    confidence: H
    when: "true"
    then: {refund: {of: paid}, compensation: {of: price, times: 3}}
"""
    found = asked_for(promises_of(tea_promises(more=refund)), reason="quality", quantity=2)
    assert {name: said.value for name, said in found.amounts.items()} == {
        "refund": 6668,
        "compensation": 20_004,
    }


UNSENT = [
    ("return_refund", "refused"),
    ("exchange", "refused"),
    ("repair", "refused"),
    ("refund_only", "open"),
]


@pytest.mark.parametrize(("name", "answer"), UNSENT)
def test_what_was_never_sent_is_not_asked_back(name: str, answer: str) -> None:
    found = asked_for(BookPromises(SHIPPED, "CN"), unsent(tea()), reason="no_reason")
    assert remedy(found, name).answer == answer
