"""PURE: the form of a story: an order, a case about it, and who did what how many hours after the case was opened."""

from typing import Any

from msgspec import Struct

REFUND_ONLY = "refund_only"
RETURN_REFUND = "return_refund"
READ = "read"
NOTE = "note"
CLAIM = "claim"
TIE = "tie"


class Step(Struct, frozen=True):
    """A command by a role of the case (or the carrier), some hours after the opening, with the photos that it shows.

    Four commands are none of a case: somebody reads it, or of the desk writes a note for colleagues, or takes it up; or
    ties evidence to what it is to prove.
    """

    hours: float
    who: str
    command: str
    fields: dict[str, Any]
    photos: tuple[str, ...] = ()


class Story(Struct, frozen=True, kw_only=True):
    """One case. Silence needs no step: the clock acts by itself between the steps and after the last.

    `goods` are units by product key, the order's lines; `lines` are the line numbers in the case (all units).
    `photos` are shown with the request (makegood/demo/pictures.py).
    `facts` are what the buyer tells of them with the request, by the names of the catalogue (policies/facts).
    `tenders` are the ways of paying with their share of a hundred; `behaves` ends the payment's reference, so that
    the fake processor plays it (makegood/payments/fake_processor/script.py).
    """

    key: str
    buyer: str
    goods: dict[str, int]
    type: str
    days_ago: float
    reason: str
    note: str
    steps: tuple[Step, ...] = ()
    facts: dict[str, Any] = {}
    lines: tuple[int, ...] = (1,)
    units: int | None = None
    amount_minor: int | None = None
    tenders: tuple[tuple[str, int], ...] = (("card", 100),)
    behaves: str = ""
    status: str = "delivered"
    bought_days_before: float = 6
    photos: tuple[str, ...] = ()
    replacement: dict[str, Any] | None = None
    change: dict[str, Any] | None = None

    def opening(self) -> dict[str, Any]:
        """The fields of the command that opens the case."""
        items = [
            {"line_no": line_no} | ({"quantity": self.units} if self.units else {}) for line_no in self.lines
        ]
        asked = {
            "type": self.type,
            "items": items,
            "reason": self.reason,
            "note": self.note,
            "facts": self.facts,
        }
        if self.replacement:
            asked |= {"replacement": self.replacement}
        if self.change:
            asked |= {"change": self.change}
        return asked | ({"amount_minor": self.amount_minor} if self.amount_minor else {})


def buyer(hours: float, command: str, **fields: Any) -> Step:
    """The buyer does something."""
    return Step(hours, "buyer", command, fields)


def merchant(hours: float, command: str, **fields: Any) -> Step:
    """The merchant does something."""
    return Step(hours, "merchant", command, fields)


def desk(hours: float, command: str, **fields: Any) -> Step:
    """The desk does something."""
    return Step(hours, "desk", command, fields)


def senior(hours: float, command: str, **fields: Any) -> Step:
    """A senior of the desk does something."""
    return Step(hours, "senior", command, fields)


def carrier(hours: float, command: str, **fields: Any) -> Step:
    """The carrier tells something."""
    return Step(hours, "carrier", command, fields)


def sent_back(hours: float, with_carrier: str, tracking_no: str) -> Step:
    """The buyer sends the goods back."""
    return buyer(hours, "ship", carrier=with_carrier, tracking_no=tracking_no)


def ties(hours: float, who: str, fact: str, piece: str = "") -> Step:
    """Somebody ties evidence to the fact that it is to prove: a piece by its name, else their side's newest photo."""
    return Step(hours, who, TIE, {"fact": fact, "piece": piece})


def tells(hours: float, who: str, **facts: Any) -> Step:
    """Somebody tells facts of the catalogue."""
    return Step(hours, who, "supply_facts", {"facts": facts})


def says(hours: float, who: str, text: str = "", *, reply: str = "", photos: tuple[str, ...] = ()) -> Step:
    """Somebody writes in the case: own words, or the code of a fixed text."""
    return Step(hours, who, "say", {"text": text, "reply": reply}, photos)


def asks(hours: float, who: str, to: str, text: str) -> Step:
    """Somebody who has the ball asks another party."""
    return Step(hours, who, "ask", {"to": to, "text": text})


def reads(hours: float, who: str) -> Step:
    """Somebody reads the case as it stands."""
    return Step(hours, who, READ, {})
