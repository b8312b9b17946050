"""PURE: what is done about a panel of users: agreeing to one, calling it, what it found, sending it home."""

from typing import Annotated, Literal

from msgspec import Meta

from makegood.cases.commands import Command, Note

Votes = Annotated[int, Meta(ge=0, le=31)]


class AgreeJury(Command, frozen=True):
    """Agree that a panel of users reads the dispute, without names, and says who is right."""

    name = "agree_jury"


class CallJury(Command, frozen=True):
    """Give the dispute to a panel of users. You have read it and found nothing in it that strangers must not see."""

    name = "call_jury"


class DismissJury(Command, frozen=True):
    """Take the dispute back from its panel, with the reason; the desk decides."""

    name = "dismiss_jury"
    reason: Note


class RecordVerdict(Command, frozen=True):
    """What the panel found. Without a majority `verdict` is empty, and `ended` says why."""

    name = "record_verdict"
    verdict: Literal["", "buyer", "merchant"] = ""
    ended: Literal["majority", "no_majority", "not_filled"] = "majority"
    for_buyer: Votes = 0
    for_merchant: Votes = 0
