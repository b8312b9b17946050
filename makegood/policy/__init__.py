"""Policy: promises as data. Packs of rules that decide, explain, prove and simulate themselves."""

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
from makegood.policy.decide import Answer, Decision, State, decide, decide_otherwise
from makegood.policy.outcomes import REMEDIES, Key, Kind, key
from makegood.policy.pack import Binding, Level, Pack, Rule
from makegood.policy.publishing.kept import KeptDecision, last_of
from makegood.policy.publishing.office import PolicyOffice
from makegood.policy.publishing.opening import open_shelf
from makegood.policy.publishing.replay import decide_again, deviations, outcomes_of
from makegood.policy.publishing.shelf import Shelf, follow_shelf
from makegood.policy.publishing.shipped import shipped_catalogue
from makegood.policy.publishing.store import decisions_of_case, versions_in_review
from makegood.policy.publishing.upload import lint_upload
from makegood.policy.publishing.versions import PackVersion
from makegood.policy.telling.asking import FactChoice, FactQuestion, question_of
from makegood.policy.telling.ending import window_end
from makegood.policy.telling.explain import (
    NearMiss,
    condition_facts,
    condition_words,
    explain_refusal,
    near_misses,
    reason,
)
from makegood.policy.telling.key_words import EVIDENCE_WORDS, RULING_WORDS, key_text, mark_text
from makegood.policy.telling.mark_sides import marks_against, sides_of
from makegood.policy.telling.trace import Trace, trace
from makegood.policy.telling.words import fact_words, value_words, words
from makegood.policy.text import Text

__all__ = [
    "EVIDENCE_WORDS",
    "REMEDIES",
    "RULING_WORDS",
    "Answer",
    "Binding",
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
    "PackVersion",
    "PolicyOffice",
    "Rule",
    "Shelf",
    "State",
    "Text",
    "Trace",
    "Value",
    "condition_facts",
    "condition_words",
    "decide",
    "decide_again",
    "decide_otherwise",
    "decisions_of_case",
    "deviations",
    "explain_refusal",
    "fact_words",
    "follow_shelf",
    "key",
    "key_text",
    "last_of",
    "lint_upload",
    "make_book",
    "mark_text",
    "marks_against",
    "moment_of",
    "near_misses",
    "open_shelf",
    "outcomes_of",
    "question_of",
    "reason",
    "seconds_of",
    "shipped_catalogue",
    "sides_of",
    "trace",
    "value_words",
    "versions_in_review",
    "window_end",
    "words",
]
