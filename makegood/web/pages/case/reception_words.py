"""PURE: the English words of reception and inspection: findings, grades, where units go, how a parcel looked."""

from makegood.cases import FINDINGS

FINDING_WORDS = {
    "as_expected": "As it should be",
    "worn": "Worn or used",
    "damaged_by_buyer": "Damaged by the buyer",
    "damaged_on_the_way": "Damaged on the way back",
    "incomplete": "Parts are missing",
    "missing": "Not in the parcel",
    "empty_box": "The box was empty",
    "swapped": "Swapped for another",
    "wrong_product": "Another product",
    "surplus": "More than announced",
}

GRADES = {
    "A": "A · as new",
    "B": "B · opened",
    "C": "C · used or marked",
    "D": "D · damaged",
    "X": "X · not ours",
}

DISPOSITIONS = {
    "restock": "Back to stock",
    "refurbish": "To be refurbished",
    "scrap": "To be scrapped",
    "return_to_buyer": "Back to the buyer",
    "return_to_vendor": "Back to the vendor",
}

CONDITIONS = {
    "intact": "Intact",
    "opened": "Opened before it came",
    "damaged": "Damaged from outside",
    "empty": "Empty",
}

_ONE_GRADE = frozenset({"worn", "damaged_by_buyer", "damaged_on_the_way", "incomplete", "surplus"})
"""Findings for which a phone offers one grade: the weightiest of theirs, surplus as new."""


def _choices() -> dict[str, tuple[str, str]]:
    """Finding and grade in one choice, so that it is one tap: its code to the words of both."""
    chosen: dict[str, tuple[str, str]] = {}
    for finding, consequence in FINDINGS.items():
        word = FINDING_WORDS[finding.value]
        grades = consequence.grades
        if finding.value in _ONE_GRADE:
            grades = grades[:1] if finding.value == "surplus" else grades[-1:]
        for grade in grades:
            chosen[f"{finding.value}:{grade.value}"] = (word, GRADES[grade.value])
        if not grades:
            chosen[finding.value] = (word, "")
    return chosen


CHOICES = _choices()

TABLES = (FINDING_WORDS, GRADES, DISPOSITIONS, CONDITIONS)
"""Every table, for the catalogue's test."""
