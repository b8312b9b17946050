"""PURE: what carrying costs and who bears it, in words."""

from makegood.carriers import Borne, FreightCharge
from makegood.cases import BEARERS
from makegood.kit.i18n import text
from makegood.kit.money import money_text

WHAT = {
    ("carriage", "back"): "Freight of the way back: {amount}, borne by {who}: {why}.",
    ("carriage", "out"): "Freight of the way to the buyer: {amount}, borne by {who}: {why}.",
    (
        "weight",
        "back",
    ): "More freight for the way back, since the parcel weighed more: {amount}, borne by {who}: {why}.",
    (
        "weight",
        "out",
    ): "More freight for the way to the buyer, since the parcel weighed more: {amount}, borne by {who}: {why}.",
}
WHY = {
    "policy": "so the rules of the purchase say",
    "ruling": "so it follows from the ruling",
    "unsaid": "no rule says otherwise",
    "weight": "who sends a parcel tells its weight",
}
LOST = {
    "back": "Freight of the way back: none, since the parcel was lost.",
    "out": "Freight of the way to the buyer: none, since the parcel was lost.",
}
EXPECTED = "If you have it carried from here, {who} bears the freight: {why}."
WORDS = (*WHAT.values(), *BEARERS.values(), *WHY.values(), *LOST.values(), EXPECTED)
"""All of the above, for the catalogue's test."""


def freight_words(charge: FreightCharge, language: str) -> str:
    """One charge, as everybody in the case reads it."""
    if not charge.borne.is_due:
        return text(language, LOST[charge.direction])
    return text(
        language,
        WHAT[charge.because, charge.direction],
        amount=money_text(charge.amount_minor, charge.currency, language),
        who=text(language, BEARERS[_bearer(charge.borne)]),
        why=text(language, WHY[charge.ground]),
    )


def expected_words(borne: Borne, language: str) -> str:
    """Who would bear the freight of a parcel that is booked now."""
    why = text(language, WHY[borne.ground])
    return text(language, EXPECTED, who=text(language, BEARERS[_bearer(borne)]), why=why)


def _bearer(borne: Borne) -> str:
    parts = {"buyer": borne.buyer_minor, "merchant": borne.merchant_minor, "platform": borne.platform_minor}
    bearing = [who for who, minor in parts.items() if minor]
    return bearing[0] if len(bearing) == 1 else "shared"
