"""PURE: the obstacles that dealing with a chargeback may meet. The docstring is the message people read."""

from typing import ClassVar

from makegood.kit.errors import Refused


class NoSuchPayment(Refused):
    """No order here was paid by {processor} with the payment {reference}."""

    status: ClassVar[int] = 404


class OtherCurrency(Refused):
    """The payment was made in {currency}; tell the chargeback in the same currency."""

    status: ClassVar[int] = 422


class TakenMoreThanDisputed(Refused):
    """A bank takes no more than it disputes: {taken_minor} is more than {amount_minor}."""

    status: ClassVar[int] = 422


class ChargebackBeyondPayment(Refused):
    """A chargeback of {amount_minor} does not fit: {paid_minor} was paid, of which other chargebacks have taken
    {elsewhere_minor}.
    """

    status: ClassVar[int] = 422


class OnRecordInPart(Refused):
    """No more than was paid is on record of this chargeback: {posted_minor} of {taken_minor} that were taken, and
    {known_minor} of {amount_minor} that are disputed. {paid_minor} was paid, of which other chargebacks have taken
    {elsewhere_minor}. Find out from the processor what the rest is.
    """

    status: ClassVar[int] = 422


class AnsweredAlready(Refused):
    """The bank has the answer to this chargeback already, and takes one only."""


class TooLateToAnswer(Refused):
    """The bank takes no answer to this chargeback any more."""


class NoAnswersThere(Refused):
    """Answers cannot be sent to {processor} from here. Take the answer in its form, send it there, and tell us how it ends."""


class NothingToSay(Refused):
    """An answer needs at least one text or file."""

    status: ClassVar[int] = 422


class NoSuchPlace(Refused):
    """The form has no place called {place}."""

    status: ClassVar[int] = 422


class NotOfThisOrder(Refused):
    """The file {file} is none of this order's."""

    status: ClassVar[int] = 422


class FileNotTaken(Refused):
    """Banks take pictures (JPEG, PNG) and PDF of 4.5 MB together; {file} is another kind or too much."""

    status: ClassVar[int] = 422
