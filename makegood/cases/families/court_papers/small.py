"""PURE: what the check gives to papers that bind. Only orders of markets of its own have them: they multiply states. Over all
orders they come where they multiply none or few: after a payment, and to appeals beside goods.
"""

from collections.abc import Callable, Iterable, Iterator

from msgspec import structs

from makegood.cases.commands import Command
from makegood.cases.facts import OrderFacts
from makegood.cases.families.court_papers.commands import BindRuling
from makegood.cases.families.court_papers.papers import Authority, Papers
from makegood.cases.families.court_papers.plan import BoundRuling
from makegood.cases.families.reception.small import PHOTO
from makegood.cases.model import CaseState, Favour, Role, Stage

BY_PAPERS = "by_papers"
"""The market of orders over which papers of a court may come."""
BY_PAPERS_READ_TWICE = "by_papers_read_twice"
"""The same, where another person reads a ruling first and a panel of users may be called."""
PAPER_MARKETS = frozenset({BY_PAPERS, BY_PAPERS_READ_TWICE})
PAPERS = frozenset({"bind_ruling"})
_DOCKET = "1"


def canonical_bound(state: CaseState, appeals: bool) -> BoundRuling | None:
    """Of the papers, what a later ruling is held to, and whether there is an appeal."""
    bound, is_over = state.bound, state.legs or state.stage is Stage.SETTLED
    if bound is None or state.stage is Stage.WITHDRAWN or (is_over and not appeals):
        return None
    amount = bound.amount_minor if bound.favour is Favour.SPLIT else 0
    return structs.replace(bound, papers=Papers(Authority.COURT, _DOCKET), amount_minor=amount)


def come_late(state: CaseState, appeals: bool) -> bool:
    """Whether papers come to a case of any market: once it has paid and no appeal is looked at, and where one is heard beside
    goods.
    """
    if state.stage is Stage.SETTLED:
        return not appeals
    return state.is_appealed and state.bound is None and state.stage is not Stage.UNDER_APPEAL


def _papers(state: CaseState, order: OrderFacts, actor: Role) -> Iterator[Command]:
    files = (PHOTO,)
    yield BindRuling(Authority.COURT, _DOCKET, Favour.MERCHANT, files)
    yield BindRuling(Authority.COURT, _DOCKET, Favour.BUYER, files)
    if order.market not in PAPER_MARKETS:
        return
    for amount in range(1, state.requested_minor + 2):
        yield BindRuling(Authority.COURT, _DOCKET, Favour.SPLIT, files, amount)


PAYLOADS: dict[str, Callable[[CaseState, OrderFacts, Role], Iterable[Command]]] = {"bind_ruling": _papers}
