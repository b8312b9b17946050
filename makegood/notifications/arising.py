"""PURE: which notifications arise from a decision on a case: for each party the one thing that tells it most.

A party is told of what others did (or of what its silence did), never of its own doing, and once for each decision.
"""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from makegood.accounts import Principal, PrincipalRole
from makegood.cases import (
    AppealDecided,
    CaseRuled,
    CaseState,
    Decision,
    Facts,
    OrderFacts,
    Recorded,
    Role,
    Ruling,
    StoredCase,
    case_view,
    event_name,
    silence_of,
)
from makegood.desk import public_number
from makegood.kit.i18n import text
from makegood.kit.personal import masked
from makegood.notifications.model import Arisen, Told

LONGEST_EXCERPT_CHARACTERS = 240
LONGEST_REASON_CHARACTERS = 1000
"""Of a ruling: whom it goes against is to know why without looking elsewhere."""
LONGEST_TITLE_CHARACTERS = 120

BUYER, MERCHANT = Role.BUYER.value, Role.MERCHANT.value
BOTH = (BUYER, MERCHANT)

TELLING: dict[str, tuple[str, tuple[str, ...]]] = {
    "case.appeal_decided": ("ruling", BOTH),
    "case.appeal_taken_back": ("ruling", BOTH),
    "case.appeal_lapsed": ("ruling", BOTH),
    "case.appealed": ("ruling", BOTH),
    "case.ruled": ("ruling", BOTH),
    "refund.paid": ("refund", (BUYER,)),
    "advance.given": ("refund", BOTH),
    "advance.owed_back": ("refund", (BUYER,)),
    "refund.bounced": ("refund", (BUYER,)),
    "refund.redirected": ("refund", (BUYER,)),
    "refund.reduced": ("refund", (BUYER,)),
    "refund.resumed": ("refund", (BUYER,)),
    "refund.held": ("refund", (BUYER,)),
    "case.approved": ("answer", BOTH),
    "case.refused": ("answer", (BUYER,)),
    "case.offer_accepted": ("answer", (MERCHANT,)),
    "case.offer_made": ("answer", BOTH),
    "case.return_waived": ("answer", (BUYER,)),
    "case.return_inspected": ("answer", (BUYER,)),
    "case.revised": ("answer", (MERCHANT,)),
    "case.opened": ("answer", (MERCHANT,)),
    "case.reopened": ("answer", BOTH),
    "reception.parcel_refused": ("answer", (BUYER,)),
    "reception.sent_back": ("answer", (BUYER,)),
    "case.escalated": ("ruling", BOTH),
    "case.called_by_rule": ("ruling", BOTH),
    "case.handed_up": ("ruling", BOTH),
    "ruling.drafted": ("ruling", BOTH),
    "ruling.returned": ("ruling", BOTH),
    "jury.agreed": ("answer", BOTH),
    "jury.called": ("ruling", BOTH),
    "jury.ended": ("ruling", BOTH),
    "window.proposed": ("answer", BOTH),
    "window.extended": ("ruling", BOTH),
    "case.ruling_bound": ("ruling", BOTH),
    "case.return_lost": ("answer", BOTH),
    "replacement.turned_into_refund": ("answer", BOTH),
    "repair.diagnosed": ("answer", (BUYER,)),
    "repair.quote_agreed": ("answer", (MERCHANT,)),
    "repair.quote_declined": ("answer", (MERCHANT,)),
    "repair.paid": ("progress", BOTH),
    "repair.parts_awaited": ("progress", (BUYER,)),
    "repair.parts_came": ("progress", (BUYER,)),
    "repair.sent": ("answer", (BUYER,)),
    "repair.unrepairable": ("answer", (BUYER,)),
    "repair.overdue": ("answer", BOTH),
    "repair.waited_on": ("answer", (MERCHANT,)),
    "repair.turned": ("answer", (MERCHANT,)),
    "repair.arrived": ("progress", (MERCHANT,)),
    "repair.failed": ("answer", (MERCHANT,)),
    "replacement.shipped": ("answer", (BUYER,)),
    "replacement.out_of_stock": ("answer", BOTH),
    "case.closed": ("end", BOTH),
    "case.withdrawn": ("end", (MERCHANT,)),
    "case.settled": ("end", BOTH),
    "case.question_asked": ("message", ()),
    "case.message_posted": ("message", BOTH),
    "case.question_lapsed": ("progress", BOTH),
    "case.return_received": ("progress", (BUYER,)),
    "replacement.difference_paid": ("progress", BOTH),
    "replacement.arrived": ("progress", (MERCHANT,)),
    "order_change.granted": ("progress", (BUYER,)),
    "order_change.paid": ("progress", (MERCHANT,)),
    "order_change.made": ("answer", BOTH),
    "order_change.dropped": ("answer", BOTH),
    "cancellation.granted_at_once": ("answer", (MERCHANT,)),
    "cancellation.confirmed": ("answer", (BUYER,)),
    "virtual.revoked": ("progress", BOTH),
    "cancellation.shipped_meanwhile": ("answer", (BUYER,)),
    "cancellation.parcel_stopped": ("progress", BOTH),
    "cancellation.parcel_missed": ("answer", BOTH),
    "cancellation.parcel_lost": ("answer", BOTH),
    "reception.parcel_arrived": ("progress", (BUYER,)),
    "reception.parcel_added": ("progress", (MERCHANT,)),
    "case.return_shipped": ("progress", (MERCHANT,)),
    "case.facts_supplied": ("progress", BOTH),
    "advance.declined": ("progress", (BUYER,)),
    "case.statement_added": ("progress", BOTH),
    "window.said_everything": ("progress", BOTH),
    "case.evidence_closed": ("progress", BOTH),
    "case.appeal_taken_up": ("progress", BOTH),
    "case.clock_paused": ("progress", BOTH),
    "case.clock_resumed": ("progress", BOTH),
    "refund.failed": ("progress", (BUYER,)),
}
"""What each event is to whom, the most telling first. Whoever gets the ball is told in any case."""

