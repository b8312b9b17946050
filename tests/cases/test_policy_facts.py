"""The facts that policy looks at: who is believed, what the order tells, and what is left unknown."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec import structs

from makegood.cases import LineFacts, OrderFacts, ParcelFacts
from makegood.cases.facts import Asked
from makegood.cases.model import Goods, Item
from makegood.cases.policy_facts import FactOf, facts_of, groups_of, plain
from makegood.cases.promises import facts_kept
from makegood.cases.terms import GivenFact
from makegood.policy import FactWrong, seconds_of
from tests.cases.stories import DAY, NOON, REFUND, RETURN, tea, unsent
from tests.policy.history_world import catalogue

FAR_FUTURE = 4_102_444_800
ITEM = Item(1, "Green tea", 2, 6668)


def asked(*given: GivenFact, **changes: Any) -> Asked:
    """Two of three tins are asked back since they are faulty."""
    return structs.replace(Asked(RETURN, "quality", (ITEM,), 6668, Goods.WITH_BUYER, given=given), **changes)


def found(
    order: OrderFacts | None = None, wanted: Asked | None = None, now: datetime = NOON
) -> dict[str, FactOf]:
    """The facts by name."""
    wanted, order = wanted or asked(), order or tea()
    return {each.name: each for each in facts_of(catalogue(), "CN", wanted, wanted.items, order, now)}


def said(*words: tuple[str, Any], name: str = "intact") -> tuple[GivenFact, ...]:
    """What parties said one after the other."""
    return tuple(GivenFact(name, value, by, NOON + number * DAY) for number, (by, value) in enumerate(words))


BELIEVED = [
    # who said what, in order; what is held to be so, and on whose word
    ([], None, ""),
    ([("buyer", True)], True, "buyer"),
    ([("merchant", False)], False, "merchant"),
    ([("buyer", True), ("buyer", False)], False, "buyer"),  # the last word counts
    ([("buyer", True), ("merchant", True)], True, "buyer"),
    ([("buyer", True), ("merchant", False)], None, "disputed"),
    ([("buyer", True), ("merchant", False), ("merchant", True)], True, "buyer"),
    ([("buyer", True), ("merchant", False), ("desk", False)], False, "desk"),
    ([("desk", False), ("buyer", True)], False, "desk"),  # nobody talks the desk out of its finding
    ([("desk", False), ("senior", True)], True, "desk"),
    ([("senior", True), ("desk", False)], False, "desk"),
]


@pytest.mark.parametrize(("words", "value", "source"), BELIEVED)
def test_who_is_believed(words: list[tuple[str, Any]], value: bool | None, source: str) -> None:
    facts = found(wanted=asked(*said(*words)))
    fact = facts.get("intact")
    assert (fact.value, fact.source) == (value, source) if fact else (value, source) == (None, "")


def test_what_is_disputed_is_not_presumed_either() -> None:
    assert found()["seal_broken"].source == "presumed"
    words = said(("buyer", False), ("merchant", True), name="seal_broken")
    disputed = found(wanted=asked(*words))["seal_broken"]
    assert (disputed.value, disputed.source, disputed.at) == (None, "disputed", NOON + DAY)


def test_the_order_is_believed_before_the_parties_and_the_desk_before_the_order() -> None:
    told = structs.replace(tea(), facts={"seal_broken": True})
    words = said(("buyer", False), name="seal_broken")
    assert (found(told, asked(*words))["seal_broken"].source, found(told)["seal_broken"].value) == (
        "marketplace",
        True,
    )
    finding = said(("buyer", False), ("desk", False), name="seal_broken")
    assert found(told, asked(*finding))["seal_broken"].source == "desk"


def test_nobody_but_the_desk_contradicts_what_we_know_ourselves() -> None:
    words = said(("buyer", "no_reason"), name="reason")
    assert (found(wanted=asked(*words))["reason"].value, found(wanted=asked(*words))["reason"].source) == (
        "quality",
        "system",
    )
    finding = said(("desk", "no_reason"), name="reason")
    assert found(wanted=asked(*finding))["reason"].value == "no_reason"


def test_what_the_line_says_goes_before_what_the_order_says() -> None:
    order = tea()
    line = structs.replace(order.lines[0], facts={"channel": "live"})
    told = structs.replace(order, lines=(line,), facts={"channel": "telephone", "free_shipping": True})
    assert (found(told)["channel"].value, found(told)["free_shipping"].value) == ("live", True)
    assert (found(told)["channel"].source, found(told)["channel"].at) == ("marketplace", order.placed_at)


NOT_UNDERSTOOD = [
    {"no_such_fact": True}, {"channel": "by pigeon"}, {"free_shipping": "sometimes"}, {"gifts_kept": -1},
    {"gifts_kept": 10**15}, {"installed_at": "yesterday"}, {"installed_at": "2026-03-01T10:00:00"}, {"traits": "frozen"},
    {"reason": "no_reason"}, {"guarantees": ["no_such"]},
]  # fmt: skip


@pytest.mark.parametrize("told", NOT_UNDERSTOOD)
def test_what_the_marketplace_tells_and_nobody_understands_is_left_out(told: dict[str, Any]) -> None:
    assert {
        name: (fact.value, fact.source) for name, fact in found(structs.replace(tea(), facts=told)).items()
    } == {name: (fact.value, fact.source) for name, fact in found().items()}


def test_what_the_order_tells() -> None:
    facts = {name: fact.value for name, fact in found().items() if fact.source == "system"}
    assert facts == {
        "now": seconds_of(NOON), "refund_asked_at": seconds_of(NOON), "purchased_at": seconds_of(NOON - 5 * DAY),
        "market": "CN", "currency": "CNY", "order_status": "delivered", "line_kind": "goods", "category": "food",
        "paid": 6668, "price": 6668, "asked": 6668, "shipping_paid": 0, "quantity": 2, "remedy": "return_refund",
        "reason": "quality", "tender": "original", "goods_state": "with_buyer", "completed_at": FAR_FUTURE,
        "received_back_at": FAR_FUTURE, "shipped_at": seconds_of(NOON - 4 * DAY),
        "signed_at": seconds_of(NOON - 2 * DAY), "traits": frozenset(), "own_order": True,
        "items_modified_already": False, "paid_by_gift_card": False, "own_freight_cover": False, "piece_price": 3334,
    }  # fmt: skip


def test_traits_that_the_catalogue_does_not_know_are_left_out() -> None:
    line = structs.replace(tea().lines[0], traits=("frozen", "crunchy"))
    assert found(structs.replace(tea(), lines=(line,)))["traits"].value == frozenset({"frozen"})


def test_time_stands_still_for_a_request_that_was_made_in_time() -> None:
    facts = found(wanted=asked(asked_at=NOON), now=NOON + 30 * DAY)
    assert (facts["now"].value, facts["refund_asked_at"].value) == (seconds_of(NOON), seconds_of(NOON))
    received = found(wanted=asked(asked_at=NOON, received_at=NOON + DAY), now=NOON + 30 * DAY)
    assert received["received_back_at"].value == seconds_of(NOON + DAY)


def parcel(shipped: int, delivered: int | None, *lines: int) -> ParcelFacts:
    """A parcel that was shipped and delivered some days before noon."""
    return ParcelFacts(NOON - shipped * DAY, None if delivered is None else NOON - delivered * DAY, lines)


PARCELS = [
    # parcels, where the goods are; days since shipping and delivery: None is unknown, "never" has not happened
    ([parcel(4, 2)], Goods.WITH_BUYER, 4, 2),
    ([parcel(4, 2), parcel(3, 1)], Goods.WITH_BUYER, 4, 1),  # shipped with the first, delivered with the last
    ([parcel(4, 2), parcel(3, None)], Goods.IN_TRANSIT, 4, "never"),
    ([parcel(4, None)], Goods.IN_TRANSIT, 4, "never"),
    ([parcel(4, None)], Goods.WITH_BUYER, 4, None),  # it is there, and no parcel says since when
    ([parcel(4, 2, 2), parcel(3, 1, 1)], Goods.WITH_BUYER, 3, 1),  # the parcels of other lines say nothing
    ([], Goods.NOT_SHIPPED, "never", "never"),
    ([], Goods.WITH_BUYER, None, None),
]


@pytest.mark.parametrize(("parcels", "goods", "shipped", "signed"), PARCELS)
def test_when_it_was_shipped_and_delivered(
    parcels: list[ParcelFacts], goods: Goods, shipped: Any, signed: Any
) -> None:
    status = "paid" if goods is Goods.NOT_SHIPPED else "delivered"
    facts = found(structs.replace(tea(), parcels=tuple(parcels), status=status), asked(goods=goods))
    for name, days in (("shipped_at", shipped), ("signed_at", signed)):
        if days is None:
            assert name not in facts
        else:
            assert facts[name].value == (FAR_FUTURE if days == "never" else seconds_of(NOON - days * DAY))


def test_a_buyer_tells_when_the_parcel_came_where_nobody_else_can() -> None:
    told = GivenFact("signed_at", (NOON - DAY).isoformat(), "buyer", NOON)
    order = structs.replace(tea(), parcels=())
    assert found(order, asked(told))["signed_at"].value == seconds_of(NOON - DAY)
    assert found(tea(), asked(told))["signed_at"].value == seconds_of(NOON - 2 * DAY)
    assert found(unsent(tea()), asked(told, goods=Goods.NOT_SHIPPED))["signed_at"].value == FAR_FUTURE


def test_a_reason_that_is_none_is_not_left_out_but_refused() -> None:
    with pytest.raises(FactWrong):
        found(wanted=asked(reason="felt_like_it"))
    assert "reason" not in found(wanted=asked(reason=None))


def test_before_the_remedy_is_chosen_it_is_not_known() -> None:
    assert "remedy" not in found(wanted=asked(type=None))
    assert found(wanted=asked(type=REFUND))["remedy"].value == "refund_only"


AMOUNTS = [(10**14, 10**14), (10**14 + 1, None), (10**15, None), (0, 0)]


@pytest.mark.parametrize(("paid", "known"), AMOUNTS)
def test_an_amount_beyond_what_policy_reckons_with_is_unknown(paid: int, known: int | None) -> None:
    item = Item(1, "a tin of gold", 1, paid)
    fact = found(wanted=asked(items=(item,), requested_minor=paid)).get("paid")
    assert (fact and fact.value) == known


def test_what_is_asked_is_shared_by_what_was_paid() -> None:
    whole = asked(items=(Item(1, "a", 1, 3000), Item(2, "b", 1, 1000)), requested_minor=1001)
    order = structs.replace(tea(), lines=(tea().lines[0], structs.replace(tea().lines[0], line_no=2)))
    shares = [
        next(
            each.value
            for each in facts_of(catalogue(), "CN", whole, [item], order, NOON)
            if each.name == "asked"
        )
        for item in whole.items
    ]
    assert shares == [750, 250]


def _line(number: int, **changes: Any) -> LineFacts:
    return structs.replace(tea().lines[0], line_no=number, **changes)


ALIKE = [
    ([_line(1), _line(2)], [[1, 2]]),
    ([_line(1), _line(2, traits=("frozen",))], [[1], [2]]),
    ([_line(1), _line(2, kind="shipping")], [[1], [2]]),
    ([_line(1), _line(2, category="toys"), _line(3)], [[1, 3], [2]]),
    ([_line(1), _line(2, facts={"channel": "live"})], [[1], [2]]),
    ([_line(1, facts={"channel": "live"}), _line(2, facts={"channel": "live"})], [[1, 2]]),
    ([_line(1, facts={"guarantees": ("quality_refund",)}), _line(2, facts={"guarantees": ()})], [[1], [2]]),
]


@pytest.mark.parametrize(("lines", "groups"), ALIKE)
def test_lines_that_are_alike_are_judged_together(lines: list[LineFacts], groups: list[list[int]]) -> None:
    order = structs.replace(tea(), lines=tuple(lines))
    items = [Item(each.line_no, "", 1, 1) for each in lines]
    assert [[item.line_no for item in group] for group in groups_of(items, order)] == groups


def test_lines_of_different_parcels_are_judged_apart() -> None:
    order = structs.replace(tea(), lines=(_line(1), _line(2)), parcels=(parcel(4, 2, 1), parcel(3, None, 2)))
    assert len(groups_of([Item(1, "", 1, 1), Item(2, "", 1, 1)], order)) == 2


def test_facts_are_kept_as_json_has_them_without_what_the_catalogue_presumes() -> None:
    line = structs.replace(tea().lines[0], traits=("large", "frozen"))
    words = said(("buyer", True), ("merchant", False))
    kept = facts_kept(tuple(found(structs.replace(tea(), lines=(line,)), asked(*words)).values()))
    by_name = {each["name"]: each for each in kept}
    assert by_name["traits"]["value"] == ["frozen", "large"]
    assert by_name["now"] == {"name": "now", "value": seconds_of(NOON), "source": "system", "at": NOON}
    assert (by_name["intact"]["value"], by_name["intact"]["source"]) == (None, "disputed")
    assert not [each for each in kept if each["source"] == "presumed"]
    assert plain(frozenset()) == []


SAME = [
    # the fact, the same in other words
    ("installed_at", "2026-03-01T20:00:00+08:00", "2026-03-01T12:00:00Z"), ("intact", True, "yes"),
    ("abuse_signals", ("empty_return", "tracking_reuse"), ("tracking_reuse", "empty_return")), ("gifts_kept", 500, "500"),
]  # fmt: skip


@pytest.mark.parametrize(("name", "one", "other"), SAME)
def test_the_same_in_other_words_is_no_contradiction(name: str, one: Any, other: Any) -> None:
    words = said(("buyer", one), ("merchant", other), name=name)
    fact = found(wanted=asked(*words))[name]
    assert (fact.value, fact.source) == (catalogue().kind(name).encode(one), "buyer")


@pytest.mark.parametrize(
    "words",
    [said(("buyer", "perhaps")), said(("desk", 7)), said(("merchant", True), name="gone_from_the_catalogue")],
)
def test_what_a_catalogue_of_today_no_longer_understands_is_as_if_it_had_not_been_said(
    words: tuple[GivenFact, ...],
) -> None:
    assert found(wanted=asked(*words)).keys() == found().keys()
    again = said(("buyer", True), ("merchant", "perhaps"))
    assert found(wanted=asked(*again))["intact"].value is True


_PARTIES = st.sampled_from(["buyer", "merchant", "desk", "senior"])
_WORDS = st.lists(st.tuples(_PARTIES, st.booleans()), max_size=8)


@given(_WORDS)
def test_however_they_talk_one_rule_says_who_is_believed(words: list[tuple[str, bool]]) -> None:
    fact = found(wanted=asked(*said(*words))).get("intact")
    last = dict(words)
    desk = [value for by, value in words if by in ("desk", "senior")]
    parties = {last[by] for by in ("buyer", "merchant") if by in last}
    expected = desk[-1] if desk else parties.pop() if len(parties) == 1 else None
    assert (fact.value if fact else None) is expected


def test_a_moment_is_told_to_the_second_in_any_zone() -> None:
    for text in ("2026-03-01T20:00:00+08:00", "2026-03-01T12:00:00Z", "2026-03-01T12:00:00.999+00:00"):
        told = GivenFact("installed_at", text, "buyer", NOON)
        assert found(wanted=asked(told))["installed_at"].value == seconds_of(NOON - timedelta(days=1))
