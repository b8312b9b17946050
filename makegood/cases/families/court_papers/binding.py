"""PURE: rulings of a case that papers bind: they say what the papers say, and name them among their grounds."""

from msgspec import structs

from makegood.cases.families.court_papers.plan import BoundRuling
from makegood.cases.families.court_papers.refusals import PapersBind
from makegood.cases.model import CaseState, Favour, Ruling

BY_PAPERS = "The platform did not decide in time; the papers that bind the case decide."
"""The reason of a ruling that nobody made: translated where it is shown."""


_IN_WORDS = {Favour.BUYER: "For the buyer", Favour.MERCHANT: "For the merchant", Favour.SPLIT: "Split"}


def is_as_bound(favour: Favour, amount_minor: int | None, bound: BoundRuling) -> bool:
    """Whether a ruling is that of the papers. Only a split has an amount of its own."""
    return favour is bound.favour and (favour is not Favour.SPLIT or amount_minor == bound.amount_minor)


def bound_amount(bound: BoundRuling, state: CaseState) -> int:
    """What the papers give the buyer of what is asked for by now."""
    if bound.favour is Favour.SPLIT:
        return min(bound.amount_minor, state.requested_minor)
    return state.requested_minor if bound.favour is Favour.BUYER else 0


def given_minor(state: CaseState) -> int:
    """What the buyer has by the ruling as it stands, or will have once it is carried out: without what an earlier appeal found
    to be too much, which stays with the buyer all the same.
    """
    if state.legs:
        return state.sent_minor - state.made_whole_minor
    return 0 if state.ended_because else state.owed_minor


def stands_as_bound(state: CaseState) -> bool:
    """Whether the ruling of a case gives what the papers of the case give; not where nobody has ruled."""
    if state.ruling is None or state.bound is None or state.ruling.compensation_minor:
        return False
    as_ruled = is_as_bound(state.ruling.favour, state.ruling.amount_minor, state.bound)
    return as_ruled or given_minor(state) == bound_amount(state.bound, state)


def refused_as_unbound(bound: BoundRuling, state: CaseState) -> PapersBind:
    """Why a ruling is not taken that says something else."""
    return PapersBind(
        reference=bound.papers.reference,
        favour=_IN_WORDS[bound.favour],
        amount_minor=bound_amount(bound, state),
        currency=state.currency,
    )


def require_as_bound(
    favour: Favour, amount_minor: int | None, compensation_minor: int | None, state: CaseState
) -> None:
    """Raises PapersBind for a ruling that contradicts the papers of the case, or gives something on top of them."""
    if state.bound is None:
        return
    bound = structs.replace(state.bound, amount_minor=bound_amount(state.bound, state))
    if compensation_minor or not is_as_bound(favour, amount_minor, bound):
        raise refused_as_unbound(state.bound, state)


def naming_papers(ruling: Ruling, state: CaseState) -> Ruling:
    """The ruling with the papers as its first ground, where there are any."""
    if state.bound is None:
        return ruling
    papers = state.bound.papers
    rest = tuple(each for each in ruling.citations if each != papers.citation)
    return structs.replace(ruling, bound_by=papers, citations=(papers.citation, *rest))
