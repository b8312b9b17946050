"""PURE: the fold. A case is what its events made of it; nothing else ever changes one."""

from collections.abc import Callable, Iterable, Mapping
from functools import reduce
from typing import Any

from msgspec import structs

from makegood.cases import events as e
from makegood.cases.appeals import appeal_changes
from makegood.cases.event import Entered
from makegood.cases.families.advance.changes import CHANGES as ADVANCE_CHANGES
from makegood.cases.families.advance.changes import settled_by
from makegood.cases.families.cancellation.changes import CHANGES as CANCELLATION_CHANGES
from makegood.cases.families.chargeback.changes import CHANGES as CHARGEBACK_CHANGES
from makegood.cases.families.chargeback.changes import started_by_bank
from makegood.cases.families.court_papers.changes import CHANGES as COURT_PAPERS_CHANGES
from makegood.cases.families.evidence_window.changes import CHANGES as EVIDENCE_WINDOW_CHANGES
from makegood.cases.families.jury.changes import jury_changes
from makegood.cases.families.order_change.changes import CHANGES as ORDER_CHANGES
from makegood.cases.families.reception.changes import CHANGES as RECEPTION_CHANGES
from makegood.cases.families.repair.changes import CHANGES as REPAIR_CHANGES
from makegood.cases.families.repair.changes import sender_of
from makegood.cases.families.replacement.changes import CHANGES as REPLACEMENT_CHANGES
from makegood.cases.families.second_review.changes import review_changes
from makegood.cases.families.virtual.changes import CHANGES as VIRTUAL_CHANGES
from makegood.cases.model import (
    ENDS,
    CaseState,
    CaseType,
    Favour,
    Goods,
    LegStatus,
    Money,
    Role,
    Ruling,
    Stage,
)
from makegood.cases.patience import lateness


def fold(recorded: Iterable[e.Recorded]) -> CaseState:
    """The case that a stream of events makes. Raises ValueError for an empty stream."""
    state: CaseState | None = None
    for each in recorded:
        state = evolve(state, each)
    if state is None:
        raise ValueError("a stream begins with case.opened")
    return state


def evolve(state: CaseState | None, recorded: e.Recorded) -> CaseState:
    """The case after one more event."""
    event, at = recorded.event, recorded.at
    if isinstance(event, e.CaseOpened):
        state = _opened(event, recorded)
    elif state is None:
        raise ValueError("a stream begins with case.opened")
    changes = _entered(event.entered, recorded) if event.entered else {}
    changes |= _changes(state, event)
    changes |= appeal_changes(state, recorded)
    changes |= review_changes(state, recorded)
    changes |= jury_changes(state, recorded)
    changes |= lateness(state, recorded)
    if changes.get("stage", state.stage) is not Stage.DISPUTE_EVIDENCE:
        changes["hearing"] = None
    changes["version"] = state.version + 1
    changes["updated_at"] = at
    return structs.replace(state, **changes)


def _opened(event: e.CaseOpened, recorded: e.Recorded) -> CaseState:
    return CaseState(
        id=event.id, bucket=event.bucket, order_id=event.order_id, buyer_id=event.buyer_id,
        merchant_id=event.merchant_id, type=event.type, currency=event.currency, items=event.items,
        requested_minor=event.requested_minor, reason=event.reason, note=event.note, goods=event.goods,
        refund_to=event.refund_to, given=event.given, terms=event.terms, opened_at=recorded.at, updated_at=recorded.at,
        replacement=event.replacement, change=event.change, freight_waits=event.freight_waits,
    )  # fmt: skip


def _entered(entered: Entered, recorded: e.Recorded) -> dict[str, Any]:
    changes: dict[str, Any] = {
        "stage": entered.stage,
        "owner": entered.owner,
        "due_at": entered.due_at,
        "remind_at": entered.remind_at,
        "paused": None,
        "question": None,
        "standstill": None,
        "ball_since": (entered.since or recorded.at) if entered.owner else None,
        "ended_at": recorded.at if entered.stage in ENDS else None,
    }
    if entered.stage is not Stage.DISPUTE_REVIEW:
        changes["draft"] = None
    if entered.stage in (Stage.CLOSED, Stage.WITHDRAWN):
        changes["money"] = Money.RELEASED
    return changes


def _changes(state: CaseState, event: e.CaseEvent) -> dict[str, Any]:
    change = _CHANGES.get(type(event))
    return change(state, event) if change else {}


