"""PURE: the words of the board of proof and of proposals in English; each is translated by the catalogue (disputes.po)."""

from makegood.disputes import SOURCES

STATUSES = {
    "missing": "Not shown",
    "offered": "Shown, not weighed",
    "conceded": "Conceded by the other side",
    "proven": "Proven",
    "rebutted": "Found otherwise",
}
TONES = {"missing": "soon", "offered": "accent", "conceded": "good", "proven": "good", "rebutted": "bad"}
"""The tone of the chip of each status; not a word."""
STANCES = {"for": "For it", "against": "Against it"}
SIDES = {"buyer": "The buyer", "merchant": "The merchant", "desk": "The desk", "record": "On record"}
OUTCOMES = {"buyer": "For the buyer", "merchant": "For the merchant", "split": "Split"}
TOLD = {
    "tied": "The evidence is tied to what it is to prove.",
    "corrected": "Your correction is on record.",
}
RULES = {"H": "sure", "M": "fairly sure", "L": "not certain"}
PIECES = {
    "order": "The order as it was bought",
    "parcel": "Parcel {number} to the buyer",
    "return": "Parcel back, {number}",
    "words": "What was written",
    "inspection": "What was found when it came back",
}
COPIES = {"original": "the original", "display": "the copy that is shown", "thumb": "the thumbnail"}
TABLES = (STATUSES, STANCES, SIDES, SOURCES, OUTCOMES, TOLD, RULES, PIECES, COPIES)
"""Every table, for the catalogue's test."""
