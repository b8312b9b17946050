"""PURE: what a case keeps of a repair: what was found, what it costs, what it waited for, how the goods came back."""

from datetime import datetime

from msgspec import Struct


class Loaner(Struct, frozen=True, omit_defaults=True):
    """Something that the buyer uses meanwhile."""

    what: str
    given_at: datetime
    returned_at: datetime | None = None


class PastRepair(Struct, frozen=True):
    """One repair of units of a line, as a case has recorded it. `seconds` from reception until they went back or were given
    up; `waited_seconds` of it for parts. `in_vain`: it could not be done, or did not help.
    """

    ended_at: datetime
    seconds: int
    waited_seconds: int
    in_vain: bool


class Repair(Struct, frozen=True, omit_defaults=True):
    """A repair. Amounts are minor units of the case's currency, `waited_seconds` the time that it waited for parts.

    `covered`: whether the warranty pays, None before the goods were looked at. `unrepaired`: why they go back as they are:
    `quote_declined` or `cannot_be_repaired`. `choice`: why the buyer may choose another remedy: `cannot_be_repaired` or
    `overdue`. `failed`: the buyer says that it still does not work. `turned`: why it became something else.
    """

    covered: bool | None = None
    fault: str = ""
    quote_minor: int = 0
    quote_agreed: bool = False
    paid_minor: int = 0
    payment_no: int = 0
    parts_since: datetime | None = None
    waited_seconds: int = 0
    parts_waits: int = 0
    unrepaired: str = ""
    choice: str = ""
    done: str = ""
    carrier: str = ""
    tracking_no: str = ""
    sent_at: datetime | None = None
    arrived_at: datetime | None = None
    failed: bool = False
    turned: str = ""
    deduction_minor: int = 0
    loaner: Loaner | None = None

    @property
    def is_owed(self) -> bool:
        """Whether the goods have still to be repaired, or at least to go back."""
        return self.sent_at is None and not self.turned

    @property
    def quote_stands(self) -> bool:
        """Whether the buyer has still to say yes or no to a price."""
        return self.quote_minor > 0 and not self.quote_agreed and not self.unrepaired

    @property
    def unpaid_minor(self) -> int:
        """What the buyer agreed to and has not paid."""
        return max(0, self.quote_minor - self.paid_minor) if self.quote_agreed else 0

    @property
    def may_begin(self) -> bool:
        """Whether it is known who pays, and paid."""
        return (self.covered is True or self.quote_agreed) and not self.unpaid_minor and not self.unrepaired

    @property
    def has_arrived(self) -> bool:
        """Whether the buyer has the goods back."""
        return self.arrived_at is not None

    @property
    def loaner_is_out(self) -> bool:
        """Whether something that was lent has still to come back."""
        return self.loaner is not None and self.loaner.returned_at is None

    @property
    def back_minor(self) -> int:
        """What goes back to the buyer because it was paid for a repair that there was none of."""
        return self.paid_minor if self.unrepaired else 0
