"""PURE: the timeline in sentences. Each event has one in the past tense, and another where silence did it."""

from collections.abc import Callable, Mapping
from typing import Any

from msgspec import Struct

from makegood.cases.view import TimelineEntry
from makegood.web import pages_words as words

SENTENCES = {
    "case.opened": "{who} asked for {amount} back: {reason}",
    "case.approved": "{who} granted {amount}",
    "case.refused": "{who} refused: {reason}",
    "case.offer_made": "{who} offered {amount} ({type})",
    "case.offer_accepted": "{who} accepted the offer of {amount}",
    "case.revised": "{who} changed the request to {amount} ({type}): {reason}",
    "case.withdrawn": "{who} took the request back",
    "case.closed": "The case was closed",
    "case.escalated": "{who} called the platform in",
    "case.statement_added": "{who} told their side",
    "case.evidence_closed": "The hearing was closed",
    "case.handed_up": "{who} passed the case to a senior",
    "case.ruled": "{who} decided: {favour}, {amount} for the buyer",
    "case.return_shipped": "{who} sent the goods back with {carrier}, {tracking_no}",
    "case.return_lost": "The parcel was reported lost",
    "case.return_received": "{who} confirmed that the goods arrived",
    "case.return_waived": "{who} refunds without the goods",
    "case.return_inspected": "{who} accepted all that came back",
    "refund.started": "The refund of {amount} was started",
    "refund.paid": "{amount} was paid",
    "refund.failed": "A part of the refund did not get through",
    "refund.bounced": "{amount} came back from the processor",
    "refund.unknown": "The processor has not answered yet; the money stays held",
    "refund.retried": "{who} had the refund tried again",
    "refund.redirected": "{who} paid what failed into the buyer's balance",
    "refund.held": "{who} asked the desk to look after the refund",
    "case.settled": "The case was settled with {amount}",
    "case.reopened": "{who} reopened the case",
    "case.clock_paused": "{who} stopped the clock: {reason}",
    "case.clock_resumed": "{who} let the clock run on",
    "case.reminder": "{owner} was reminded that the clock runs out",
    "case.facts_supplied": "{who} answered: {facts}",
}

SILENT = {
    "case.approved": "No answer came in time, so {amount} counts as granted",
    "case.closed": "No answer came in time, so the case was closed",
    "case.escalated": "No answer came in time, so the case went to the desk",
    "case.evidence_closed": "Nothing was said in time; the desk decides on the file as it is",
    "case.handed_up": "The desk did not decide in time; a senior took over",
    "case.ruled": "The platform did not decide in time, so the buyer gets {amount}",
    "case.return_lost": "The parcel did not arrive in time and counts as lost",
    "refund.redirected": "What failed was paid into the buyer's balance",
    "refund.held": "The refund did not get through in time; the desk looks after it",
    "case.clock_resumed": "The pause is over; the clock runs on",
}

NOT_ALL_ACCEPTED = "{who} did not accept all that came back: {reason}"
RETURN_NOT_SENT = "The goods were not sent back in time, so the case was closed"
UNCONFIRMED = "The case was settled; a part of the money waits for the processor"
YOU = "You"

TONES = {
    "case.opened": "start", "case.approved": "good", "case.offer_accepted": "good", "refund.paid": "good",
    "case.settled": "good", "case.refused": "bad", "refund.failed": "bad", "refund.bounced": "bad",
    "case.return_lost": "bad", "case.closed": "bad", "case.escalated": "desk", "case.ruled": "desk",
    "case.handed_up": "desk", "case.reminder": "hushed", "refund.unknown": "hushed",
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

    def tell(self, entry: TimelineEntry) -> StoryLine:
        """An event as one line of the story."""
        detail = entry.detail
        sentence = self.translate(template(entry), **self._gaps(entry))
        quote = detail.get("note") or _inner(detail).get("note") or _ruling_reason(entry)
        tone = TONES.get(entry.name, "plain")
        return StoryLine(entry.seq, entry.at, entry.actor.value, sentence, quote, tone, entry.by_silence)

    def who(self, role: str) -> str:
        """A role as the subject of a sentence; the reader is "you"."""
        return self.translate(YOU if role in self.mine else words.word(words.WHO, role))

    def _gaps(self, entry: TimelineEntry) -> dict[str, str]:
        detail, inner = entry.detail, _inner(entry.detail)
        return {
            "who": self.who(entry.actor.value),
            "owner": self.who(str(detail.get("owner", ""))),
            "amount": self.money(_amount(detail, inner)),
            "reason": self._reason(detail.get("reason") or inner.get("reason"), entry.name in _REQUESTS),
            "type": self._word(words.TYPES, detail.get("type") or inner.get("type")),
            "favour": self._word(words.FAVOURS, inner.get("favour")),
            "carrier": str(inner.get("carrier", "")),
            "tracking_no": str(inner.get("tracking_no", "")),
            "facts": "; ".join(self.fact(each["name"], each["value"]) for each in detail.get("given", ())),
        }

    def _reason(self, code: Any, of_request: bool) -> str:
        known = self.reasons.get(str(code)) if of_request else None
        return known or self._word(words.MERCHANT_REASONS | words.PAUSES, code)

    def _word(self, table: dict[str, str], code: Any) -> str:
        known = table.get(str(code or ""))
        return self.translate(known) if known else str(code or "")


def template(entry: TimelineEntry) -> str:
    """The English sentence of an event, its gaps unfilled."""
    if entry.name == "case.closed" and entry.detail.get("because") == "return_not_sent":
        return RETURN_NOT_SENT
    if entry.name == "case.return_inspected" and not _inner(entry.detail).get("in_full", True):
        return NOT_ALL_ACCEPTED
    if entry.name == "case.settled" and not entry.detail.get("confirmed", True):
        return UNCONFIRMED
    by_silence = SILENT.get(entry.name) if entry.by_silence else None
    return by_silence or SENTENCES.get(entry.name, entry.name)


def _inner(detail: dict[str, Any]) -> dict[str, Any]:
    """The one object inside an event (offer, refusal, ruling, shipment, inspection, pause), if there is one."""
    for name in ("offer", "refusal", "ruling", "shipment", "inspection", "pause"):
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


def _ruling_reason(entry: TimelineEntry) -> str:
    if entry.name != "case.ruled" or entry.by_silence:
        return ""
    return str(_inner(entry.detail).get("reason", ""))


def sentences() -> list[str]:
    """Every sentence that a timeline may hold, for the catalogue's test."""
    return [*SENTENCES.values(), *SILENT.values(), NOT_ALL_ACCEPTED, RETURN_NOT_SENT, UNCONFIRMED, YOU]
