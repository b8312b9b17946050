"""PURE: the proposal for a case that papers of an authority bind: what they say, whatever the rules would lead to. They say for
whom and how much; which marks go with it, the rules say of the facts, of which the desk tells those that the papers found.
"""

from msgspec import structs

from makegood.cases import BoundRuling, CaseState, Favour, asks_goods_back, bound_amount
from makegood.disputes.confidence import Confidence
from makegood.disputes.marks_standing import MarksSaid, marks_set
from makegood.disputes.model import Ground, Result
from makegood.disputes.propose import GIVES_GOODS, Found, ProposedRuling, digest_of
from makegood.policy import Text, key

_AUTHORITIES = {
    "court": Text("a court", "法院"),
    "regulator": Text("a regulator", "行政机关"),
    "arbitration": Text("an arbitration body", "仲裁机构"),
}


def as_bound(made: ProposedRuling, state: CaseState) -> ProposedRuling:
    """The proposal that stands: that of the papers, where there are any."""
    if state.bound is None:
        return made
    amount = bound_amount(state.bound, state)
    result = result_of(state.bound, state)
    said = result.ruling
    found = Found("ruling", said, key("ruling").values.index(said), result.ground, ())
    marks = [each.found for each in marks_set(MarksSaid(made.favour, made.findings), state.bound.favour)]
    bound = structs.replace(
        made,
        favour=state.bound.favour.value,
        remedy=said,
        amount_minor=amount,
        share=10_000 * amount // state.requested_minor if state.requested_minor else 0,
        with_return=None,
        freight_by=None,
        freight_owed=(),
        parts=(),
        findings=(found, *(each for each in made.findings if each in marks)),
        confidence=Confidence(100),
        changes=(),
        missing=(),
        by_rules=made.favour,
        digest="",
    )
    return structs.replace(bound, digest=digest_of(bound))


def result_of(bound: BoundRuling, state: CaseState) -> Result:
    """What the papers come to, with the papers as its ground."""
    return Result(_ruling(bound, state), _ground(bound))


def _ruling(bound: BoundRuling, state: CaseState) -> str:
    if bound.favour is Favour.MERCHANT:
        return "pay_merchant"
    if bound.favour is Favour.SPLIT:
        return "split"
    if state.type.value in GIVES_GOODS:
        return state.type.value
    return "return_refund" if asks_goods_back(state) else "refund_only"


def _ground(bound: BoundRuling) -> Ground:
    papers = bound.papers
    who = _AUTHORITIES[papers.authority.value]
    return Ground(
        papers.citation,
        Text(f"Papers of {who.en} bind this case.", f"{who.zh}的文书对本案具有约束力。"),
        Text(f"{who.en}, {papers.reference}", f"{who.zh}，{papers.reference}"),
        "H",
    )
