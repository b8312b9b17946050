"""PURE: the obstacles that a repair may meet. The docstring is the message people read."""

from makegood.kit.errors import Refused


class QuoteOwed(Refused):
    """Name the price of the repair where the warranty does not pay, and no price where it does."""

    status = 422


class QuoteBeyondGoods(Refused):
    """A repair for {given_minor} is more than twice what the goods cost ({price_minor}). Look at the amount again; what is not
    worth repairing goes back unrepaired.
    """

    status = 422


class NotDiagnosed(Refused):
    """Say first what is wrong and who pays; a repair that costs the buyer begins when it is paid."""


class DiagnosedAlready(Refused):
    """What is wrong and who pays has been said already."""


class GoesBackUnrepaired(Refused):
    """The goods go back as they came; there is nothing left to repair."""


class StillToBeRepaired(Refused):
    """The goods are to be repaired before they go back."""


class NoQuoteStands(Refused):
    """There is no price that you could agree to or decline."""


class NothingElseOpen(Refused):
    """Another remedy is open when the repair is late or turns out to be impossible under warranty."""


class PartsWaitedBefore(Refused):
    """A repair waits for parts once; now it goes on, or cannot be done."""


class LoanerOut(Refused):
    """Something is lent to the buyer already; note its return first."""


class NoLoanerOut(Refused):
    """Nothing is lent to the buyer."""


class RepairPaymentDiffers(Refused):
    """{due_minor} is to be paid for the repair, not {given_minor}."""

    status = 422


class NotReportable(Refused):
    """A repair is reported as failed once: on its way back, or within the time that repaired goods have to work."""