_RANK = {name: rank for rank, name in enumerate(TELLING)}
_STAFF = (Role.DESK.value, Role.SENIOR.value)


def arisen_from(decision: Decision, order: OrderFacts, now: datetime) -> Iterator[Arisen]:
    """The notifications of a decision, one for each party that it concerns."""
    reminders = [each for each in decision.recorded if event_name(each.event) == "case.reminder"]
    if reminders:
        for each in reminders:
            reminded = _reminded(each)
            if reminded:
                yield _arisen(decision, order, now, reminded.value, "clock", each)
        return
    acted = {recorded.actor.value for recorded in decision.recorded}
    owner = decision.after.owner.value if decision.after.owner else ""
    parties = [*BOTH, *_staff_of(decision, owner)]
    for party in parties:
        if party not in acted:
            found = _told_most(decision, party, owner)
            if found:
                yield _arisen(decision, order, now, party, *found)


def _staff_of(decision: Decision, owner: str) -> list[str]:
    """Who of the desk is told: who has the ball, and the desk of an appeal although the ball is elsewhere meanwhile."""
    appealed = any(event_name(recorded.event) == "case.appealed" for recorded in decision.recorded)
    return [owner] if owner in _STAFF else [Role.DESK.value] if appealed else []


def _told_most(decision: Decision, party: str, owner: str) -> tuple[str, Recorded] | None:
    """The kind and the event that tell a party most; None when the decision is nothing to it."""
    got_ball = owner == party and _moved(decision)
    ranked = sorted(decision.recorded, key=lambda recorded: _RANK.get(event_name(recorded.event), len(_RANK)))
    for recorded in ranked:
        kind, to = TELLING.get(event_name(recorded.event), ("", ()))
        if kind and (party in to or got_ball or party in _STAFF):
            return ("move" if got_ball else kind), recorded
    return ("move", ranked[0]) if got_ball else None


def _moved(decision: Decision) -> bool:
    """Whether the ball came to its owner with this decision, or came back for something new."""
    before, after = decision.before, decision.after
    return before is None or (before.owner, before.stage) != (after.owner, after.stage)


def _reminded(recorded: Recorded) -> Role | None:
    """Which person is reminded that the clock runs out."""
    reminder: Any = recorded.event
    owner: Role = reminder.owner
    return owner if owner.value in (*BOTH, *_STAFF) else None


