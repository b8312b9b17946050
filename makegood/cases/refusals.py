"""PURE: every obstacle that a command to a case may meet. The docstring is the message people read."""

from makegood.kit.errors import Refused


class CaseEnded(Refused):
    """This case has ended ({stage}); nothing more can be done in it."""


class NotInThisStage(Refused):
    """This is not possible while the case is at the stage "{stage}"."""


class NotYourMove(Refused):
    """At this stage only {allowed} can do this."""

    status = 403


class NotYourBall(Refused):
    """Only the party that has the ball can ask; everybody can write a message."""


class TooEarlyForDesk(Refused):
    """The platform can be called in from {from_at} on; at once when the other side says no or lets its time run out."""


class QuestionStands(Refused):
    """A question is waiting for its answer; the other clock stands still until then."""


class NoQuestionsLeft(Refused):
    """This party has asked all the questions it may ask in one case; write a message instead."""


class NobodyToAsk(Refused):
    """Ask the other party: the buyer or the merchant."""

    status = 422


class NothingSaid(Refused):
    """Write something, show a file, or choose a reply."""

    status = 422


class NoSuchReply(Refused):
    """There is no such reply for you: “{reply}”."""

    status = 422


class NoMessagesLeft(Refused):
    """This case has taken all the messages of one party that it can ({most})."""


class NoSuchFile(Refused):
    """You uploaded no such file to this order: {file}."""

    status = 422


class AlreadyJudged(Refused):
    """Somebody of the desk has judged this message otherwise already."""


class NoOfferStands(Refused):
    """There is no offer of the other party to accept."""


class GoodsGivenAway(Refused):
    """The goods are on their way to the merchant, already there, or lost; accept, or call the platform in."""


class GoodsNotReturning(Refused):
    """No goods are on their way back in this case."""


class NoRoundsLeft(Refused):
    """Offers and changes have been exchanged five times; accept, decide, or call the platform in."""


class ClockAlreadyPaused(Refused):
    """The clock already stands still."""


class ClockNotPaused(Refused):
    """The clock is not standing still."""


class NoPausesLeft(Refused):
    """The clock has been paused twice in this case; it cannot be paused again."""


class NothingFailed(Refused):
    """No part of the refund has failed; what is uncertain is settled when the processor answers."""


class NoAttemptsLeft(Refused):
    """The refund was tried five times; pay it into the buyer's balance instead."""


class ReturnWindowMissed(Refused):
    """The goods were not sent back in time, so the same case cannot be reopened."""


class RulingStands(Refused):
    """The desk has ruled on this case; the ruling stands."""


class NothingToAppeal(Refused):
    """Nobody has ruled on this case yet, or it did not end by the ruling; there is nothing to appeal."""


class NotAgainstYou(Refused):
    """The ruling did not go against you; only the party it went against can appeal."""


class NotYourAppeal(Refused):
    """No appeal of yours waits to be heard; only who appealed can take the appeal back."""


class AppealTooLate(Refused):
    """The time to appeal is over; the ruling stands."""


class NoAppealsLeft(Refused):
    """A ruling can be appealed once, and the decision on an appeal is final."""


class NoAppealOpen(Refused):
    """No appeal waits to be decided in this case."""


class YourOwnRuling(Refused):
    """You made the ruling that is appealed; another person of the desk decides on the appeal."""

    status = 403


class TooFewWords(Refused):
    """Say in at least {least} characters why."""

    status = 422


class NothingChanged(Refused):
    """The buyer has {amount_minor} by the ruling already; uphold it, or decide otherwise."""

    status = 422


class TakenSince(Refused):
    """Other cases have meanwhile been given what is left of line {line_no}; decide for a smaller amount."""


class NotReopenable(Refused):
    """A closed case can be reopened once, within seven days after it was closed."""


class AlreadyRecorded(Refused):
    """This outcome of the refund is already on record."""


class StaleAttempt(Refused):
    """The message is about attempt {attempt} of a refund that is at attempt {current}."""


class RefundContradicted(Refused):
    """What the processor says of attempt {attempt} of leg {leg_no} contradicts what is on record; people must look."""


class RemedyNotOpen(Refused):
    """This remedy is not open to this request: {reason}"""

    status = 422


class TenderNotOpen(Refused):
    """The refund cannot be paid in this way: {reason}"""

    status = 422


class RefusalNotOpen(Refused):
    """The merchant may not refuse this request: it is the buyer's right. The platform can still be called in."""


class FactNotYours(Refused):
    """“{name}” is not for you to tell; it comes from: {allowed}."""

    status = 403


class NoMoreFacts(Refused):
    """This case has been told all the facts it can take ({most}); add a statement, or call the platform in."""


class NothingToTell(Refused):
    """No pack holds for this order, so that no facts are asked for."""

    status = 422


class NoSuchLine(Refused):
    """The order has no line {line_no}."""

    status = 422


class LineNamedTwice(Refused):
    """Line {line_no} is named twice in one request."""

    status = 422


class UnitsNotLeft(Refused):
    """Only {left} of line {line_no} can still be claimed; {asked} were asked for."""


class MoreThanPaid(Refused):
    """The most that can be asked for these items is {most_minor}."""

    status = 422


class OffersGoDown(Refused):
    """An offer may not be more than the {most_minor} that was asked for."""

    status = 422


class NothingPaid(Refused):
    """Nothing that was paid for these items is left to refund."""


class NoSuchTender(Refused):
    """The buyer of this order has no such gift card or store credit."""

    status = 422


class NotRefundableThere(Refused):
    """A refund can be sent to a gift card or store credit, not to another {tender}; else it goes back as it was paid."""

    status = 422


class OrderNotPaid(Refused):
    """The order is cancelled; there is nothing to ask for."""


class NotOfThisKind(Refused):
    """A case about {given} cannot become one about {type}; withdraw it and ask anew."""

    status = 422


class NotShippedYet(Refused):
    """Nothing has been shipped yet, so nothing can be sent back; ask for a refund only."""


class MoreThanSent(Refused):
    """Line {line_no}: {accepted} units were accepted, but only {asked} are in the case."""

    status = 422


class ReasonOwed(Refused):
    """Say with a reason why not everything was accepted."""

    status = 422


class AmountOwed(Refused):
    """A split ruling names the amount for the buyer; other rulings name none."""

    status = 422


class TimeNotPossible(Refused):
    """The time {given} lies in the future or before the goods were on their way."""

    status = 422


class NothingDue(Refused):
    """The clock of this case has nothing to do yet."""
