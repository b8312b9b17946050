"""PURE: a missing fact as the question that settles it, in a reader's words."""

from msgspec import Struct

from makegood.policy.catalogue import FactKind, FactType


class FactChoice(Struct, frozen=True):
    """One of the values that a fact can have."""

    value: str
    label: str


class FactQuestion(Struct, frozen=True):
    """What to ask whom. `by`: who can tell; `cost`: the effort, 0 (known to the system) to 20 (a laboratory report).

    A flag is answered true or false, a word or words by their `choices`, a moment by an ISO time (or "never" where
    `may_be_never`), anything else by a whole number: minor units, seconds, basis points or a count, by `type`.
    """

    name: str
    type: FactType
    question: str
    by: tuple[str, ...]
    cost: int
    choices: list[FactChoice]
    may_be_never: bool = False


def question_of(kind: FactKind, language: str) -> FactQuestion:
    """A fact of the catalogue as a question."""
    asked = kind.ask or kind.label
    choices = [FactChoice(value, label.in_(language)) for value, label in kind.values.items()]
    return FactQuestion(
        kind.name,
        kind.type,
        asked.in_(language),
        kind.by,
        kind.cost,
        choices,
        may_be_never=kind.absent is not None,
    )
