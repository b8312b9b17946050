"""PURE: what a ruling makes of goods that are owed or have been sent."""

from collections.abc import Sequence

from makegood.cases import events as e
from makegood.cases.facts import Facts
from makegood.cases.families.repair.owed import repair_may_be_ruled
from makegood.cases.families.replacement import events as own
from makegood.cases.families.replacement.asking import REPLACING
from makegood.cases.families.replacement.verbs import arrived
from makegood.cases.kin import RETURNING
from makegood.cases.model import CaseState, Favour, Ruling


def owed(state: CaseState) -> bool:
    """Whether goods have still to be sent to the buyer."""
    return state.type in REPLACING and state.replacement is not None and state.replacement.is_owed


def sent(state: CaseState) -> bool:
    """Whether goods have been sent to the buyer, and nobody has given them up."""
    return state.replacement is not None and state.replacement.is_sent


def stays_as_asked(favour: Favour, with_return: bool | None, state: CaseState) -> bool:
    """A ruling for the buyer that says nothing of a return grants what was asked for: the goods."""
    return favour is Favour.BUYER and with_return is None and (owed(state) or repair_may_be_ruled(state))


def asks_goods_back(state: CaseState) -> bool:
    """Whether a ruling that says nothing of it asks for the goods: as the request did, unless others were sent for them."""
    return state.type in RETURNING and not sent(state)


def what_stands(ruling: Ruling, state: CaseState, facts: Facts) -> Sequence[e.CaseEvent]:
    """A ruling for the merchant after the goods were sent: they count as arrived, and a difference goes back."""
    return [arrived(state, facts)] if ruling.favour is Favour.MERCHANT and sent(state) else []


def changed_on_appeal(ruling: Ruling, state: CaseState) -> Sequence[e.CaseEvent]:
    """A split that was found on appeal is money, and no goods any more."""
    if ruling.favour is not Favour.SPLIT or not owed(state):
        return []
    return [own.ReplacementGivenUp(because="decided_on_appeal", amount_minor=ruling.amount_minor)]
