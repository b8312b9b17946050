"""PURE: orders that a party gives to an exchange or a reshipment."""

from typing import Annotated

from msgspec import Meta

from makegood.cases.commands import Amount, Command, OwnTender, Text, Word


class ShipReplacement(Command, frozen=True):
    """Tell with which parcel the replacement goes to the buyer."""

    name = "ship_replacement"
    carrier: Word
    tracking_no: Word


class CannotReplace(Command, frozen=True):
    """Say that the replacement cannot be sent; what was paid is refunded instead."""

    name = "cannot_replace"
    note: Text = ""


class ChooseRefund(Command, frozen=True):
    """Take the money instead, when the replacement is late, out of stock, or not worth its difference."""

    name = "choose_refund"


class PayDifference(Command, frozen=True):
    """Pay the price difference from a gift card or store credit of yours."""

    name = "pay_difference"
    pay_with: OwnTender


class RecordPayment(Command, frozen=True):
    """Tell that the price difference was captured, by which processor and under which reference."""

    name = "record_payment"
    tender: Annotated[str, Meta(pattern="^(card|wallet|bank|store_credit|gift_card|cash)$")]
    processor: Word
    processor_reference: Annotated[str, Meta(min_length=1, max_length=200, pattern=r"^\S([\s\S]*\S)?$")]
    amount_minor: Amount


class ConfirmArrival(Command, frozen=True):
    """Say that the replacement has arrived."""

    name = "confirm_arrival"


class ReplacementLost(Command, frozen=True):
    """The carrier has lost the replacement on its way to the buyer, or (`came_back`) has brought it back to the merchant."""

    name = "replacement_lost"
    came_back: bool = False
