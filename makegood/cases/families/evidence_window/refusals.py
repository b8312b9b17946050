"""PURE: the obstacles that the time for evidence may meet. The docstring is the message people read."""

from makegood.kit.errors import Refused


class NoExtensionsLeft(Refused):
    """The time for evidence has been extended already; it is extended once for each party."""


class TimeForEvidenceOver(Refused):
    """Your time for evidence is over. What the desk still asks you, you can answer; or ask the desk for more time."""


class NotHeardYet(Refused):
    """Nobody loses unheard: the party that this goes against may still add to the file, until its time is over or it says
    that this is all.
    """


class AppealNotAnswered(Refused):
    """Nobody loses unheard: the other side may still answer the appeal, until its time is over or it has told its side. The
    ruling may be upheld before.
    """


class NobodyToExtend(Refused):
    """Name the buyer or the merchant: nobody else is given time for evidence, and nobody's runs by itself now."""


class NothingToAgreeTo(Refused):
    """The other party has proposed nothing that you could agree to."""


class ProposedAlready(Refused):
    """A proposal about the clock waits for an answer already."""


class NoPapersAwaited(Refused):
    """The clock does not stand still for court or police, so no papers of theirs are awaited."""
