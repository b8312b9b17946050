"""PURE: goods with rules of their own in words: what was told of them, what happened since, and what that means."""

from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Any

from msgspec import Struct

from makegood.kit.i18n import text
from makegood.kit.money import money_text
from makegood.orders import (
    Agreed,
    Appraised,
    CustomMade,
    Delivered,
    Finished,
    Fresh,
    Goods,
    GoodsRecord,
    Installed,
    KeptRecord,
    Large,
    Measured,
    Noted,
    Presale,
    Revoked,
    SecondHand,
    Used,
    Virtual,
    kind_of,
)

Row = tuple[str, str]
"""A name and a value, in the reader's language."""

KINDS = {
    "custom_made": "Made to order",
    "virtual": "Virtual goods",
    "presale": "Presale",
    "second_hand": "Second-hand",
    "fresh": "Fresh goods",
    "large": "Large goods",
}
"""What each kind is called."""

NOTES = {
    "custom_made": "Who measured answers for the fit. What is faulty or not as agreed goes back as anything else does.",
    "virtual": "What was not used can be given back if the merchant agrees; it is revoked before the money goes out.",
    "presale": "Before the balance is paid, the kind of deposit decides; after it, all that was paid comes back till it ships.",
    "second_hand": "What was named here is no fault. For other faults of electronics the seller answers for 180 days.",
    "fresh": "If something is spoilt, say how much and show it in photos within 48 hours (12 hours for live goods).",
    "large": "Show damage with a video of the unpacking within 48 hours. Who installs it answers for the installation.",
}
"""What is special about each kind, for those who buy and sell it."""

PARTIES = {"buyer": "the buyer", "merchant": "the merchant"}
CONDITIONS = {
    "like_new": "like new", "very_good": "very good", "good": "good", "worn": "worn", "for_parts": "for parts",
}  # fmt: skip
_STATES = {"alive": "live", "chilled": "chilled", "frozen": "frozen"}
_SELLERS = {"private": "a private person", "business": "a business"}
_DEPOSITS = {
    "earnest": "Earnest (lost or doubled by law)",
    "advance": "Deposit (paid back if nothing comes of it)",
}
VERDICTS = {"passed": "authentic and as described", "failed": "not authentic, or not as described"}


TABLES = (KINDS, NOTES, PARTIES, CONDITIONS, _STATES, _SELLERS, _DEPOSITS, VERDICTS)
"""Every table of words here; the tests see to it that each has a Chinese one."""


class GoodsCard(Struct, frozen=True):
    """What a page draws of a line's goods; texts in the reader's language."""

    title: str
    kind: str
    rows: list[Row]
    note: str
    now: str = ""
    line_no: int = 0


class Wording(Struct, frozen=True):
    """How a reader reads: the language, the order's currency, and times as the page writes them."""

    language: str
    currency: str
    moment: Callable[[datetime], str]

    def say(self, english: str, **gaps: Any) -> str:
        """A sentence in the reader's language."""
        return text(self.language, english, **gaps)

    def money(self, amount_minor: int) -> str:
        """An amount of the order's currency."""
        return money_text(amount_minor, self.currency, self.language)


def goods_card(title: str, goods: Goods, records: list[KeptRecord], w: Wording) -> GoodsCard:
    """A line's goods in words."""
    kind = kind_of(goods)
    rows = [*_told(goods, w), *(row for each in records for row in _happened(each.record, w))]
    return GoodsCard(title, w.say(KINDS[kind]), rows, w.say(NOTES[kind]))


def _told(goods: Goods, w: Wording) -> Iterator[Row]:
    match goods:
        case CustomMade():
            yield from _of_custom_made(goods, w)
        case Virtual(delivery=delivery):
            yield w.say("Delivery"), w.say("at once" if delivery == "automatic" else "by hand")
        case Presale():
            yield from _of_presale(goods, w)
        case SecondHand():
            yield w.say("Sold by"), w.say(_SELLERS[goods.seller])
            yield w.say("Condition"), w.say(CONDITIONS[goods.condition])
            yield w.say("Flaws that were named"), "；".join(goods.flaws) or w.say("none")
        case Fresh():
            yield w.say("Arrives"), w.say(_STATES[goods.state])
            if goods.weight_grams:
                yield w.say("Weight"), f"{goods.weight_grams:,} g"
        case Large():
            yield w.say("Installation"), w.say("needed" if goods.needs_installation else "not needed")
            if goods.site_conditions:
                yield w.say("What the place must be like"), "；".join(goods.site_conditions)


def _of_custom_made(goods: CustomMade, w: Wording) -> Iterator[Row]:
    for each in goods.specification:
        yield each.name, each.value
    for length in goods.measurements:
        yield length.name, f"{length.millimetres:,} mm"
    if goods.measured_by:
        yield w.say("Measured by"), w.say(PARTIES[goods.measured_by])
    if goods.agreed_by:
        yield w.say("Agreed by"), _together(goods.agreed_by, w)
    if goods.ship_by:
        yield w.say("Ships by"), w.moment(goods.ship_by)


def _of_presale(goods: Presale, w: Wording) -> Iterator[Row]:
    yield w.say(_DEPOSITS[goods.deposit_kind]), w.money(goods.deposit_minor)
    paid = goods.balance_paid_at
    if paid:
        yield w.say("Balance"), w.say("paid on {when}", when=w.moment(paid))
    elif goods.balance_until:
        yield w.say("Balance"), w.say("to be paid until {when}", when=w.moment(goods.balance_until))
    else:
        yield w.say("Balance"), w.say("not paid yet")
    yield w.say("Ships by"), w.moment(goods.ship_by)


def _happened(record: GoodsRecord, w: Wording) -> Iterator[Row]:
    when = w.moment(record.at)
    match record:
        case Measured():
            for length in record.measurements:
                yield length.name, f"{length.millimetres:,} mm"
            yield w.say("Measured by"), f"{w.say(PARTIES[record.measured_by])} · {when}"
        case Agreed():
            yield w.say("Agreed by"), f"{_together(record.agreed_by, w)} · {when}"
        case Finished():
            yield w.say("Finished"), when
        case Delivered():
            yield w.say("Delivered"), _of_units(record.quantity, when)
        case Used():
            yield w.say("Used"), _of_units(record.quantity, when)
        case Revoked():
            yield w.say("Revoked"), _of_units(record.quantity, when)
        case Noted():
            yield w.say("Condition when it left"), f"{w.say(CONDITIONS[record.condition])} · {when}"
            if record.flaws:
                yield w.say("Flaws when it left"), "；".join(record.flaws)
        case Appraised():
            yield w.say("Appraisal"), f"{w.say(VERDICTS[record.verdict])} · {record.appraiser} · {when}"
        case Installed():
            yield w.say("Installed by"), f"{w.say(PARTIES[record.installed_by])} · {when}"


def _of_units(quantity: int | None, when: str) -> str:
    return f"{quantity} × {when}" if quantity else when


def _together(parties: list[Any], w: Wording) -> str:
    return " · ".join(w.say(PARTIES[each]) for each in parties)
