"""PURE: the timeline in sentences. Each event has one in the past tense, and another where silence did it."""

from collections.abc import Callable, Mapping
from typing import Any

from msgspec import Struct

from makegood.cases import TimelineEntry
from makegood.web.pages import words

SENTENCES = {
    "advance.given": "{amount} was refunded at once, before the goods are back",
    "advance.declined": "No instant refund at this step; the refund goes the ordinary way",
    "advance.owed_back": "{amount} of the instant refund is to be paid back",
    "repair.diagnosed": "{who} said what is wrong",
    "repair.quote_agreed": "{who} agreed to the repair for {amount}",
    "repair.quote_declined": "{who} did not agree to the price; it goes back as it came",
    "repair.paid": "The repair was paid: {amount}",
    "repair.parts_awaited": "{who} waits for a part",
    "repair.parts_came": "The part has come",
    "repair.sent": "{who} sent the goods back to the buyer with {carrier}, {tracking_no}",
    "repair.unrepairable": "{who} found that it cannot be repaired",
    "repair.overdue": "The repair is late; the buyer may choose",
    "repair.waited_on": "{who} gave the repairer more time",
    "repair.turned": "{who} took another remedy instead of the repair",
    "repair.arrived": "The goods are back with the buyer",
    "repair.failed": "{who} said that it still does not work",
    "repair.begun_anew": "What was found before holds no longer; it is looked at anew",
    "repair.loaner_given": "{who} lent something for the time of the repair",
    "repair.loaner_returned": "What was lent is back",
    "replacement.reserved": "The units wanted are held in stock",
    "replacement.out_of_stock": "The units wanted are out of stock; the buyer may take the money instead",
    "replacement.released": "The units wanted are held no longer",
    "replacement.difference_paid": "The price difference of {amount} was paid",
    "replacement.shipped": "{who} sent the replacement with {carrier}, {tracking_no}",
    "replacement.arrived": "The replacement has arrived",
    "replacement.turned_into_refund": "No replacement comes; {amount} is refunded instead",
    "replacement.became_lines": "What came instead belongs to the order now",
    "case.opened": "{who} asked for {amount} back: {reason}",
    "case.approved": "{who} granted {amount}",
    "case.refused": "{who} refused: {reason}",
    "case.offer_made": "{who} offered {amount} ({type})",
    "case.offer_accepted": "{who} accepted the offer of {amount}",
    "case.revised": "{who} changed the request to {amount} ({type}): {reason}",
    "case.freight_added": "With these goods all have gone back: {amount} for their way to the buyer comes back too",
    "case.withdrawn": "{who} took the request back",
    "case.closed": "The case was closed",
    "case.escalated": "{who} called the platform in",
    "case.called_by_rule": "After {refusals} refusals a rule called the platform in",
    "case.statement_added": "{who} told their side",
    "case.evidence_closed": "The hearing was closed",
    "case.handed_up": "{who} passed the case to a senior",
    "ruling.drafted": "{who} wrote a ruling; a second person of the desk reads it first",
    "ruling.returned": "{who} sent the ruling back; the desk decides anew",
    "ruling.left_unread": "Nobody read the ruling in time; a senior decides",
    "jury.agreed": "{who} agreed to a panel of users",
    "jury.called": "{who} gave the dispute to a panel of users",
    "jury.ended": "The panel of users is done; the desk rules next",
    "window.proposed": "{who} made a proposal about the clock to the other party",
    "window.said_everything": "{who} has nothing to add",
    "window.extended": "{who} extended the time for evidence",
    "case.ruling_bound": "{who} put papers of an authority on the record that bind: {favour}, {amount} for the buyer",
    "case.ruled": "{who} decided: {favour}, {amount} for the buyer",
    "case.appealed": "{who} appealed against the ruling",
    "case.appeal_taken_up": "The ruling has been carried out; the desk hears the appeal next",
    "case.appeal_decided": "{who} decided the appeal: {favour}, {amount} for the buyer",
    "case.appeal_taken_back": "{who} took the appeal back; the ruling stands",
    "case.appeal_lapsed": "Nobody decided the appeal in time; the ruling stands",
    "case.return_shipped": "{who} sent the goods back with {carrier}, {tracking_no}",
    "case.return_lost": "The parcel was reported lost",
    "case.return_received": "{who} confirmed that the goods arrived",
    "case.return_waived": "{who} refunds without the goods",
    "reception.parcel_added": "{who} sent one parcel more with {carrier}, {tracking_no}",
    "reception.parcel_arrived": "{who} received parcel {tracking_no}",
    "reception.parcel_refused": "{who} did not take the parcel at the door: {reason}",
    "reception.units_found": "{who} told what was in the parcel",
    "reception.sent_back": "{who} sent the goods back to the buyer with {carrier}, {tracking_no}",
    "cancellation.granted_at_once": "Granted at once by a rule: {amount}",
    "virtual.revoked": "What was delivered is revoked; it can be used no longer",
    "cancellation.confirmed": "{who} confirmed that nothing has left: {amount} is granted",
    "cancellation.shipped_meanwhile": "The goods left although they were cancelled",
    "cancellation.parcel_stopped": "The parcel does not reach the buyer and comes back",
    "cancellation.parcel_missed": "The parcel could not be stopped",
    "cancellation.parcel_lost": "The parcel was lost before it was signed for",
    "order_change.granted": "The change of the order is granted",
    "order_change.paid": "{amount} was paid for the change",
    "order_change.made": "The order is changed",
    "order_change.dropped": "The order stays as it is",
    "case.return_inspected": "{who} accepted all that came back",
    "refund.started": "The refund of {amount} was started",
    "refund.paid": "{amount} was paid",
    "refund.failed": "A part of the refund did not get through",
    "refund.bounced": "{amount} came back from the processor",
    "refund.unknown": "The processor has not answered yet; the money stays held",
    "refund.retried": "{who} had the refund tried again",
    "refund.redirected": "{who} paid what failed into the buyer's balance",
    "refund.reduced": "{who} saw that the bank has paid back {amount}; it is not paid a second time",
    "refund.resumed": "The bank gave the money back; the refund goes out after all",
    "refund.held": "{who} asked the desk to look after the refund",
    "case.settled": "The case was settled with {amount}",
    "case.reopened": "{who} reopened the case",
    "case.clock_paused": "{who} stopped the clock: {reason}",
    "case.clock_resumed": "{who} let the clock run on",
    "case.reminder": "{owner} was reminded that the clock runs out",
    "case.facts_supplied": "{who} answered: {facts}",
    "case.message_posted": "{who} wrote",
    "case.question_asked": "{who} asked {to}",
    "case.question_lapsed": "The question was not answered in time",
}

