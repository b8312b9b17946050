"""PURE: until when an offer stands. The record keeps it after that; only taking it is over."""

from datetime import datetime, timedelta

from msgspec import structs

from makegood.cases.facts import Facts
from makegood.cases.model import CaseState, CaseType, Offer, Role, Stage

DEFAULT_OFFER = timedelta(hours=48)
"""How long an offer to keep the goods for less stands, where no pack says otherwise."""


def expires_at(type_: CaseType, by: Role, state: CaseState, facts: Facts) -> datetime | None:
    """When an offer that is made now expires; None for one that stands as long as it is not answered.

    Merchants' offers to keep the goods for less do. What a buyer asks for stands while the merchant has the ball: the
    merchant's own clock runs then, and silence grants it.
    """
    if type_ is not CaseType.PRICE_REDUCTION or by is not Role.MERCHANT:
        return None
    return facts.now + (state.terms.clock("offer") or DEFAULT_OFFER)


def standing_offer(state: CaseState) -> Offer | None:
    """The offer with the moment until which it stands: a buyer's until the merchant's clock runs out and silence grants it."""
    offer = state.offer
    if offer is None or offer.by is not Role.BUYER or state.stage is not Stage.AWAITING_MERCHANT:
        return offer
    return structs.replace(offer, expires_at=state.due_at)


def has_expired(state: CaseState, facts: Facts) -> bool:
    """Whether the standing offer can no longer be taken."""
    offer = state.offer
    return offer is not None and offer.expires_at is not None and facts.now >= offer.expires_at
