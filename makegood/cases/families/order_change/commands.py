"""PURE: the orders that only a change of an order knows."""

from makegood.cases.commands import Command, Note


class GrantChange(Command, frozen=True):
    """Let the order be changed as asked, in the merchant's place."""

    name = "grant_change"


class DeclineChange(Command, frozen=True):
    """Leave the order as it is, with the reason."""

    name = "decline_change"
    note: Note


class ReportLeft(Command, frozen=True):
    """The order has left: it can be changed no more."""

    name = "report_left"
