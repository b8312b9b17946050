"""PURE: the obstacles that panels of users meet. The docstring is the message people read."""

from typing import ClassVar

from makegood.kit.errors import Refused


class JuryOff(Refused):
    """This marketplace has no panels of users at the moment. The desk decides."""


class PanelOver(Refused):
    """This panel is done. Your vote was not needed any more; thank you for reading."""


class SeatLapsed(Refused):
    """Your time for this dispute is over, and somebody else was asked."""


class VotedAlready(Refused):
    """You have voted, and a vote cannot be changed."""


class NotReadYet(Refused):
    """Read the dispute before you vote."""


class VoteUnexplained(Refused):
    """Say in at least {least} characters why you vote so."""

    status: ClassVar[int] = 422


class SettingsChanged(Refused):
    """Somebody else has changed this since you read it. Read it again."""
