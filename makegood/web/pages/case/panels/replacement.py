"""What the buyer gets instead of money: the goods, their price difference, whether they are held, and their parcel."""

from msgspec import Struct

from makegood.cases import Held, Replacement
from makegood.kit.i18n import text
from makegood.kit.money import money_text
from makegood.web.pages.case.scene import CaseScene, Panel

HELD = {
    "nothing": "Held once the request is granted",
    "reserved": "Held for the buyer",
    "gone": "Out of stock",
    "released": "Held no longer",
    "shipped": "Sent",
}
GIVEN_UP = {
    "merchant_cannot": "The merchant cannot send it.",
    "buyer_chose_refund": "The buyer takes the money instead.",
    "difference_not_paid": "The difference was not paid in time.",
    "not_sent_in_time": "It was not sent in time.",
    "lost_on_its_way": "It was lost on its way.",
    "came_back": "The carrier brought it back to the merchant.",
    "decided_on_appeal": "It was decided so on appeal.",
}
"""Why there is no replacement."""
EVEN = "No difference"
OWED = "{amount}, to be paid before it is sent"
PAID = "{amount}, paid"
BACK = "{amount} goes back to the buyer when it has arrived"


class Unit(Struct, frozen=True):
    """Units that the buyer gets; `price` in the reader's words, empty where it is the same once more."""

    title: str
    sku: str
    quantity: int
    price: str


class Instead(Struct, frozen=True):
    """What the template draws; `held` and `given_up` are English."""

    is_exchange: bool
    units: list[Unit]
    parts: str
    difference: str
    held: str
    carrier: str
    tracking_no: str
    given_up: str


async def build(scene: CaseScene) -> Instead | None:
    """The goods; None where money is asked for."""
    plan = scene.view.replacement
    if plan is None:
        return None
    language, currency = scene.reader.language, scene.view.currency
    units = [
        Unit(
            each.title,
            each.sku,
            each.quantity,
            money_text(each.price_minor, currency, language) if plan.for_items else "",
        )
        for each in plan.wanted
    ]
    return Instead(
        plan.for_items, units, plan.parts, _difference(plan, currency, language),
        HELD[plan.held.value] if plan.wanted and plan.held is not Held.SHIPPED else "",
        plan.carrier, plan.tracking_no, GIVEN_UP.get(plan.given_up, ""),
    )  # fmt: skip


def _difference(plan: Replacement, currency: str, language: str) -> str:
    """What the exchange costs more or less, in the reader's words; empty for what was missing."""
    if not plan.for_items:
        return ""
    if not plan.difference_minor:
        return text(language, EVEN)
    amount = money_text(abs(plan.difference_minor), currency, language)
    if plan.difference_minor < 0:
        return text(language, BACK, amount=amount)
    return text(language, OWED if plan.unpaid_minor else PAID, amount=amount)


PANEL = Panel("replacement", "case/replacement.html", build)
SENTENCES = (EVEN, OWED, PAID, BACK, *HELD.values(), *GIVEN_UP.values())
"""Every sentence, for the catalogue's test."""
