"""PURE: the obstacles that a refund of a payment may meet that a bank took back. The docstring is the message people read."""

from makegood.kit.errors import Refused


class PaidByBank(Refused):
    """The payment holds less: the bank has paid the buyer back. Reduce the refund to what is left of it, or try it again."""


class NotPaidByBank(Refused):
    """The bank has taken nothing from the payments of what failed. Try it again, or pay it into the buyer's balance."""


class NothingGivenBack(Refused):
    """The bank has given nothing back that was owed in this case."""