SILENT = {
    "repair.quote_declined": "Nobody agreed to the price in time; it goes back as it came",
    "repair.overdue": "The repair was not done in time; the buyer may choose",
    "repair.arrived": "Nobody said otherwise in time, so the goods count as back",
    "replacement.arrived": "Nobody said otherwise in time, so the replacement counts as arrived",
    "replacement.turned_into_refund": "Nothing happened in time, so {amount} is refunded instead",
    "case.approved": "No answer came in time, so {amount} counts as granted",
    "case.closed": "No answer came in time, so the case was closed",
    "case.escalated": "No answer came in time, so the case went to the desk",
    "case.evidence_closed": "Nothing was said in time; the desk decides on the file as it is",
    "case.handed_up": "The desk did not decide in time; a senior took over",
    "case.ruled": "The platform did not decide in time, so the buyer gets {amount}",
    "case.appeal_decided": "Nobody decided the appeal in time, so it is as the papers say: {favour}, {amount} for the buyer",
    "case.return_lost": "The parcel did not arrive in time and counts as lost",
    "cancellation.parcel_missed": "Nobody said in time that the parcel was stopped, so it counts as missed",
    "cancellation.parcel_lost": "The parcel did not come back in time and counts as lost",
    "refund.redirected": "What failed was paid into the buyer's balance",
    "refund.reduced": "The bank has paid back {amount}; it is not paid a second time",
    "refund.held": "The refund did not get through in time; the desk looks after it",
    "case.clock_resumed": "The pause is over; the clock runs on",
}

