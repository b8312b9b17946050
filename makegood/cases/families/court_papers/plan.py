"""PURE: what a case keeps of the papers that bind it: the number, for whom they are and how much the buyer gets."""

from msgspec import Struct

from makegood.cases.families.court_papers.papers import Papers
from makegood.cases.judgement import Favour


class BoundRuling(Struct, frozen=True):
    """The ruling that papers prescribe. `amount_minor`: what the buyer gets, in minor units of the case's currency."""

    papers: Papers
    favour: Favour
    amount_minor: int