def _revised(state: CaseState, event: e.CaseRevised) -> dict[str, Any]:
    return {
        "type": event.type, "items": event.items, "requested_minor": event.requested_minor, "reason": event.reason,
        "note": event.note, "offer": None, "refusal": None, "approved_minor": None, "rounds": state.rounds + 1,
        "refund_to": event.refund_to, "terms": event.terms, "replacement": event.replacement,
        "freight_waits": event.freight_waits,
    }  # fmt: skip


def _offered(state: CaseState, event: e.OfferMade) -> dict[str, Any]:
    changes: dict[str, Any] = {"offer": event.offer, "rounds": state.rounds + 1}
    if event.offer.by is Role.BUYER:
        changes |= {
            "requested_minor": event.offer.amount_minor,
            "type": event.offer.type,
            "approved_minor": None,
        }
    return changes


def _ruled(state: CaseState, event: e.CaseRuled) -> dict[str, Any]:
    ruling = event.ruling
    changes: dict[str, Any] = {"ruling": ruling, "offer": None}
    if ruling.favour is Favour.MERCHANT:
        return changes | {"ended_because": "ruled_for_merchant"}
    return changes | {"approved_minor": ruling.amount_minor, "type": _ruled_type(state, ruling)}


def _ruled_type(state: CaseState, ruling: Ruling) -> CaseType:
    """With the goods or without; what was ruled to be cancelled stays so, since it is not sent after all."""
    if ruling.as_asked:
        return state.type
    if ruling.with_return:
        return CaseType.RETURN_REFUND
    return CaseType.CANCEL if state.type is CaseType.CANCEL else CaseType.REFUND_ONLY


def _inspected(state: CaseState, event: e.ReturnInspected) -> dict[str, Any]:
    return {"inspection": event.inspection}


def _paid(state: CaseState, event: e.RefundPaid) -> dict[str, Any]:
    leg = state.leg(event.leg_no)
    assert leg is not None
    # A leg that was paid after it had failed keeps its failure: a second "failed" is then no bounce.
    failure = (leg.failure or "failed") if leg.status is LegStatus.FAILED else ""
    paid = structs.replace(leg, status=LegStatus.PAID, posted_by=event.posted_by, failure=failure)
    after = state.with_leg(paid)
    done = all(each.status is LegStatus.PAID for each in after.legs)
    return {
        "legs": after.legs,
        "refunded_minor": state.refunded_minor + leg.amount_minor,
        "money": Money.REFUNDED if done else state.money,
    }


def _leg(status: LegStatus) -> Callable[[CaseState, Any], dict[str, Any]]:
    def change(state: CaseState, event: e.RefundFailed | e.RefundUnknown) -> dict[str, Any]:
        leg = state.leg(event.leg_no)
        assert leg is not None
        return {"legs": state.with_leg(structs.replace(leg, status=status, failure=event.detail)).legs}

    return change


def _bounced(state: CaseState, event: e.RefundBounced) -> dict[str, Any]:
    failed = _leg(LegStatus.FAILED)(state, event)
    return failed | {"refunded_minor": state.refunded_minor - event.amount_minor, "money": Money.REFUNDING}


def _retried(state: CaseState, event: e.RefundRetried) -> dict[str, Any]:
    after = reduce(CaseState.with_leg, event.legs, state)
    return {"legs": after.legs}


def _redirected(state: CaseState, event: e.RefundRedirected) -> dict[str, Any]:
    after = reduce(CaseState.with_leg, event.legs, state)
    done = all(leg.status is LegStatus.PAID for leg in after.legs)
    return {
        "legs": after.legs,
        "refunded_minor": state.refunded_minor + sum(leg.amount_minor for leg in event.legs),
        "money": Money.REFUNDED if done else state.money,
    }


def _settled(state: CaseState, event: e.CaseSettled) -> dict[str, Any]:
    """With money, or with goods alone: then what was paid is the merchant's."""
    if state.legs:
        return {"ended_because": "refunded"}
    if state.change is not None:
        return {"ended_because": "changed"}
    return {"ended_because": _in_goods(state), "money": Money.RELEASED}


def _in_goods(state: CaseState) -> str:
    """How a case ended without money: others were sent, the same came back repaired, or as they were."""
    if state.type is not CaseType.REPAIR or state.repair is None:
        return "replaced"
    return "repaired" if state.repair.done else "sent_back_unrepaired"


def _lost(state: CaseState, event: e.ReturnLost) -> dict[str, Any]:
    """Where the goods are: what came back is with who sent it. Where both are heard on it, who is asked first."""
    heard = {} if event.respondent is None else {"respondent": event.respondent, "hearing": None}
    if event.because != "came_back":
        return {"goods": Goods.LOST, **heard}
    goods = Goods.RETURNED if sender_of(state) is Role.MERCHANT else Goods.WITH_BUYER
    return {"goods": goods, **heard}


