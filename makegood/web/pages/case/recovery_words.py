"""PURE: what is claimed from a carrier for a case, how that stands and who got what, in words."""

from makegood.carriers import RecoveryTold
from makegood.kit.i18n import text
from makegood.kit.money import money_text

WHAT = {
    ("lost", "back"): "the parcel that was lost on its way back",
    ("damaged", "back"): "what was broken on its way back",
    ("lost", "out"): "the parcel that was lost on its way to the buyer",
    ("damaged", "out"): "what was broken on its way to the buyer",
}
STANDING = {
    "open": "The carrier is asked to pay for {what}; it has not paid yet.",
    "paid": "The carrier paid for {what}.",
    "refused": "The carrier refused to pay for {what}.",
    "written_off": "The carrier did not pay for {what}, and is asked no longer.",
    "dropped": "The carrier is no longer asked to pay for {what}.",
}
CLAIMED = "Claimed: {amount}."
PAID = "Paid: {amount}."
PARTS = {
    "buyer": "To the buyer's balance: {amount}.",
    "merchant": "To the merchant: {amount}.",
    "platform": "To the platform: {amount}.",
}
YOURS = {"buyer": "To your balance: {amount}.", "merchant": "To you: {amount}."}
NOTHING = "You had no loss by it, so nothing of it goes to you."
WORDS = (*WHAT.values(), *STANDING.values(), CLAIMED, PAID, *PARTS.values(), *YOURS.values(), NOTHING)
"""All of the above, for the catalogue's test."""


def recovery_words(told: RecoveryTold, role: str, language: str) -> str:
    """One claim, with the amounts that its reader may see."""
    what = text(language, WHAT[told.because, told.direction])
    sentences = [text(language, STANDING[told.status], what=what)]
    for english, minor in _amounts(told, role):
        sentences.append(text(language, english, amount=money_text(minor, told.currency, language)))
    if role in YOURS and told.status == "paid" and len(sentences) == 1:
        sentences.append(text(language, NOTHING))
    return ("" if language == "zh-CN" else " ").join(sentences)


def _amounts(told: RecoveryTold, role: str) -> list[tuple[str, int]]:
    """The sentences with an amount; none for what is nothing, or not the reader's."""
    parts = {
        "buyer": told.to_buyer_minor,
        "merchant": told.to_merchant_minor,
        "platform": told.to_platform_minor,
    }
    listed = [(CLAIMED, told.claimed_minor), (PAID, told.paid_minor)]
    listed += [(YOURS[who] if who == role else PARTS[who], minor) for who, minor in parts.items()]
    return [(english, minor) for english, minor in listed if minor]
