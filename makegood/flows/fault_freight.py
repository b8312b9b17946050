"""A story: a buyer paid for a way back that somebody else is to bear: the merchant by the rules, or whom a ruling names."""

from makegood.carriers import carried_here
from makegood.cases import CaseState, CaseType, FreightBearer, OrderFacts
from makegood.claims import KINDS, Claim, ClaimOffice, Wanted, claims_of_order
from makegood.db.writes import Connection

SENT_BACK = frozenset({CaseType.RETURN_REFUND, CaseType.EXCHANGE})
_BUYERS = frozenset({FreightBearer.BUYER, FreightBearer.INSURER})


async def repay_way_back(
    connection: Connection, office: ClaimOffice, state: CaseState, order: OrderFacts
) -> Claim | None:
    """What the buyer told of having paid for the way back, once for a case. The merchant may object; what carriers of the
    platform charged is borne elsewhere (makegood/flows/freight.py). A decision on appeal that leaves the freight with the buyer
    ends what was claimed before, and takes back what was paid.
    """
    kind = KINDS["fault_freight"]
    if state.type not in SENT_BACK or not state.shipment or await carried_here(connection, state.id):
        return None
    ruled = ruled_back(state)
    if ruled in _BUYERS:
        await office.give_up(connection, order.id, state.id, kind.family)
        return None
    earlier = await claims_of_order(connection, order.id)
    if any(one.case_id == state.id and one.family == kind.family for one in earlier):
        return None
    wanted = Wanted(
        kind=kind, line_no=state.items[0].line_no, quantity=state.items[0].quantity, given=state.given,
        remedy=state.type.value, reason=state.reason, freight_ruled=ruled or "",
    )  # fmt: skip
    return await office.find(connection, order, wanted, None, state.id)


def ruled_back(state: CaseState) -> FreightBearer | None:
    """Who bears the way back by the ruling; None where it does not say so. PURE."""
    return state.ruling.freight_by.back if state.ruling and state.ruling.freight_by else None


def is_covered(state: CaseState) -> bool:
    """Whether a freight cover may pay for the way back: the ruling has it borne by nobody but the buyer. PURE."""
    ruled = ruled_back(state)
    return ruled is None or ruled in _BUYERS
