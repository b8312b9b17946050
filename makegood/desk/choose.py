"""PURE: which case somebody gets next: the most urgent that they are able to take. Nobody chooses for themselves."""

from collections.abc import Iterable
from enum import StrEnum
from typing import Protocol

from makegood.desk.model import DeskPerson, Waiting

SENIORS_ONLY = 1
"""The tier of what was passed to a senior."""


class Obstacle(StrEnum):
    """Why somebody does not get a case."""

    SENIOR_NEEDED = "senior_needed"
    DECIDED_BEFORE = "decided_before"
    IS_A_PARTY = "is_a_party"
    DECLARED = "declared"
    PASSED_ON = "passed_on"
    TYPE = "type"
    CATEGORY = "category"
    LANGUAGE = "language"
    AMOUNT = "amount"


CONFLICTS = frozenset({Obstacle.DECIDED_BEFORE, Obstacle.IS_A_PARTY, Obstacle.DECLARED, Obstacle.PASSED_ON})
"""Obstacles that no senior lifts by assigning by hand."""


class Tied(Protocol):
    """A case as far as a conflict of interest looks at it. People are labels without the role."""

    @property
    def merchant_id(self) -> int: ...
    @property
    def buyer_email(self) -> str: ...
    @property
    def deciders(self) -> tuple[str, ...]: ...
    @property
    def passed_by(self) -> tuple[str, ...]: ...


def obstacle(case: Waiting, person: DeskPerson) -> Obstacle | None:
    """Why a person does not get a case, conflicts of interest first; None when they may."""
    return conflict(case, person) or lacking(case, person)


def conflict(case: Tied, person: DeskPerson) -> Obstacle | None:
    """Whether the person must not decide this: they did before, are a party, or said that they have to do with one."""
    if person.person in case.deciders:
        return Obstacle.DECIDED_BEFORE
    if person.email and person.email == case.buyer_email:
        return Obstacle.IS_A_PARTY
    if case.merchant_id in person.skills.merchants:
        return Obstacle.DECLARED
    return Obstacle.PASSED_ON if person.person in case.passed_by else None


def lacking(case: Waiting, person: DeskPerson) -> Obstacle | None:
    """What the person cannot do that the case needs."""
    skills = person.skills
    if case.tier == SENIORS_ONLY and not person.is_senior:
        return Obstacle.SENIOR_NEEDED
    if skills.types and case.type not in skills.types:
        return Obstacle.TYPE
    if skills.languages and case.language not in skills.languages:
        return Obstacle.LANGUAGE
    if skills.categories and not any(_within(one, skills.categories) for one in case.categories):
        return Obstacle.CATEGORY
    if skills.most_minor is not None and case.amount_minor > skills.most_minor:
        return Obstacle.AMOUNT
    return None


def _within(category: str, known: tuple[str, ...]) -> bool:
    """Whether a category is one of those known or below it: food.tea is food."""
    return any(category == one or category.startswith(f"{one}.") for one in known)


def most_urgent(waiting: Iterable[Waiting], person: DeskPerson, has_open: int) -> Waiting | None:
    """The case to give: of all that the person may take, the first tier's that runs out next. None at the workload's limit."""
    if has_open >= person.skills.most_open:
        return None
    able = (case for case in waiting if obstacle(case, person) is None)
    return min(able, key=urgency, default=None)


def urgency(case: Waiting) -> tuple[int, float, int]:
    """The order in which cases are given."""
    return case.tier, case.due_at.timestamp(), case.case_id
