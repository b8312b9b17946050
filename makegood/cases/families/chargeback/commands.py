"""PURE: the orders that only a refund of a payment knows that a bank has taken back."""

from makegood.cases.commands import Command, Text


class ReduceRefund(Command, frozen=True):
    """The bank has already paid this back: what failed is owed only as far as the payment has something left."""

    name = "reduce_refund"
    note: Text = ""


class ResumeRefund(Command, frozen=True):
    """The bank has given the money back: what it had paid is owed again."""

    name = "resume_refund"
