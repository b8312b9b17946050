"""What the desk's queue is narrowed to and sorted by, as conditions on a case `c`. `$1` is the moment of the list.

What an index can tell belongs to the window of cases that are looked at; the rest chooses from these.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import ClassVar

from makegood.cases.desk_risk import FLAGS, HOLDS, DeskRisk
from makegood.cases.model import CaseType, Stage
from makegood.db.narrowing import Conditions
from makegood.kit.errors import Refused
from makegood.kit.money import is_currency


class DeskTab(StrEnum):
    """Parts of the queue: appeals that wait (also while what was ruled is carried out), with the desk, with a senior,
    both of them and what is under appeal, what I have claimed, what the desk waits to be answered.
    """

    APPEALS = "appeals"
    DESK = "desk"
    SENIOR = "senior"
    ALL = "all"
    MINE = "mine"
    WAITING = "waiting"


class DeskSort(StrEnum):
    """The next to run out first; the most money first, of one currency; the oldest first; the most reasons of risk first,
    of the cases that run out first.
    """

    CLOCK = "clock"
    MONEY = "money"
    AGE = "age"
    RISK = "risk"


BY_CLOCK = (DeskSort.CLOCK, DeskSort.RISK)
"""Sorts whose window is of those that run out first."""


class AmountsNeedCurrency(Refused):
    """Name the currency of the amounts: money of different currencies is not compared."""

    status: ClassVar[int] = 422


class AmountsTheWrongWayRound(Refused):
    """The least amount is larger than the largest; no case can be both."""

    status: ClassVar[int] = 422


class TimesTheWrongWayRound(Refused):
    """The end of the time in which the clock runs out is not after its beginning."""

    status: ClassVar[int] = 422


@dataclass(frozen=True, slots=True)
class Ability:
    """What a person of the desk is able to take; empty: everything. `merchants`: those whose cases they never get."""

    types: tuple[str, ...] = ()
    categories: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    merchants: tuple[int, ...] = ()
    most_minor: int | None = None
    is_senior: bool = False


@dataclass(frozen=True, slots=True)
class DeskFilters:
    """What the queue is narrowed to. `language` is the buyer's; `category` also means those below it; `able`: what somebody
    is able to take; `free`: nobody works on it; `flagged`: something to judge. Amounts are minor units of `currency`.
    """

    tab: DeskTab = DeskTab.DESK
    sort: DeskSort = DeskSort.CLOCK
    currency: str = ""
    stage: Stage | None = None
    type: CaseType | None = None
    language: str = ""
    free: bool = False
    flagged: bool = False
    category: str = ""
    able: Ability | None = None
    least_minor: int | None = None
    most_minor: int | None = None
    older_than: timedelta | None = None
    due_from: datetime | None = None
    due_until: datetime | None = None
    risk: DeskRisk | None = None

    @property
    def sorted_by(self) -> DeskSort:
        """How the list is sorted in fact: money is compared within a currency."""
        return DeskSort.CLOCK if self.sort is DeskSort.MONEY and not self.currency else self.sort


def require_usable(filters: DeskFilters) -> None:
    """Raises AmountsNeedCurrency, AmountsTheWrongWayRound and TimesTheWrongWayRound."""
    least, most = filters.least_minor, filters.most_minor
    if (least is not None or most is not None) and not is_currency(filters.currency):
        raise AmountsNeedCurrency()
    if least is not None and most is not None and least > most:
        raise AmountsTheWrongWayRound()
    if filters.due_from and filters.due_until and filters.due_from >= filters.due_until:
        raise TimesTheWrongWayRound()


IN_TAB = {
    DeskTab.APPEALS: "c.state -> 'appeal' ->> 'outcome' = 'open'",
    DeskTab.DESK: "c.owner = 'desk' AND c.stage <> 'under_appeal'",
    DeskTab.SENIOR: "c.owner = 'senior'",
    DeskTab.ALL: "c.owner IN ('desk', 'senior')",
    DeskTab.WAITING: "c.owner IS NOT NULL AND c.state -> 'question' ->> 'by' IN ('desk', 'senior')",
    DeskTab.MINE: "c.owner IS NOT NULL AND (c.bucket, c.id) IN"
    " (SELECT d.bucket, d.case_id FROM desk_claims d WHERE d.person = {} AND d.until > {})",
}
BUYERS_LANGUAGE = "SELECT b.language FROM buyers b WHERE (b.bucket, b.id) = (c.bucket, c.buyer_id)"
_CLAIMED = "SELECT 1 FROM desk_claims d WHERE (d.bucket, d.case_id) = (c.bucket, c.id) AND d.until > {}"
_OF_CATEGORIES = """
EXISTS (SELECT 1 FROM jsonb_array_elements(c.state -> 'items') i
    JOIN order_lines l ON (l.bucket, l.order_id, l.line_no) = (c.bucket, c.order_id, (i ->> 'line_no')::int)
    JOIN unnest({}::text[]) k ON l.category = k OR starts_with(l.category, k || '.'))
