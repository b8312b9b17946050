"""PURE: what the carrier tells of a return that an instant refund may depend on."""

from makegood.cases.commands import Command


class NotePickup(Command, frozen=True):
    """The carrier has the return in its hands."""

    name = "note_pickup"
