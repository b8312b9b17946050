"""Goods with rules of their own: what the shipped packs answer at each moment, by what is told of them and what happened."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from msgspec import structs

from makegood.cases import Facts, LineFacts, OrderFacts, ParcelFacts, PaymentFacts, Role, open_case
from makegood.cases import commands as c
from makegood.cases.eligibility import Eligibility, EligibilityAsked, eligibility_for
from makegood.cases.facts import Asked, goods_of
from makegood.cases.model import CaseType, Goods, Item
from makegood.cases.policy_facts import facts_of
from makegood.cases.promises import BookPromises
from makegood.orders import (
    Agreed,
    Appraised,
    CustomMade,
    Delivered,
    Fresh,
    Installed,
    KeptRecord,
    Large,
    Measured,
    Measurement,
    Presale,
    Revoked,
    SecondHand,
    Specified,
    Used,
    Virtual,
)
from tests.cases.stories import DAY, NOON
from tests.policy.history_world import catalogue, shipped_book

PROMISES = BookPromises(shipped_book("CN"), "CN")
PLACED = NOON - 20 * DAY


def kept(record: Any, by: str = "marketplace") -> KeptRecord:
    return KeptRecord(record=record, by=by, at=record.at)


def sold(
    goods: Any, paid_minor: int, status: str = "paid", *records: KeptRecord, price_minor: int | None = None,
    delivered: timedelta | None = None, traits: tuple[str, ...] = (), **facts: Any,
) -> OrderFacts:  # fmt: skip
    """One unit of some goods, bought twenty days ago; `delivered`: how long ago it came, where it did."""
    line = LineFacts(
        1, "goods", "SKU", "goods", "any", 1, paid_minor, 0, 0, traits, facts,
        unit_price_minor=price_minor or paid_minor, goods=goods, records=records,
    )  # fmt: skip
    parcels = () if delivered is None else (ParcelFacts(NOON - delivered - DAY, NOON - delivered),)
    return OrderFacts(
        id=1, external_id="T-1", buyer_id=7, merchant_id=8, currency="CNY", status=status, placed_at=PLACED,
        paid_minor=paid_minor, escrow_minor=paid_minor, lines=(line,), parcels=parcels,
        payments=(PaymentFacts(1, "card", "fake", "pay-1", paid_minor, 0, 0),),
    )  # fmt: skip


def found(order: OrderFacts, reason: str, **told: Any) -> Eligibility:
    wanted = EligibilityAsked(order="T-1", reason=reason, facts=told)
    return eligibility_for(wanted, PROMISES, order, NOON, Role.BUYER, "en")


def answer(order: OrderFacts, reason: str, remedy: str, **told: Any) -> tuple[Any, ...]:
    """The answer for a remedy: whether it is open, whether the merchant may refuse, and what comes back and on top."""
    one = next(each for each in found(order, reason, **told).remedies if each.remedy == remedy)
    return one.answer, one.merchant_may_refuse, one.refund_minor, one.compensation_minor


def facts(
    order: OrderFacts, reason: str = "quality", type_: CaseType = CaseType.RETURN_REFUND
) -> dict[str, Any]:
    item = Item(1, "goods", 1, order.lines[0].paid_minor)
    asked = Asked(type_, reason, (item,), item.value_minor, goods_of(order, [1], NOON))
    return {each.name: each.value for each in facts_of(catalogue(), "CN", asked, (item,), order, NOON)}


def presale(paid: bool, ship_in: timedelta, kind: str = "earnest") -> Presale:
    """A deposit of 100.00 on a price of 800.00."""
    return Presale(
        deposit_minor=10_000, ship_by=NOON + ship_in, deposit_kind=kind,
        balance_paid_at=PLACED + 10 * DAY if paid else None,
    )  # fmt: skip


BEFORE_BALANCE = sold(presale(False, DAY), 10_000, price_minor=80_000, traits=("presale",))
NO_EARNEST = sold(presale(False, DAY, "advance"), 10_000, price_minor=80_000, traits=("presale",))
LATE_BEFORE_BALANCE = sold(presale(False, -DAY), 10_000, price_minor=80_000, traits=("presale",))
AFTER_BALANCE = sold(presale(True, DAY), 80_000, price_minor=80_000, traits=("presale",))
LATE = sold(presale(True, -DAY), 80_000, price_minor=80_000, traits=("presale",))
ARRIVED = sold(presale(True, -3 * DAY), 80_000, "delivered", delivered=DAY, traits=("presale",))

PRESALE = [
    # at which moment, why, what is asked: whether it is open, may be refused, comes back, and is owed on top
    ("before the balance the earnest is lost", BEFORE_BALANCE, "no_reason", "cancel", ("refused", "", None, None)),
    ("and no refund goes around that", BEFORE_BALANCE, "no_reason", "refund_only", ("refused", "", None, None)),
    ("another deposit is paid back", NO_EARNEST, "no_reason", "cancel", ("open", "no", 10_000, None)),
    (
        "the merchant is late: the earnest twice",
        LATE_BEFORE_BALANCE, "not_shipped_in_time", "cancel", ("open", "no", 10_000, 10_000),
    ),
    ("after the balance all comes back", AFTER_BALANCE, "no_reason", "cancel", ("open", "no", None, None)),
    ("and when it is late too", LATE, "not_shipped_in_time", "cancel", ("open", "no", None, None)),
]  # fmt: skip


@pytest.mark.parametrize(
    ("when", "order", "reason", "remedy", "expected"), PRESALE, ids=[x[0] for x in PRESALE]
)
def test_what_a_presale_gives_back_at_each_moment(
    when: str, order: OrderFacts, reason: str, remedy: str, expected: tuple[Any, ...]
) -> None:
    assert answer(order, reason, remedy) == expected


def test_a_presale_is_late_after_its_promised_time_and_then_cancelled_at_once() -> None:
    assert facts(AFTER_BALANCE)["shipping_late_by"] == 0
    assert facts(LATE)["shipping_late_by"] == 86_400
    granted = {
        name: next(
            each.granted_at_once
            for each in found(order, "not_shipped_in_time").remedies
            if each.remedy == "cancel"
        )
        for name, order in (("in time", AFTER_BALANCE), ("late", LATE))
    }
    assert granted == {"in time": False, "late": True}
    assert facts(LATE, "not_shipped_in_time", CaseType.CANCEL)["defaulting_party"] == "merchant"


def test_a_presale_that_has_come_goes_back_for_all_of_its_price() -> None:
    opened = found(ARRIVED, "no_reason", intact=True)
    returned = next(each for each in opened.remedies if each.remedy == "return_refund")
    assert (returned.answer, returned.merchant_may_refuse) == ("open", "no")
    assert "earnest_included" in opened.marks


def code(*records: KeptRecord) -> OrderFacts:
    return sold(Virtual(), 5000, "paid", *records, traits=("virtual",))


DELIVERED = kept(Delivered(at=NOON - DAY))
USED, REVOKED = kept(Used(at=NOON)), kept(Revoked(at=NOON))
UNDELIVERED, UNUSED, USED_CODE = code(), code(DELIVERED), code(DELIVERED, USED)

VIRTUAL = [
    ("not delivered: cancelled", UNDELIVERED, "no_reason", "cancel", ("open", "no")),
    ("delivered and unused: the merchant may agree", UNUSED, "no_reason", "refund_only", ("open", "yes")),
    ("used: no change of mind", USED_CODE, "no_reason", "refund_only", ("refused", "")),
    ("used, but not what was described", USED_CODE, "not_as_described", "refund_only", ("open", "yes")),
]


@pytest.mark.parametrize(
    ("when", "order", "reason", "remedy", "expected"), VIRTUAL, ids=[x[0] for x in VIRTUAL]
)
def test_what_virtual_goods_give_back(
    when: str, order: OrderFacts, reason: str, remedy: str, expected: tuple[str, str]
) -> None:
    assert answer(order, reason, remedy)[:2] == expected


def test_virtual_goods_are_with_the_buyer_once_delivered() -> None:
    assert [goods_of(each, [1], NOON) for each in (UNDELIVERED, UNUSED)] == [
        Goods.NOT_SHIPPED,
        Goods.WITH_BUYER,
    ]
    told = facts(UNUSED)
    assert told["signed_at"] == told["shipped_at"] == int((NOON - DAY).timestamp())
    assert (told["goods_kind"], told["goods_used"], told["code_state"]) == ("virtual", False, "handed_out")
    assert (facts(USED_CODE)["goods_used"], facts(USED_CODE)["code_state"]) == (True, "used")


def curtains(by: str | None = "buyer", *records: KeptRecord) -> OrderFacts:
    goods = CustomMade(
        specification=[Specified(name="fabric", value="linen")],
        measurements=[Measurement(name="height", millimetres=2600)] if by else [],
        measured_by=by,  # type: ignore[arg-type]
        agreed_by=["buyer"],
    )
    return sold(
        goods,
        60_000,
        "delivered",
        *records,
        delivered=DAY,
        traits=("custom_made",),
        goods_kind="home_textile",
    )


MEASURED = kept(
    Measured(
        at=PLACED + DAY, measured_by="merchant", measurements=[Measurement(name="height", millimetres=2580)]
    ),
    by="merchant",
)
FIT = [
    # who measured, whether it was made as agreed: who pays the way back, what is proposed
    ("made otherwise", curtains(), False, "merchant", "return_refund"),
    ("the buyer measured", curtains(), True, "buyer", "pay_merchant"),
    ("the merchant's fitter measured", curtains(None, MEASURED), True, "merchant", "return_refund"),
]


@pytest.mark.parametrize(("when", "order", "as_agreed", "payer", "ruling"), FIT, ids=[x[0] for x in FIT])
def test_who_measured_answers_for_the_fit(
    when: str, order: OrderFacts, as_agreed: bool, payer: str, ruling: str
) -> None:
    opened = found(order, "does_not_fit", made_as_agreed=as_agreed)
    assert (opened.freight["return"].value, opened.ruling and opened.ruling.value) == (payer, ruling)


def test_whether_it_was_made_as_agreed_is_asked() -> None:
    assert "made_as_agreed" in [each.name for each in found(curtains(), "does_not_fit").missing]


def test_the_parties_agree_on_a_specification_together() -> None:
    agreed = kept(Agreed(at=NOON, agreed_by=["buyer", "merchant"]), by="merchant")
    assert (facts(curtains())["specification_agreed"], facts(curtains("buyer", agreed))["specification_agreed"]) == (
        False, True,
    )  # fmt: skip


def phone(days: int, flaws: list[str], seller: str = "business", *records: KeptRecord) -> OrderFacts:
    goods = SecondHand(seller=seller, condition="good", flaws=flaws)  # type: ignore[arg-type]
    return sold(
        goods,
        90_000,
        "delivered",
        *records,
        delivered=days * DAY,
        traits=("second_hand",),
        goods_kind="phone",
    )


def test_second_hand_electronics_are_answered_for_180_days() -> None:
    late = structs.replace(phone(179, []), placed_at=NOON - 190 * DAY)
    over = structs.replace(phone(181, []), placed_at=NOON - 190 * DAY)
    freight = [found(each, "quality").freight["return"].value for each in (late, over)]
    assert freight[0] == "merchant"
    until = next(each.until for each in found(late, "quality").remedies if each.remedy == "return_refund")
    assert until == NOON + DAY
    assert (
        next(each.until for each in found(over, "quality").remedies if each.remedy == "return_refund")
        != until
    )


def test_whether_a_flaw_was_named_is_asked_where_the_offer_named_some() -> None:
    assert "flaw_known" not in [each.name for each in found(phone(20, []), "quality").missing]
    scratched = phone(20, ["a scratch on the back"])
    assert "flaw_known" in [each.name for each in found(scratched, "quality").missing]
    assert answer(scratched, "quality", "return_refund", flaw_known=False)[0] == "open"
    assert found(scratched, "quality", flaw_known=False).freight["return"].value == "merchant"


def test_who_sells_and_what_the_appraisal_found_is_told() -> None:
    failed = kept(Appraised(at=NOON, appraiser="Institute", verdict="failed"))
    private = phone(2, [], "private", failed)
    assert (facts(private)["seller_kind"], facts(private)["certificate_state"]) == ("private", "failed")
    assert found(private, "counterfeit").freight["return"].value == "merchant"


def cherries(**facts: Any) -> OrderFacts:
    return sold(
        Fresh(state="chilled", weight_grams=5000),
        10_000,
        "delivered",
        delivered=DAY,
        traits=("perishable",),
        **facts,
    )


BANDS = [(500, 500), (1000, 1000), (1001, 3000), (3000, 3000), (3001, 5000), (5001, 7000), (7001, 10_000)]


@pytest.mark.parametrize(("share", "refund_minor"), BANDS)
def test_the_share_that_is_spoilt_says_at_once_what_comes_back(share: int, refund_minor: int) -> None:
    assert (
        answer(cherries(), "spoilt", "refund_only", rotten_share=share, defect_visible=True)[2]
        == refund_minor
    )
    command = c.OpenCase(
        CaseType.REFUND_ONLY,
        (c.ItemAsked(1),),
        "spoilt",
        facts={"rotten_share": share, "defect_visible": True},
    )
    state = open_case(command, 1, 1, Role.BUYER, Facts(NOON, cherries(), lambda: 1, promises=PROMISES)).after
    assert state.requested_minor == refund_minor
    assert state.terms.clock("merchant_answer") == timedelta(hours=24)


def test_the_share_is_asked() -> None:
    assert "rotten_share" in [each.name for each in found(cherries(), "spoilt").missing]


def wardrobe(hours: float, *records: KeptRecord) -> OrderFacts:
    goods = Large(needs_installation=True, crated=True, site_conditions=["a level floor"])
    return sold(
        goods, 200_000, "delivered", *records, delivered=timedelta(hours=hours), goods_kind="furniture",
        traits=("large", "needs_installation"),
    )  # fmt: skip


def test_damage_to_large_goods_is_shown_within_48_hours() -> None:
    soon = found(wardrobe(47.9), "damaged")
    assert soon.clocks["report"] == 48 * 3600
    assert "video" in soon.evidence["buyer"]
    assert soon.freight["return"].value == "merchant"
    open_soon = {each.remedy for each in soon.remedies if each.answer == "open"}
    assert {"return_refund", "repair", "price_reduction"} <= open_soon


@pytest.mark.parametrize(("by", "ruling"), [("merchant", "return_refund"), ("buyer", "pay_merchant")])
def test_who_installed_answers_for_what_broke_meanwhile(by: str, ruling: str) -> None:
    installed = kept(Installed(at=NOON - timedelta(hours=2), installed_by=by))  # type: ignore[arg-type]
    opened = found(wardrobe(20, installed), "installation", installation_trouble="damaged")
    assert opened.ruling is not None
    assert opened.ruling.value == ruling
    assert "installed_by" not in [each.name for each in opened.missing]


def test_what_a_merchant_records_is_its_word_and_may_be_contradicted() -> None:
    by_buyer = kept(Installed(at=NOON - timedelta(hours=2), installed_by="buyer"), by="merchant")
    order = wardrobe(20, by_buyer)
    assert facts(order)["installed_by"] == "buyer"
    contradicted = found(order, "installation", installation_trouble="damaged", installed_by="merchant")
    assert contradicted.ruling is None
