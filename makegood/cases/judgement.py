"""PURE: a ruling, and for whom it is. Apart from the vocabulary of cases, since plans of a case keep rulings too."""

from datetime import datetime
from enum import StrEnum

from msgspec import Struct

from makegood.cases.families.court_papers.papers import Papers
from makegood.cases.freight_ruled import FreightRuled


class Favour(StrEnum):
    """For whom the desk rules."""

    BUYER = "buyer"
    MERCHANT = "merchant"
    SPLIT = "split"


class AppealVerdict(StrEnum):
    """What another person of the desk says on an appeal: the ruling is right, or how it should have been."""

    UPHOLD = "uphold"
    BUYER = "buyer"
    MERCHANT = "merchant"
    SPLIT = "split"


class FactFound(Struct, frozen=True):
    """A fact that a ruling rests on, as the rules took it. `source`: the role that says so, `system` for the record,
    `presumed`, or `assumed` by the burden of proof. `shown_by`: whose evidence was tied to it.
    """

    name: str
    value: bool | int | str | tuple[str, ...]
    source: str
    shown_by: tuple[str, ...] = ()


class Ruling(Struct, frozen=True):
    """What the desk decided, and why. `citations`: its grounds, names of rules or articles. `as_asked`: the remedy that
    was asked for is granted, be it goods. `proposal`: the digest of the proposed ruling that was read before; empty where
    none was. `departure`: why it was decided otherwise; empty where it was followed. `compensation_minor`: what the buyer gets
    on top of what was asked for, by `compensation_rule`, at the expense of `compensation_by`. `bound_by`: the papers of an
    authority that it carries out. `freight_by`: who bears the freight, where the ruling says so. `compensation_since`: when an
    earlier ruling said what is given on top; what claims have given since then is no more owed. `rests_on`: the facts that
    stood when a person made it.
    """

    favour: Favour
    amount_minor: int
    with_return: bool
    reason: str
    by_default: bool = False
    citations: tuple[str, ...] = ()
    as_asked: bool = False
    proposal: str = ""
    departure: str = ""
    compensation_minor: int = 0
    compensation_rule: str = ""
    compensation_by: str = ""
    bound_by: Papers | None = None
    freight_by: FreightRuled | None = None
    compensation_since: datetime | None = None
    rests_on: tuple[FactFound, ...] = ()
