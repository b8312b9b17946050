"""PURE: when a refusal is one too many, so that a rule calls the desk in without anybody having to ask."""

from makegood.cases.model import CaseState

LIMIT = "desk_after_refusals"
"""The limit that the packs set: with so many refusals the case goes to the desk. Where none does, the parties call it in."""


def most_refusals(state: CaseState) -> int | None:
    """With how many refusals a case goes to the desk by itself."""
    return state.terms.limits.get(LIMIT)


def are_too_many(refusals: int, state: CaseState) -> bool:
    """Whether so many refusals call the desk in."""
    most = most_refusals(state)
    return most is not None and refusals >= most
