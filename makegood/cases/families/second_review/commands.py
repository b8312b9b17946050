"""PURE: what another person of the desk does with a ruling that waits for them."""

from makegood.cases.commands import Command, Note


class ConfirmRuling(Command, frozen=True):
    """Say yes to a ruling that a colleague wrote: it takes effect now."""

    name = "confirm_ruling"


class ReturnRuling(Command, frozen=True):
    """Send a ruling back to its writer, with what has to be looked at again. It never took effect."""

    name = "return_ruling"
    reason: Note
