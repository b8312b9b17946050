"""A story: a buyer paid for a way back that somebody else is to bear: the merchant by the rules, or whom a ruling names."""

from makegood.carriers import carried_here
from makegood.cases import CaseState, CaseType, FreightBearer, OrderFacts, ruled_bearer
from makegood.claims import (
    KINDS,
    RULED,
    Claim,
    ClaimOffice,
    Wanted,
    claims_of_order,
    ended_with_cases,
    judge,
)
from makegood.db.writes import Connection

SENT_BACK = frozenset({CaseType.RETURN_REFUND, CaseType.EXCHANGE})
FREIGHT_PAID = "return_freight_paid"
"""What a buyer tells of having paid for the way back."""
_KIND = KINDS["fault_freight"]
_BUYERS = frozenset({FreightBearer.BUYER, FreightBearer.INSURER})


async def repay_way_back(
    connection: Connection, office: ClaimOffice, state: CaseState, order: OrderFacts
) -> Claim | None:
    """What the buyer told of having paid for the way back, once for a case. The merchant may object to what is its own to
    bear; what carriers of the platform charged is borne elsewhere (makegood/flows/freight.py). A decision on appeal that
    leaves the freight with the buyer, or moves it, ends what was claimed before, and takes back what was paid.
    """
    ruled = ruled_bearer(state, is_back=True)
    if ruled in _BUYERS:
        await office.give_up(connection, order.id, state.id, _KIND.family)
        return None
    if state.type not in SENT_BACK or not state.shipment or await carried_here(connection, state.id):
        return None
    gone = await ended_with_cases(connection, order.id)
    earlier = [
        one
        for one in await claims_of_order(connection, order.id)
        if one.case_id == state.id and one.family == _KIND.family
    ]
    wanted = _wanted(state, ruled, earlier)
    if not all(one.id in gone or _is_otherwise(office, one, wanted, order) for one in earlier):
        return None
    await office.give_up(connection, order.id, state.id, _KIND.family)
    before = earlier[-1] if earlier else None
    return await office.find(connection, order, wanted, None, state.id, before)


def _wanted(state: CaseState, ruled: FreightBearer | None, earlier: list[Claim]) -> Wanted:
    """What is claimed, with what the buyer told of the freight in the case or, once that had ended, in the claim itself."""
    in_claims = (given for one in earlier for given in one.content.given if given.name == FREIGHT_PAID)
    given = sorted((*in_claims, *state.given), key=lambda each: each.at)
    return Wanted(
        kind=_KIND, line_no=state.items[0].line_no, quantity=state.items[0].quantity, given=tuple(given),
        remedy=state.type.value, reason=state.reason, freight_ruled=ruled or "",
    )  # fmt: skip


def _is_otherwise(office: ClaimOffice, claim: Claim, wanted: Wanted, order: OrderFacts) -> bool:
    """Whether a claim that holds or was paid is not what the ruling gives now. What its parties or a person ended stays so."""
    if not claim.holds:
        return False
    if not wanted.freight_ruled and claim.content.because.rule != RULED:
        return False
    owed = judge(office.policy, wanted, order, office.clock.now())
    return (claim.cap_minor, claim.content.funder) != (owed.amount_minor, owed.funder)


def is_covered(state: CaseState) -> bool:
    """Whether a freight cover may pay for the way back: no ruling leaves it with somebody else, or with the buyer only half of
    it. PURE.
    """
    ruled = ruled_bearer(state, is_back=True)
    return ruled is None or ruled in _BUYERS or ruled is FreightBearer.SHARED
