"""PURE: the ladder of offers: who named which amount when, until when it stood, and what became of it. Read off the record."""

from collections.abc import Sequence
from datetime import datetime

from msgspec import Struct, structs

from makegood.cases import events as e
from makegood.cases.model import CaseType, Role


class Rung(Struct, frozen=True):
    """One amount that was named; minor units.

    `became`: stands, countered, accepted, refused, granted, expired or over.
    """

    by: Role
    type: CaseType
    amount_minor: int
    note: str
    at: datetime
    expires_at: datetime | None
    became: str


def ladder_of(
    recorded: Sequence[e.Recorded], now: datetime, granted_at: datetime | None = None
) -> tuple[Rung, ...]:
    """Every amount that a party named, first to last, the request itself first.

    `granted_at`: when the merchant's silence grants what the buyer named last; until then it stands.
    """
    rungs: list[Rung] = []
    for each in recorded:
        became = _BECOMES.get(type(each.event))
        if became and rungs and rungs[-1].became == "stands":
            rungs[-1] = structs.replace(rungs[-1], became=became)
        rung = _rung(each)
        if rung is not None:
            rungs.append(rung)
    if rungs and rungs[-1].by is Role.BUYER and rungs[-1].became == "stands":
        rungs[-1] = structs.replace(rungs[-1], expires_at=granted_at)
    return tuple(_expired(rung, now) for rung in rungs)


_BECOMES: dict[type, str] = {
    e.OfferMade: "countered",
    e.CaseRevised: "countered",
    e.OfferAccepted: "accepted",
    e.CaseApproved: "granted",
    e.CaseRefused: "refused",
    e.CaseRuled: "over",
    e.CaseClosed: "over",
    e.CaseWithdrawn: "over",
}


def _rung(each: e.Recorded) -> Rung | None:
    match each.event:
        case e.OfferMade(offer=offer):
            return Rung(
                offer.by, offer.type, offer.amount_minor, offer.note, each.at, offer.expires_at, "stands"
            )
        case (
            e.CaseOpened(type=type_, requested_minor=amount)
            | e.CaseRevised(type=type_, requested_minor=amount)
        ):
            return Rung(Role.BUYER, type_, amount, each.event.note, each.at, None, "stands")
        case _:
            return None


def _expired(rung: Rung, now: datetime) -> Rung:
    if rung.became == "stands" and rung.expires_at is not None and now >= rung.expires_at:
        return structs.replace(rung, became="expired")
    return rung
