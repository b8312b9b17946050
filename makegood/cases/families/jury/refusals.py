"""PURE: the obstacles that a panel of users may meet. The docstring is the message people read."""

from makegood.kit.errors import Refused


class JuryNotOpen(Refused):
    """The rules of this marketplace give this dispute to no panel of users, or it has had one."""


class JuryNotAgreed(Refused):
    """A panel reads only what the parties agreed to have read; somebody has not agreed yet."""


class JuryAgreedAlready(Refused):
    """You have agreed to a panel already."""


class NoVerdictAwaited(Refused):
    """No panel of users is reading this dispute."""


class VerdictDepartureUnexplained(Refused):
    """The panel found otherwise. Say why you decide differently, in at least {least} characters."""