NOT_ALL_ACCEPTED = "{who} did not accept all that came back: {reason}"
RETURN_NOT_SENT = "The goods were not sent back in time, so the case was closed"
ASKED_FOR_NO_MONEY = "{who} asked for it: {reason}"
UNCONFIRMED = "The case was settled; a part of the money waits for the processor"
WITH_ON_TOP = {
    "case.ruled": "{who} decided: {favour}, {amount} for the buyer and {on_top} on top",
    "case.appeal_decided": "{who} decided the appeal: {favour}, {amount} for the buyer and {on_top} on top",
}
"""Rulings that give something on top of what was asked for."""
UPHELD = "{who} heard the appeal and upheld the ruling"
ANSWERED = "{who} answered the question"
WITH_NEWS = "{who} had the case reopened with new circumstances"
AS_BOUND = "The platform did not decide in time, so it is as the papers say: {favour}, {amount} for the buyer"
YOU = "You"

TONES = {
    "case.opened": "start", "case.approved": "good", "case.offer_accepted": "good", "refund.paid": "good",
    "order_change.granted": "good", "order_change.made": "good", "order_change.dropped": "bad",
    "case.settled": "good", "cancellation.granted_at_once": "good", "cancellation.parcel_lost": "bad",
    "cancellation.parcel_missed": "bad",
    "replacement.shipped": "good", "replacement.arrived": "good", "replacement.out_of_stock": "bad",
    "replacement.reserved": "hushed",
    "replacement.released": "hushed", "replacement.became_lines": "hushed",
    "case.refused": "bad", "refund.failed": "bad", "refund.bounced": "bad",
    "case.return_lost": "bad", "case.closed": "bad", "case.escalated": "desk", "case.called_by_rule": "desk",
    "case.ruled": "desk",
    "ruling.drafted": "desk", "ruling.returned": "desk", "ruling.left_unread": "desk",
    "jury.called": "desk", "jury.ended": "desk",
    "case.ruling_bound": "desk",
    "case.handed_up": "desk", "case.appealed": "desk", "case.appeal_decided": "desk",
    "case.reminder": "hushed", "refund.unknown": "hushed", "repair.sent": "good", "repair.arrived": "good",
    "repair.overdue": "bad", "repair.failed": "bad", "repair.unrepairable": "bad", "repair.begun_anew": "hushed",
}  # fmt: skip


_REQUESTS = frozenset({"case.opened", "case.revised"})


class StoryLine(Struct, frozen=True):
    """One event as people read it; `quote` is what somebody wrote."""

    seq: int
    at: Any
    actor: str
    text: str
    quote: str
    tone: str
    by_silence: bool


class Teller(Struct, frozen=True):
    """Tells events to one reader. `mine` are the reader's roles if they are a party of the case.

    `reasons` of a request are in the reader's language; `fact` says one fact that was told.
    """

    translate: Callable[..., str]
    money: Callable[[int], str]
    mine: frozenset[str]
    reasons: Mapping[str, str]
    fact: Callable[[str, Any], str]
    reply: Callable[[str], str] = str

    def tell(self, entry: TimelineEntry) -> StoryLine:
        """An event as one line of the story."""
        detail = entry.detail
        sentence = self.translate(template(entry), **self._gaps(entry))
        quote = (
            _news(detail)
            or detail.get("note")
            or _inner(detail).get("note")
            or _ruling_reason(entry)
            or self._written(detail)
        )
        tone = TONES.get(entry.name, "plain")
        return StoryLine(entry.seq, entry.at, entry.actor.value, sentence, quote, tone, entry.by_silence)

    def _written(self, detail: dict[str, Any]) -> str:
        """What somebody wrote: a fixed text in the reader's language, and their own words."""
        fixed = self.reply(detail["reply"]) if detail.get("reply") else ""
        return " ".join(part for part in (fixed, detail.get("text", "")) if part)

    def who(self, role: str) -> str:
        """A role as the subject of a sentence; the reader is "you"."""
        return self.translate(YOU if role in self.mine else words.word(words.WHO, role))

    def _gaps(self, entry: TimelineEntry) -> dict[str, str]:
        detail, inner = entry.detail, _inner(entry.detail)
        return {
            "who": self.who(entry.actor.value),
            "to": self._whom(str(inner.get("to", ""))),
            "owner": self.who(str(detail.get("owner", ""))),
            "amount": self.money(_amount(detail, inner)),
            "on_top": self.money(inner.get("compensation_minor") or 0),
            "refusals": str(detail.get("refusals", "")),
            "reason": self._reason(detail.get("reason") or inner.get("reason"), entry.name in _REQUESTS),
            "type": self._word(words.TYPES, detail.get("type") or inner.get("type")),
            "favour": self._word(words.FAVOURS, inner.get("favour")),
            "carrier": str(inner.get("carrier", "")),
            "tracking_no": str(detail.get("tracking_no") or inner.get("tracking_no", "")),
            "facts": "; ".join(self.fact(each["name"], each["value"]) for each in detail.get("given", ())),
        }

    def _whom(self, role: str) -> str:
        return self._word(words.WHOM, "you" if role in self.mine else role)

    def _reason(self, code: Any, of_request: bool) -> str:
        known = self.reasons.get(str(code)) if of_request else None
        return known or self._word(words.MERCHANT_REASONS | words.CHANGE_REASONS | words.PAUSES, code)

    def _word(self, table: dict[str, str], code: Any) -> str:
        known = table.get(str(code or ""))
        return self.translate(known) if known else str(code or "")