def _asked(state: CaseState, event: e.QuestionAsked) -> dict[str, Any]:
    return {"question": event.question, "asked": one_more(state.asked, event.question.by)}


def one_more(counts: Mapping[str, int], role: Role) -> dict[str, int]:
    """Counts by role, with one more for a role."""
    return {**counts, role.value: counts.get(role, 0) + 1}


def _reopened(state: CaseState, event: e.CaseReopened) -> dict[str, Any]:
    """As if asked anew. A dispute that is heard again has its own times, panel and appeal."""
    again = {"appeals": 0, "jury": None, "extensions": ()} if event.respondent else {}
    return {
        "items": event.items, "requested_minor": event.requested_minor, "offer": None, "refusal": None, "ended_at": None,
        "ended_because": "", "rounds": 0, "reopenings": state.reopenings + 1, "money": Money.HELD,
        "approved_minor": None, "ruling": None, "ruled_at": None, "respondent": event.respondent, "hearing": None,
        "refusals": 0, "ran_out": (), **again,
    }  # fmt: skip


_CHANGES: dict[type, Callable[[CaseState, Any], dict[str, Any]]] = {
    e.CaseApproved: lambda state, event: {"approved_minor": event.amount_minor, "offer": None},
    e.CaseRefused: lambda state, event: {
        "refusal": event.refusal, "offer": None, "refusals": state.refusals + 1,
    },
    e.CalledByRule: lambda state, event: {"respondent": event.respondent, "hearing": None},
    e.OfferMade: _offered,
    e.OfferAccepted: lambda state, event: {"approved_minor": event.offer.amount_minor, "type": event.offer.type},
    e.CaseRevised: _revised,
    e.FactsSupplied: lambda state, event: {"given": (*state.given, *event.given), "terms": event.terms},
    e.CaseWithdrawn: lambda state, event: {"ended_because": "withdrawn"},
    e.CaseClosed: lambda state, event: {"ended_because": event.because},
    e.CaseEscalated: lambda state, event: {"respondent": event.respondent, "hearing": event.hearing},
    e.EvidenceClosed: lambda state, event: {"hearing": event.hearing},
    e.CaseRuled: _ruled,
    e.ReturnShipped: lambda state, event: {"shipment": event.shipment, "goods": Goods.RETURNING},
    e.ReturnLost: _lost,
    e.ReturnReceived: lambda state, event: {"goods": Goods.RETURNED, "received_at": event.received_at},
    e.ReturnWaived: lambda state, event: {"approved_minor": event.amount_minor},
    e.ReturnInspected: _inspected,
    e.FreightAdded: lambda state, event: {
        "items": (*state.items, *event.items), "requested_minor": state.requested_minor + event.amount_minor,
        "approved_minor": None if state.approved_minor is None else state.approved_minor + event.amount_minor,
    },
    e.RefundStarted: lambda state, event: {
        "legs": (*state.legs, *event.legs), "approved_minor": state.sent_minor + event.amount_minor,
        "money": Money.REFUNDING, **settled_by(state, event.legs), **started_by_bank(state, event.legs),
    },
    e.RefundPaid: _paid,
    e.RefundFailed: _leg(LegStatus.FAILED),
    e.RefundUnknown: _leg(LegStatus.UNKNOWN),
    e.RefundBounced: _bounced,
    e.RefundRetried: _retried,
    e.RefundRedirected: _redirected,
    e.CaseSettled: _settled,
    e.CaseReopened: _reopened,
    e.ClockPaused: lambda state, event: {
        "paused": event.pause, "due_at": event.due_at, "remind_at": None, "standstill": None,
        "pauses": state.pauses + (0 if event.pause.accepted else 1),
    },
    e.ClockResumed: lambda state, event: {"paused": None, "due_at": event.due_at},
    e.MessagePosted: lambda state, event: {"said": one_more(state.said, event.by)},
    e.QuestionAsked: _asked,
    e.ReminderSent: lambda state, event: {"remind_at": None},
    **CANCELLATION_CHANGES,
    **REPLACEMENT_CHANGES,
    **REPAIR_CHANGES,
    **RECEPTION_CHANGES,
    **ORDER_CHANGES,
    **EVIDENCE_WINDOW_CHANGES,
    **COURT_PAPERS_CHANGES,
    **ADVANCE_CHANGES,
    **CHARGEBACK_CHANGES,
    **VIRTUAL_CHANGES,
}  # fmt: skip