def _arisen(
    decision: Decision, order: OrderFacts, now: datetime, party: str, kind: str, recorded: Recorded
) -> Arisen:
    state, event = decision.after, recorded.event
    owner = state.owner.value if state.owner else ""
    ruling = _ruling(event)
    fixed = _fixed_reason(ruling)
    told = Told(
        event=event_name(event),
        actor=recorded.actor.value,
        order_number=order.external_id,
        currency=state.currency,
        buyer_id=state.buyer_id,
        merchant_id=state.merchant_id,
        yours=owner == party,
        due_at=state.due_at,
        amount_minor=_amount(event),
        on_top_minor=_on_top(event),
        by_silence=event.by_silence,
        title=state.items[0].title[:LONGEST_TITLE_CHARACTERS] if state.items else "",
        silence=silence_of(state, Facts(now, order, lambda: 0)).meaning if owner == party else "",
        excerpt=_excerpt(event, recorded.actor.value),
        reply=getattr(event, "reply", ""),
        files=_files(event),
        why=fixed,
        why_zh=text("zh-CN", fixed) if fixed else "",
        grounds=_grounds(ruling),
        decided_by=decided_by(event, recorded.actor.value, recorded.who),
        bound_by=ruling.bound_by if ruling else None,
        freight_by=ruling.freight_by if ruling else None,
        appeal_until=_appeal_until(state, order, now, party) if ruling else None,
    )
    return Arisen(_recipient(party, state), kind, told, ruling.rests_on if ruling else ())


def _recipient(party: str, state: CaseState) -> str:
    if party == BUYER:
        return f"buyer:{state.buyer_id}"
    return f"merchant:{state.merchant_id}" if party == MERCHANT else party


def _amount(event: Any) -> int | None:
    """The amount that an event is about, in minor units."""
    holder = getattr(event, "offer", None) or getattr(event, "ruling", None) or event
    for name in ("accepted_minor", "amount_minor", "refunded_minor", "requested_minor"):
        found: int | None = getattr(holder, name, None)
        if found is not None:
            return found
    legs: tuple[Any, ...] = getattr(event, "legs", None) or ()
    return sum(leg.amount_minor for leg in legs) if legs else None


def _on_top(event: Any) -> int:
    """What a ruling gives on top of that amount."""
    ruling = _ruling(event)
    return ruling.compensation_minor if ruling else 0


def _ruling(event: Any) -> Ruling | None:
    """The ruling that took effect with an event. What is drafted only, nobody is told."""
    return event.ruling if isinstance(event, CaseRuled | AppealDecided) else None


def decided_by(event: Any, actor: str, who: str) -> str:
    """Who of the desk made a ruling, by their public number; its writer where another person read it. Empty where a machine
    or a panel did.
    """
    if _ruling(event) is None or actor not in _STAFF or event.by_silence:
        return ""
    writer = event.drafted_by if isinstance(event, CaseRuled) else ""
    return public_number(writer or who) if writer or who else ""


def _fixed_reason(ruling: Ruling | None) -> str:
    """The reason of a ruling that papers made, since nobody else did in time. Without papers the silence is the reason, and the
    sentence of what happened says so already.
    """
    return ruling.reason if ruling and ruling.by_default and ruling.bound_by else ""


def _grounds(ruling: Ruling | None) -> tuple[str, ...]:
    """What a ruling names as its grounds, but for papers that bind it."""
    if ruling is None:
        return ()
    papers = ruling.bound_by.citation if ruling.bound_by else ""
    return tuple(one for one in ruling.citations if one != papers)


def _appeal_until(state: CaseState, order: OrderFacts, now: datetime, party: str) -> datetime | None:
    """Until when a party may appeal against what was decided, as the case's own page tells it."""
    if party not in BOTH:
        return None
    subject = state.buyer_id if party == BUYER else state.merchant_id
    view = case_view(StoredCase(state, []), order, Principal(PrincipalRole(party), subject), "en", now)
    return view.appeal_until if Role(party) in view.appeal_open_to else None


def _files(event: Any) -> int:
    """How many files came along."""
    files: tuple[Any, ...] = getattr(event, "files", None) or ()
    return len(files)


def _excerpt(event: Any, actor: str) -> str:
    """The beginning of what somebody wrote, without personal data. What was flagged (a way to pay past the platform, say) is
    not passed on. Of a ruling it is the reason that a person gave.
    """
    ruling = _ruling(event)
    if ruling:
        return "" if ruling.by_default else _beginning(ruling.reason, LONGEST_REASON_CHARACTERS)
    written: str = getattr(event, "text", "")
    if not written or getattr(event, "flags", None):
        return ""
    return _beginning(written, LONGEST_EXCERPT_CHARACTERS, keeps_contact=actor == MERCHANT)


def _beginning(written: str, longest: int, keeps_contact: bool = False) -> str:
    """What was written, on one line, as far as it fits."""
    line = masked(" ".join(written.split()), keeps_contact)
    return line if len(line) <= longest else line[: longest - 1] + "…"
