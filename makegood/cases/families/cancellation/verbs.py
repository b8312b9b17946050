"""PURE: granting a cancellation, noting that the goods left, and what became of a parcel that was to be stopped."""

from collections.abc import Callable
from typing import Any

from msgspec import structs

from makegood.cases import events as e
from makegood.cases.facts import Facts, goods_of
from makegood.cases.families.cancellation import commands as c
from makegood.cases.families.cancellation import events as own
from makegood.cases.families.cancellation import refusals
from makegood.cases.families.cancellation.plan import Interception
from makegood.cases.families.cancellation.whereabouts import goods_lines, left_meanwhile
from makegood.cases.model import CaseState, CaseType, Goods, Role, Stage
from makegood.cases.terms import MOST_GIVEN
from makegood.cases.verbs.informing import asked_of, told, verdict_on

Verb = Callable[[Any, CaseState, Facts, Role], list[e.CaseEvent]]


def noting_what_left(verb: Verb) -> Verb:
    """A verb that grants: where the goods of a cancellation have left meanwhile, that is noted last, and leads on."""

    def noted(command: Any, state: CaseState, facts: Facts, actor: Role) -> list[e.CaseEvent]:
        events = verb(command, state, facts, actor)
        left = left_meanwhile(state, facts)
        keeps = any(
            isinstance(each, e.OfferAccepted) and each.offer.type is not CaseType.CANCEL for each in events
        )
        return events if left is None or keeps else [*events, left]

    return noted


def grant_at_once(command: None, state: CaseState, facts: Facts, actor: Role) -> list[e.CaseEvent]:
    """What a rule does in the very opening: nobody has to answer."""
    return [own.GrantedAtOnce(amount_minor=state.owed_minor, rule=state.terms.at_once_rule)]


def confirm_unshipped(
    command: c.ConfirmUnshipped, state: CaseState, facts: Facts, actor: Role
) -> list[e.CaseEvent]:
    """The goods stay where they are, and the refund goes out."""
    return [own.UnshippedConfirmed(amount_minor=state.owed_minor)]


def report_shipped(
    command: c.ReportShipped, state: CaseState, facts: Facts, actor: Role
) -> list[e.CaseEvent]:
    """The goods have left: the parcel is stopped; where it has arrived already, the buyer may send it back."""
    places = [
        goods_of(facts.order, [line_no], facts.now) for line_no in goods_lines(state.items, facts.order)
    ]
    arrived = bool(places) and all(place is Goods.WITH_BUYER for place in places)
    type_, goods = (
        (CaseType.RETURN_REFUND, Goods.WITH_BUYER) if arrived else (CaseType.INTERCEPT, Goods.IN_TRANSIT)
    )
    return [
        own.ShippedMeanwhile(
            type=type_, goods=goods, carrier=command.carrier, tracking_no=command.tracking_no
        )
    ]


def record_interception(
    command: c.RecordInterception, state: CaseState, facts: Facts, actor: Role
) -> list[e.CaseEvent]:
    """What became of the parcel. Raises KnownAsMissed."""
    match command.outcome:
        case Interception.MISSED:
            if state.stage is not Stage.AWAITING_INTERCEPTION:
                raise refusals.KnownAsMissed()
            return miss(None, state, facts, actor)
        case Interception.LOST:
            return lose(None, state, facts, actor)
        case Interception.STOPPED | Interception.REFUSED_AT_DOOR:
            return [*_told(state, facts, actor), own.ParcelStopped(outcome=command.outcome)]


def _told(state: CaseState, facts: Facts, actor: Role) -> list[e.CaseEvent]:
    """That the parcel is stopped, as a fact for policy: the refund may now be due at once."""
    if facts.promises is None or not state.terms.decisions or len(state.given) >= MOST_GIVEN:
        return []
    by = Role.MERCHANT if actor is Role.MERCHANT else Role.CARRIER
    given = told({"intercepted": True}, facts, by)
    stopped = structs.replace(state, type=CaseType.INTERCEPT, goods=Goods.RETURNING)
    terms = verdict_on(asked_of(stopped, (*state.given, *given)), facts).terms
    return [e.FactsSupplied(given=given, terms=terms)]


def miss(command: None, state: CaseState, facts: Facts, actor: Role) -> list[e.CaseEvent]:
    """It was not stopped: the case goes on as a return, or ends where no rule opens one."""
    as_return = structs.replace(state, type=CaseType.RETURN_REFUND)
    asked = structs.replace(asked_of(as_return, state.given), asked_at=facts.now)
    terms = verdict_on(asked, facts).terms if facts.promises and state.terms.decisions else state.terms
    kept = CaseType.INTERCEPT if terms.remedy == "refused" else CaseType.RETURN_REFUND
    return [own.ParcelMissed(type=kept, terms=terms)]


def lose(command: None, state: CaseState, facts: Facts, actor: Role) -> list[e.CaseEvent]:
    """The parcel is lost: until the buyer signs, the merchant bears its risk (Taobao Dispute Rules art. 10)."""
    return [own.ParcelLost()]
