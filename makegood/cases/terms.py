"""PURE: the terms of a case: what policy said of it, kept with the case, so that what was promised stays promised.

Where no pack speaks, the defaults below hold: a case always has a clock, whatever the packs leave out.
"""

from datetime import datetime, timedelta

from msgspec import Struct

FactValue = bool | int | str | tuple[str, ...]

DEFAULT_LIMITS = {
    "rounds": 5, "pauses": 2, "attempts": 5, "reopenings": 1, "questions": 3, "messages": 200, "appeals": 1, "extensions": 1,
}  # fmt: skip
"""How often a party may revise or offer, the desk pause, a refund be tried, a closed case be reopened; how many questions
and messages each role has in a case; how many appeals there are; how often the time for evidence is extended."""
MOST_GIVEN = 200
"""The most facts that parties may tell of one case."""
DEFAULT_REOPEN = timedelta(days=7)
DEFAULT_APPEAL = timedelta(days=7)
"""The time from a ruling in which it may be appealed."""
DEFAULT_TENDERS = frozenset({"gift_card", "store_credit"})
"""Kinds of a buyer's tenders that a refund may be sent to although the order was not paid with them."""


class GivenFact(Struct, frozen=True):
    """What somebody (a role) said of the case: a fact of the catalogue with its value as JSON has it."""

    name: str
    value: FactValue
    by: str
    at: datetime


class MissingFact(Struct, frozen=True):
    """A fact that would settle what is undecided, who can tell it, and what finding it out costs (0 to 20)."""

    name: str
    by: tuple[str, ...]
    cost: int


class Terms(Struct, frozen=True, omit_defaults=True):
    """What policy decided for what is asked. `decisions`: how many decisions the case has had; the last made these.

    `remedy`: open, undecided while facts are missing, or refused when facts came to light; `asked_at`: when it was asked.
    `clocks` in seconds; `freight` by leg, `tenders` by kind. `granted_at_once`: a rule grants it in its opening;
    `at_once_rule` is its name. `instant_rule`: the rule that allows an instant refund, or does not.
    `refund_minor`: what policy lets come back (by `refund_rule`), `compensation_minor`: what it says is owed to the buyer on
    top (by `compensation_rule`), `compensation_by`: at whose expense, `several` where lines differ in that;
    `deduction_minor`: what it lets the merchant keep of a refund (by `deduction_rule`).
    `marks`: what would stand on the merchant's record.
    """

    decisions: int
    asked_at: datetime | None = None
    remedy: str = "open"
    clocks: dict[str, int] = {}
    limits: dict[str, int] = {}
    freight: dict[str, str] = {}
    tenders: dict[str, str] = {}
    until: datetime | None = None
    may_refuse: bool = True
    instant_refund: bool = False
    granted_at_once: bool = False
    at_once_rule: str = ""
    instant_rule: str = ""
    refund_minor: int | None = None
    refund_rule: str = ""
    compensation_minor: int | None = None
    compensation_rule: str = ""
    compensation_by: str = ""
    deduction_minor: int = 0
    deduction_rule: str = ""
    marks: tuple[str, ...] = ()
    human_review: bool = False
    missing: tuple[MissingFact, ...] = ()

    def clock(self, key: str) -> timedelta | None:
        """A duration that the packs set, or None."""
        seconds = self.clocks.get(key)
        return None if seconds is None else timedelta(seconds=seconds)


NO_TERMS = Terms(0)
"""The terms of a case that no pack spoke of."""
