"""PURE: the obstacles that papers which bind may put up. The docstring is the message people read."""

from makegood.kit.errors import Refused


class PapersBind(Refused):
    """Papers of an authority bind this case ({reference}). The ruling says what they say: {favour}, {amount_minor} for the
    buyer.
    """


class BeyondWhatWasAsked(Refused):
    """The papers give more than the {most_minor} that was asked for here. What goes beyond it is not this platform's to carry
    out.
    """


class BoundAlready(Refused):
    """These papers are on the record and bind the case already."""


class NotAppealableHere(Refused):
    """The ruling carries out papers of an authority outside the platform. Whoever objects turns to that authority, or to the
    one above it.
    """


class DecidedElsewhere(Refused):
    """Papers of an authority decide this for the merchant, so the request can no longer be taken back."""
