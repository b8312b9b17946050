"""PURE: the orders that only a cancellation or an interception knows."""

from typing import Annotated

from msgspec import Meta

from makegood.cases.commands import Command
from makegood.cases.families.cancellation.plan import Interception

OfParcel = Annotated[str, Meta(max_length=64, pattern=r"^([\w][\w .:/-]*)?$")]
"""A carrier or tracking number; empty where an order is said to have left without a parcel."""


class ConfirmUnshipped(Command, frozen=True):
    """Confirm that the goods have not left and will not: the cancellation is granted."""

    name = "confirm_unshipped"


class ReportShipped(Command, frozen=True):
    """The goods left before they could be held back: with which parcel. It is then to be stopped on its way."""

    name = "report_shipped"
    carrier: OfParcel
    tracking_no: OfParcel


class RecordInterception(Command, frozen=True):
    """What became of the parcel: stopped, refused at the door, missed (it goes on to the buyer) or lost."""

    name = "record_interception"
    outcome: Interception
