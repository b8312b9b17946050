"""PURE: the reasons of a request, which are the words of the fact `reason`: the only ones that policy accepts."""

from collections.abc import Mapping

from makegood.policy import Catalogue


def reasons_of(catalogue: Catalogue, language: str) -> dict[str, str]:
    """Every reason by its code, in the reader's language, to stand inside a sentence."""
    kind = catalogue.facts.get("reason")
    return {code: label.in_(language) for code, label in kind.values.items()} if kind else {}


def headed(words: Mapping[str, str]) -> dict[str, str]:
    """The same words as they begin a line."""
    return {code: heading(label) for code, label in words.items()}


def heading(label: str) -> str:
    """A word as it begins a line."""
    return label[:1].upper() + label[1:]