def template(entry: TimelineEntry) -> str:
    """The English sentence of an event, its gaps unfilled."""
    if entry.name == "case.closed" and entry.detail.get("because") == "return_not_sent":
        return RETURN_NOT_SENT
    if entry.name == "case.return_inspected" and not _inner(entry.detail).get("in_full", True):
        return NOT_ALL_ACCEPTED
    if entry.name == "case.opened" and entry.detail.get("requested_minor") == 0:
        return ASKED_FOR_NO_MONEY
    if entry.name == "case.reopened" and entry.detail.get("grounds"):
        return WITH_NEWS
    if entry.name == "case.settled" and not entry.detail.get("confirmed", True):
        return UNCONFIRMED
    if entry.name == "case.ruled" and entry.by_silence and _inner(entry.detail).get("bound_by"):
        return AS_BOUND
    if (
        entry.name == "case.appeal_decided"
        and entry.detail.get("outcome") == "upheld"
        and not entry.by_silence
    ):
        return UPHELD
    if entry.name == "case.message_posted" and entry.detail.get("answers"):
        return ANSWERED
    if entry.name in WITH_ON_TOP and _inner(entry.detail).get("compensation_minor"):
        return WITH_ON_TOP[entry.name]
    by_silence = SILENT.get(entry.name) if entry.by_silence else None
    return by_silence or SENTENCES.get(entry.name, entry.name)


def _inner(detail: dict[str, Any]) -> dict[str, Any]:
    """The one object inside an event (offer, refusal, ruling, shipment, question and so on), if there is one."""
    for name in (
        "offer",
        "refusal",
        "ruling",
        "bound",
        "shipment",
        "inspection",
        "pause",
        "question",
        "sent",
    ):
        found = detail.get(name)
        if isinstance(found, dict):
            return found
    return {}


def _amount(detail: dict[str, Any], inner: dict[str, Any]) -> int:
    for name in ("amount_minor", "requested_minor", "refunded_minor", "accepted_minor"):
        value = detail.get(name, inner.get(name))
        if value is not None:
            return int(value)
    return 0


def _news(detail: dict[str, Any]) -> str:
    """What is new, and why it leads to another ruling."""
    return f"{detail['note']} {detail['grounds']}" if detail.get("grounds") and detail.get("note") else ""


def _ruling_reason(entry: TimelineEntry) -> str:
    if entry.name not in ("case.ruled", "case.appeal_decided") or entry.by_silence:
        return ""
    return str(_inner(entry.detail).get("reason", ""))


def sentences() -> list[str]:
    """Every sentence that a timeline may hold, for the catalogue's test."""
    return [
        *SENTENCES.values(),
        *SILENT.values(),
        *WITH_ON_TOP.values(),
        NOT_ALL_ACCEPTED,
        RETURN_NOT_SENT,
        ASKED_FOR_NO_MONEY,
        UNCONFIRMED,
        UPHELD,
        ANSWERED,
        AS_BOUND,
        WITH_NEWS,
        YOU,
    ]
