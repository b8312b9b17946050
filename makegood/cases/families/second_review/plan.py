"""PURE: a ruling that was written and has not taken effect: another person of the desk reads it first."""

from datetime import datetime

from msgspec import Struct

from makegood.cases.judgement import Ruling


class RulingDraft(Struct, frozen=True, omit_defaults=True):
    """A ruling that waits. `by` is the label of who wrote it; `by_senior`: a senior did, and gets it back."""

    ruling: Ruling
    by: str
    at: datetime
    by_senior: bool = False