"""


def window_of(values: list[object], viewer: str, filters: DeskFilters, now: datetime) -> Conditions:
    """The cases that are looked at: what an index alone can tell. `viewer` is the label of who reads."""
    where = Conditions(values)
    where.add(IN_TAB[filters.tab], *([viewer, now] if filters.tab is DeskTab.MINE else []))
    if filters.currency:
        where.add("c.currency = {}", filters.currency)
    if filters.sorted_by is DeskSort.MONEY:
        _of_amount(where, filters)
    if filters.sorted_by in BY_CLOCK:
        _of_clock(where, filters)
    return where


def wanted_of(window: Conditions, filters: DeskFilters, now: datetime) -> Conditions:
    """Which of the cases that are looked at are shown; its values follow those of the window."""
    where = Conditions(window.values)
    if filters.stage:
        where.add("c.stage = {}", filters.stage.value)
    if filters.type:
        where.add("c.type = {}", filters.type.value)
    if filters.language:
        where.add(f"({BUYERS_LANGUAGE}) = {{}}", filters.language)
    if filters.category:
        where.add(_OF_CATEGORIES, [filters.category])
    if filters.free:
        where.add(f"NOT EXISTS ({_CLAIMED})", now)
    if filters.flagged:
        where.add(f"EXISTS (SELECT 1 {FLAGS})")
    if filters.risk:
        where.add(HOLDS[filters.risk])
    if filters.older_than is not None:
        where.add("c.opened_at <= {}", now - filters.older_than)
    if filters.able:
        _of_ability(where, filters.able)
    if filters.sorted_by is not DeskSort.MONEY:
        _of_amount(where, filters)
    if filters.sorted_by not in BY_CLOCK:
        _of_clock(where, filters)
    return where


def _of_amount(where: Conditions, filters: DeskFilters) -> None:
    if filters.least_minor is not None:
        where.add("c.requested_minor >= {}", filters.least_minor)
    if filters.most_minor is not None:
        where.add("c.requested_minor <= {}", filters.most_minor)


def _of_clock(where: Conditions, filters: DeskFilters) -> None:
    if filters.due_from:
        where.add("c.due_at >= {}", filters.due_from)
    if filters.due_until:
        where.add("c.due_at < {}", filters.due_until)


def _of_ability(where: Conditions, able: Ability) -> None:
    """The same as makegood/desk/choose.py says of one case and one person."""
    if not able.is_senior:
        where.add("(c.owner IS DISTINCT FROM 'senior' OR c.state -> 'appeal' ->> 'outcome' = 'open')")
    if able.types:
        where.add("c.type = ANY({}::text[])", list(able.types))
    if able.categories:
        where.add(_OF_CATEGORIES, list(able.categories))
    if able.languages:
        where.add(f"coalesce(({BUYERS_LANGUAGE}), '') = ANY({{}}::text[])", list(able.languages))
    if able.merchants:
        where.add("c.merchant_id <> ALL({}::bigint[])", list(able.merchants))
    if able.most_minor is not None:
        where.add("c.requested_minor <= {}", able.most_minor)
