"""PURE: orders that a party gives to the parcels of a return. Receiving and inspecting are in makegood/cases/commands.py."""

from makegood.cases.commands import Command, Files, Text, Word
from makegood.cases.families.reception.asked import Found, Grams


class ShipMore(Command, frozen=True):
    """Tell of one parcel more with which the goods go back."""

    name = "ship_more"
    carrier: Word
    tracking_no: Word


class RefuseParcel(Command, frozen=True):
    """Do not take the parcel at the door, for a reason. It goes back to the buyer, and the platform looks at it."""

    name = "refuse_parcel"
    reason: Word
    note: Text = ""


class SendBack(Command, frozen=True):
    """Send the buyer what was not accepted, or what a ruling left with the buyer."""

    name = "send_back"
    carrier: Word
    tracking_no: Word


class GradeUnits(Command, frozen=True):
    """Say what was found of each unit and where it goes, while a dispute or a refund goes its own way.

    It decides nothing about the money: the desk reads it, and units move in the stock once they are the merchant's.
    """

    name = "grade"
    units: Found
    weight_grams: Grams | None = None
    note: Text = ""
    files: Files = ()
