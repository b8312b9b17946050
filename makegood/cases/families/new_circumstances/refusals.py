"""PURE: the obstacles that a hearing of new circumstances may meet. The docstring is the message people read."""

from makegood.kit.errors import Refused


class TooLateForNews(Refused):
    """The time in which new circumstances may be brought after a ruling is over."""


class NothingNewShown(Refused):
    """Show at least one file that came after the ruling; what was there before has been weighed."""

    status = 422
