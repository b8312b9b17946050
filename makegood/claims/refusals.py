"""PURE: why something is not done with a claim. The docstring is the message people read."""

from typing import ClassVar

from makegood.kit.errors import Refused


class NoSuchPromise(Refused):
    """There is no promise called “{kind}” that can be claimed."""

    status: ClassVar[int] = 422


class NotPromised(Refused):
    """Nothing is owed under this promise here: {reason}"""


class NotYourFile(Refused):
    """You uploaded no such file to this order: {file}."""

    status: ClassVar[int] = 422


class FoundByItself(Refused):
    """Nobody has to claim this: the platform pays it by itself when it is due."""


class NotArrived(Refused):
    """This promise is about goods that have arrived; these have not."""


class NotOnTheWay(Refused):
    """This promise is about goods on their way; these are not."""


class NotSentBack(Refused):
    """This is about goods that went back by a courier that you paid, once their return has ended; none of these did, or it has
    been claimed.
    """


class OtherGoods(Refused):
    """This promise is not about goods of this kind."""


class FactsOwed(Refused):
    """Tell first what decides the amount: {missing}."""

    status: ClassVar[int] = 422


class MoreThanPromised(Refused):
    """This promise gives at most {most_minor} here; {amount_minor} was asked for."""

    status: ClassVar[int] = 422


class PaidAsRuled(Refused):
    """This was paid by a ruling; only an appeal against it changes that."""


class ClaimedAlready(Refused):
    """There is a claim of this kind about these goods already; only one of them holds."""


class ClaimEnded(Refused):
    """This claim has ended ({stage})."""


class NotAtThisStage(Refused):
    """This cannot be done while the claim is at the stage “{stage}”."""


class NotYoursToDo(Refused):
    """Only {allowed} can do this."""

    status: ClassVar[int] = 403


class NotAppraised(Refused):
    """Claims of this kind are not examined by a laboratory."""


class WhyOwed(Refused):
    """Say why, so that the other side can answer."""

    status: ClassVar[int] = 422


class BuyerHasSpentIt(Refused):
    """The buyer's balance does not hold what was paid: it was spent, or went back to the payment. It cannot be taken back."""


class RefundedMeanwhile(Refused):
    """So much of what was paid for these goods is not left: other requests have taken a part of it since."""


class UnitsTakenSince(Refused):
    """These goods have been asked back or refunded since, at what was left of their price: were the payment taken back, the
    buyer would have lost it with them. Settle it with the merchant instead.
    """


class NoFreightCover(Refused):
    """No cover can be issued for this order: {reason}"""


class SettledAlready(Refused):
    """The transfer that the bank calls {reference} is on this insurer's statement already. Nothing was put down again."""
