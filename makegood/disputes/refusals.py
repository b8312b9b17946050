"""PURE: why evidence cannot be tied, and why a ruling does not go with its proposal."""

from typing import ClassVar

from makegood.kit.errors import Refused


class NoSuchPiece(Refused):
    """There is no piece of evidence “{piece}” in this case. Take its name from the list of evidence."""

    status: ClassVar[int] = 422


class NotYourPiece(Refused):
    """The other side showed this. You can tie what you showed yourself, parcels and the order."""

    status: ClassVar[int] = 403


class NothingToProve(Refused):
    """Nobody has to prove “{fact}” in this case. What is to be proven: {facts}."""

    status: ClassVar[int] = 422


class KindNotPossible(Refused):
    """This piece cannot be {kind}. It can be: {kinds}."""

    status: ClassVar[int] = 422


class EvidenceClosedHere(Refused):
    """The dispute has been decided, so nothing more is heard in it. An appeal can bring new evidence."""


class TooManyTies(Refused):
    """At most {most} pieces of evidence are tied in one case."""


class AlreadyCorrected(Refused):
    """A colleague has corrected this already; the first correction stands."""


class CorrectionUnexplained(Refused):
    """Say in at least {least} characters why this piece proves something else, or nothing."""

    status: ClassVar[int] = 422


class ProposalChanged(Refused):
    """The proposal has changed since you read it: there is new evidence, or something new was told. Read it again."""


class DepartureUnexplained(Refused):
    """This is not what was proposed. Say in at least {least} characters why you decide otherwise."""

    status: ClassVar[int] = 422


class NotADeparture(Refused):
    """This is what was proposed, so there is nothing to explain. Leave the reason for departing empty."""

    status: ClassVar[int] = 422


class FreightOwedOtherwise(Refused):
    """Law or a promise says who bears the freight ({rule}), and a ruling that gives the buyer something cannot leave the buyer
    worse off. If that rule does not hold here, find and tell first the facts that it hangs on.
    """

    status: ClassVar[int] = 422


class NoFreightCoverHere(Refused):
    """No rule says that an insurer bears this freight. Name who else does."""

    status: ClassVar[int] = 422


class MoreThanMeasured(Refused):
    """Law or a promise says how much comes back here: at most {most_minor} ({rule}), and no ruling gives more. If that rule
    does not hold here, find and tell first the facts that it hangs on.
    """

    status: ClassVar[int] = 422
