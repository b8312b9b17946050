"""PURE: the panel of a case that tells what the rules say, what somebody told, and what is still asked of whom."""

from collections.abc import Iterable, Mapping
from datetime import datetime

from msgspec import Struct

from makegood.cases import CaseView, StoredCase
from makegood.policy import Catalogue
from makegood.web.pages.case.answers import as_typed, told_words
from makegood.web.pages.case.questions import CHEAP, Asking, Question, questions
from makegood.web.pages.case.reasons import heading
from makegood.web.pages.orders.outcomes import Outcomes, Promise, promise

ANY_COST = 100
_DESK = frozenset({"desk", "senior"})


class Saying(Struct, frozen=True):
    """What one party said of a fact; `who` is a role."""

    value: str
    who: str
    at: datetime


class ToldFact(Struct, frozen=True):
    """What was said of a fact by whom. `is_disputed`: the parties say different things, and the desk has not found yet."""

    label: str
    sayings: list[Saying]
    is_disputed: bool


class StillAsked(Struct, frozen=True):
    """A fact that others than the reader can tell; `whom` are roles."""

    label: str
    whom: list[str]


class PromisePanel(Struct, frozen=True):
    """What the template draws. `mine`: what the reader told before, to be changed. `promise` is None where nothing is kept."""

    promise: Promise | None
    told: list[ToldFact]
    questions: list[Question]
    dear: list[Question]
    mine: list[Question]
    others: list[StillAsked]
    is_open: bool

    @property
    def asks(self) -> bool:
        """Whether there is something to fill in."""
        return bool(self.questions or self.dear or self.mine)


def panel(
    view: CaseView,
    case: StoredCase,
    roles: frozenset[str],
    catalogue: Catalogue,
    outcomes: Outcomes | None,
    asking: Asking,
    typed: Mapping[str, str] | None = None,
) -> PromisePanel | None:
    """The panel for a reader with these roles; None for a case that no rules were asked about. `typed` was not taken."""
    if view.terms is None:
        return None
    may_tell = any(one.name == "supply_facts" and one.allowed for one in view.allowed_operations)
    before = told_before(case, roles, catalogue, asking)
    shown = {**before, **(typed or {})}
    asked = questions((one.name for one in view.missing), catalogue, shown, asking) if may_tell else []
    names = {one.fact for one in asked}
    again = [name for name in _told_by(case, roles) if name not in names] if may_tell else []
    most = ANY_COST if roles & _DESK else CHEAP
    role = next((role for role in roles if role in ("buyer", "merchant")), "")
    return PromisePanel(
        promise(view.type.value, outcomes, asking, role) if outcomes and outcomes.groups else None,
        _told(case, catalogue, asking),
        [one for one in asked if one.cost <= most],
        [one for one in asked if one.cost > most],
        questions(again, catalogue, shown, asking),
        _others(view, case, names, catalogue, asking),
        typed is not None,
    )


def told_before(
    case: StoredCase, roles: Iterable[str], catalogue: Catalogue, asking: Asking
) -> dict[str, str]:
    """The fields as the reader's roles filled them in before: the last word on each fact."""
    found: dict[str, str] = {}
    for name in _told_by(case, roles):
        last = next(each for each in reversed(case.state.given) if each.name == name and each.by in roles)
        found |= as_typed(catalogue.facts[name], last.value, asking) if name in catalogue.facts else {}
    return found


def _told_by(case: StoredCase, roles: Iterable[str]) -> list[str]:
    return list(dict.fromkeys(each.name for each in case.state.given if each.by in roles))


def _told(case: StoredCase, catalogue: Catalogue, asking: Asking) -> list[ToldFact]:
    """The last word of each party on each fact, in the order in which the facts were first told."""
    by_fact: dict[str, dict[str, Saying]] = {}
    for each in case.state.given:
        kind = catalogue.facts.get(each.name)
        if kind is not None:
            saying = Saying(told_words(kind, each.value, asking), each.by, each.at)
            by_fact.setdefault(each.name, {})[each.by] = saying
    return [
        ToldFact(
            heading(catalogue.facts[name].label.in_(asking.language)),
            list(sayings.values()),
            not sayings.keys() & _DESK and len({saying.value for saying in sayings.values()}) > 1,
        )
        for name, sayings in by_fact.items()
    ]


def _others(
    view: CaseView, case: StoredCase, asked: Iterable[str], catalogue: Catalogue, asking: Asking
) -> list[StillAsked]:
    if not view.stage.is_open:
        return []
    mine = set(asked)
    return [
        StillAsked(heading(catalogue.facts[fact.name].label.in_(asking.language)), list(fact.by))
        for fact in case.state.terms.missing
        if fact.name not in mine and fact.name in catalogue.facts and set(fact.by) - {"system"}
    ]
