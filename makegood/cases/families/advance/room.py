"""PURE: how much may be paid in advance: to one buyer, and to all of them together."""

from msgspec import Struct, structs

from makegood.cases.families.advance.plan import WhyNot


class AdvanceRoom(Struct, frozen=True):
    """What stands for advances in the ledger when a decision is made, in minor units of the order's currency.

    `per_buyer_minor`: what one buyer may have been advanced at a time; `opened_minor`: to what this buyer's room was opened
    before; `room_minor`: what is left of that; `total_room_minor`: what is left of what all may have together; `owes_minor`:
    what this buyer owes for earlier advances; `contested_minor`: how much of it the desk has yet to decide upon, those of
    the order itself left out, since whoever is paid for the same units again cannot keep both.
    """

    per_buyer_minor: int
    total_room_minor: int
    opened_minor: int = 0
    room_minor: int = 0
    owes_minor: int = 0
    contested_minor: int = 0

    @property
    def due_minor(self) -> int:
        """What is taken from the buyer's next refund."""
        return max(0, self.owes_minor - self.contested_minor)

    @property
    def to_open_minor(self) -> int:
        """By how much the buyer's room is to be changed; never so far down that less than nothing is left."""
        return max(self.per_buyer_minor - self.opened_minor, -self.room_minor)

    @property
    def left_minor(self) -> int:
        """What this buyer may still be advanced."""
        return self.room_minor + self.to_open_minor

    def why_not(self, amount_minor: int) -> WhyNot | None:
        """What stands in the way of advancing an amount."""
        if self.owes_minor:
            return WhyNot.OWES
        if amount_minor > self.left_minor:
            return WhyNot.BUYER_CAP
        return WhyNot.TOTAL_CAP if amount_minor > self.total_room_minor else None

    def after_giving(self, amount_minor: int, opened_minor: int) -> "AdvanceRoom":
        """The room once an amount has been advanced."""
        return structs.replace(
            self,
            opened_minor=self.opened_minor + opened_minor,
            room_minor=self.room_minor + opened_minor - amount_minor,
            total_room_minor=self.total_room_minor - amount_minor,
        )

    def after_settling(self, amount_minor: int) -> "AdvanceRoom":
        """The room once an amount has come back."""
        return structs.replace(
            self,
            room_minor=self.room_minor + amount_minor,
            total_room_minor=self.total_room_minor + amount_minor,
        )
