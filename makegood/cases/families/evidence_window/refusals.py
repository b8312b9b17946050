"""PURE: the obstacles that the time for evidence may meet. The docstring is the message people read."""

from makegood.kit.errors import Refused


class NoExtensionsLeft(Refused):
    """The time for evidence has been extended already; it is extended once."""


class NothingToAgreeTo(Refused):
    """The other party has proposed nothing that you could agree to."""


class ProposedAlready(Refused):
    """A proposal about the clock waits for an answer already."""


class NoPapersAwaited(Refused):
    """The clock does not stand still for court or police, so no papers of theirs are awaited."""
