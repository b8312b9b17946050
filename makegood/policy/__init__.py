"""Policy: promises as data. Packs of rules that decide, explain, prove and simulate themselves."""

from makegood.policy.asking import FactChoice, FactQuestion, question_of
from makegood.policy.book import Book, PackRef, make_book
from makegood.policy.catalogue import (
    Catalogue,
    FactKind,
    FactNotKnown,
    FactType,
    FactWrong,
    Value,
    moment_of,
    seconds_of,
)
from makegood.policy.decide import Answer, Decision, State, decide
from makegood.policy.explain import NearMiss, condition_words, explain_refusal, near_misses, reason
from makegood.policy.kept import KeptDecision
from makegood.policy.office import PolicyOffice
from makegood.policy.opening import open_shelf
from makegood.policy.outcomes import REMEDIES, Key, Kind, key
from makegood.policy.pack import Level, Pack, Rule
from makegood.policy.replay import decide_again, deviations, outcomes_of
from makegood.policy.shelf import Shelf, follow_shelf
from makegood.policy.shipped import shipped_catalogue
from makegood.policy.store import decisions_of_case
from makegood.policy.text import Text
from makegood.policy.trace import Trace, trace
from makegood.policy.upload import lint_upload
from makegood.policy.words import words

__all__ = [
    "REMEDIES",
    "Answer",
    "Book",
    "Catalogue",
    "Decision",
    "FactChoice",
    "FactKind",
    "FactNotKnown",
    "FactQuestion",
    "FactType",
    "FactWrong",
    "KeptDecision",
    "Key",
    "Kind",
    "Level",
    "NearMiss",
    "Pack",
    "PackRef",
    "PolicyOffice",
    "Rule",
    "Shelf",
    "State",
    "Text",
    "Trace",
    "Value",
    "condition_words",
    "decide",
    "decide_again",
    "decisions_of_case",
    "deviations",
    "explain_refusal",
    "follow_shelf",
    "key",
    "lint_upload",
    "make_book",
    "moment_of",
    "near_misses",
    "open_shelf",
    "outcomes_of",
    "question_of",
    "reason",
    "seconds_of",
    "shipped_catalogue",
    "trace",
    "words",
]
