"""PURE: what the address of the desk's queue asks for, and the addresses that narrow it further."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any, ClassVar

from msgspec import Struct

from makegood.accounts import PrincipalRole
from makegood.cases import (
    Ability,
    AmountsNeedCurrency,
    CaseType,
    DeskFilters,
    DeskRisk,
    DeskSort,
    DeskTab,
    Stage,
    require_usable,
)
from makegood.desk import DeskPerson
from makegood.kit.errors import Refused
from makegood.kit.money import is_currency
from makegood.web.pages.desk import words as desk_words
from makegood.web.pages.desk.frame import HOME, address
from makegood.web.pages.typed import amount_of, narrow

FIELDS = (
    "tab", "sort", "currency", "stage", "type", "category", "language", "least", "most", "older", "unit", "risk",
    "due_from", "due_until", "able", "free", "flagged",
)  # fmt: skip
"""What the address may say, in this order."""
SWITCHES = ("able", "free", "flagged")
TYPED = ("least", "most", "older", "due_from", "due_until")
"""What may be typed so that it means nothing."""
UNITS = {"hours": timedelta(hours=1), "days": timedelta(days=1)}
KNOWN: dict[str, frozenset[str]] = {
    "tab": frozenset(DeskTab), "sort": frozenset(desk_words.SORTS), "stage": frozenset(Stage), "type": frozenset(CaseType),
    "language": frozenset(desk_words.LANGUAGES), "risk": frozenset(DeskRisk), "unit": frozenset(UNITS),
    **{name: frozenset({"yes"}) for name in SWITCHES},
}  # fmt: skip
"""What some of them may be; anything else is as nothing."""
MOST_OLDER = 9999
LONGEST_CATEGORY = 100


class AgeNotUnderstood(Refused):
    """ "{given}" is no age; write a whole number of hours or days, such as 48."""

    status: ClassVar[int] = 422


class Asked(Struct, frozen=True):
    """The parameters of the address that mean something, as texts."""

    query: dict[str, str]

    def get(self, name: str) -> str:
        """A parameter, or nothing."""
        return self.query.get(name, "")

    def href(self, **changes: str) -> str:
        """The address of this list with something changed; it begins at its beginning."""
        query = {**self.query, **changes}
        return address(HOME, {name: query.get(name, "") for name in (*FIELDS, "cursor")})

    def without(self, *names: str) -> "Asked":
        """The same without some parameters."""
        return Asked({name: value for name, value in self.query.items() if name not in names})

    @property
    def is_narrowed(self) -> bool:
        """Whether more than tab and sort is chosen."""
        return any(self.get(name) for name in FIELDS if name not in ("tab", "sort", "unit"))


def asked(parameters: Mapping[str, Any], currencies: list[str], role: str) -> Asked:
    """What an address asks for; what means nothing is left out. Seniors see first what was passed to them.

    Money is sorted and compared within one currency: the first where none is named.
    """
    query = {name: narrow(str(parameters.get(name, "")))[:LONGEST_CATEGORY] for name in FIELDS}
    query = {name: value if value.isprintable() else "" for name, value in query.items()}
    for name, known in KNOWN.items():
        query[name] = query[name] if query[name] in known else ""
    query["tab"] = query["tab"] or ("senior" if role == "senior" else "desk")
    query["sort"] = query["sort"] or "clock"
    query["unit"] = query["unit"] or ("hours" if query["older"] else "")
    query["currency"] = query["currency"] if is_currency(query["currency"]) else ""
    if (query["sort"] == "money" or query["least"] or query["most"]) and not query["currency"] and currencies:
        query["currency"] = currencies[0]
    for name in ("due_from", "due_until"):
        query[name] = query[name] if moment_in(query[name]) else ""
    return Asked({name: value for name, value in query.items() if value})


def moment_in(text: str) -> datetime | None:
    """A moment as an address has it, with its zone; None for what is none."""
    try:
        moment = datetime.fromisoformat(text)
        return moment.astimezone(UTC) if moment.tzinfo else None
    except (ValueError, OverflowError):
        return None


def understood(shown: Asked, able: Ability) -> tuple[DeskFilters, Refused | None]:
    """The queue's own filters, and what cannot be meant: then without what was typed."""
    try:
        filters = filters_of(shown, able)
        require_usable(filters)
    except Refused as refusal:
        return filters_of(shown.without(*TYPED), able), refusal
    return filters, None


def filters_of(shown: Asked, able: Ability) -> DeskFilters:
    """The same as the queue's own filters. Raises AmountsNeedCurrency, AmountNotUnderstood and AgeNotUnderstood."""
    return DeskFilters(
        tab=DeskTab(shown.get("tab")),
        sort=DeskSort(shown.get("sort")),
        currency=shown.get("currency"),
        stage=Stage(shown.get("stage")) if shown.get("stage") else None,
        type=CaseType(shown.get("type")) if shown.get("type") else None,
        language=shown.get("language"),
        free=bool(shown.get("free")),
        flagged=bool(shown.get("flagged")),
        category=shown.get("category"),
        able=able if shown.get("able") else None,
        least_minor=_amount(shown, "least"),
        most_minor=_amount(shown, "most"),
        older_than=_age(shown),
        due_from=moment_in(shown.get("due_from")),
        due_until=moment_in(shown.get("due_until")),
        risk=DeskRisk(shown.get("risk")) if shown.get("risk") else None,
    )


def ability_of(person: DeskPerson, role: PrincipalRole) -> Ability:
    """What somebody is able to take, as the queue is narrowed to it."""
    skills = person.skills
    return Ability(
        skills.types, skills.categories, skills.languages, skills.merchants, skills.most_minor,
        role is PrincipalRole.SENIOR,
    )  # fmt: skip


def _amount(shown: Asked, name: str) -> int | None:
    if not shown.get(name):
        return None
    if not shown.get("currency"):
        raise AmountsNeedCurrency()
    return amount_of(shown.get(name), shown.get("currency"))


def _age(shown: Asked) -> timedelta | None:
    text = shown.get("older")
    if not text:
        return None
    if not (text.isascii() and text.isdigit() and 0 < len(text) <= 4 and 0 < int(text) <= MOST_OLDER):
        raise AgeNotUnderstood(given=text[:40])
    return int(text) * UNITS[shown.get("unit")]
