"""PURE: what a notification says, in the reader's language: one sentence of what happened, and whose move it is until when."""

from collections.abc import Iterator
from datetime import datetime

from makegood.cases import Papers, freight_told, reply_text
from makegood.kit.i18n import text
from makegood.kit.moments import moment_text
from makegood.kit.money import money_text
from makegood.notifications.model import Told, role_of
from makegood.notifications.of_chargebacks import SENTENCES as OF_CHARGEBACKS
from makegood.notifications.of_chargebacks import SILENT as SILENT_ON_CHARGEBACKS
from makegood.notifications.of_claims import SENTENCES as OF_CLAIMS
from makegood.notifications.of_claims import SILENT as SILENT_ON_CLAIMS
from makegood.notifications.of_recoveries import SENTENCES as OF_RECOVERIES

SENTENCES: dict[str, dict[str, str]] = {
    "case.opened": {"": "The buyer asks for {amount}."},
    "case.approved": {"": "The merchant granted {amount}.", "merchant": "{amount} was granted."},
    "case.refused": {"": "The merchant refused the request."},
    "case.offer_made": {"buyer": "The merchant offers {amount}.", "": "The buyer proposes {amount}."},
    "case.offer_accepted": {"": "The buyer accepted {amount}."},
    "case.revised": {"": "The buyer changed the request to {amount}."},
    "case.reopened": {"merchant": "The buyer took the case up again.", "": "The case was taken up again."},
    "case.facts_supplied": {"": "The other side answered what was asked."},
    "case.withdrawn": {"": "The buyer took the request back."},
    "case.closed": {"": "The case was closed without a refund."},
    "case.escalated": {
        "desk": "A dispute has come to the platform.",
        "": "The other side called the platform in.",
    },
    "case.called_by_rule": {
        "desk": "A dispute has come to the platform.",
        "": "The request was refused so often that a rule called the platform in.",
    },
    "case.statement_added": {"": "The other side told the desk how they see it."},
    "case.evidence_closed": {"": "The hearing is over; the desk decides next."},
    "case.handed_up": {
        "senior": "The desk passes a case to you.",
        "": "A senior of the platform will decide.",
    },
    "ruling.drafted": {
        "desk": "A ruling waits for a second reader.",
        "": "The platform has written a ruling; a second person reads it before it takes effect.",
    },
    "ruling.returned": {
        "desk": "A second reader sent a ruling back.",
        "": "The ruling was not confirmed; the platform decides anew.",
    },
    "ruling.left_unread": {"": "A senior of the platform will decide."},
    "jury.agreed": {"": "The other side agrees that a panel of users reads the dispute."},
    "jury.called": {"": "A panel of users reads the dispute. You are told what it found."},
    "jury.invited": {"": "You were drawn by lot to judge a dispute."},
    "jury.ended": {"": "The panel of users is done; the desk rules next."},
    "window.proposed": {"": "The other side makes a proposal about the clock. It takes effect if you agree."},
    "window.said_everything": {
        "desk": "Both sides have said everything; a dispute waits for its ruling.",
        "": "The other side has nothing to add.",
    },
    "window.extended": {"": "There is more time for evidence."},
    "case.ruled": {"": "The platform decided: {amount} for the buyer."},
    "case.ruling_bound": {
        "desk": "Papers that bind came to a case.",
        "": "Papers of an authority came to your case; they bind the platform.",
    },
    "case.appealed": {
        "desk": "A party appeals against a ruling.",
        "": "The other side appeals against the ruling. Tell your side on the page of the case;"
        " another person of the platform will decide.",
    },
    "case.appeal_taken_up": {
        "desk": "An appeal waits to be heard.",
        "": "The ruling has been carried out; the appeal is heard next.",
    },
    "case.appeal_decided": {"": "The appeal is decided: {amount} for the buyer."},
    "case.appeal_taken_back": {"": "The other side took its appeal back; the ruling stands."},
    "case.appeal_lapsed": {"": "The appeal was not decided in time; the ruling stands."},
    "case.return_shipped": {"": "The buyer sent the goods back."},
    "case.return_lost": {"": "The parcel on its way back is lost."},
    "case.return_received": {"": "The merchant has the goods."},
    "repair.diagnosed": {"": "The merchant looked at your goods."},
    "repair.quote_agreed": {"": "The buyer agreed to the price of the repair."},
    "repair.quote_declined": {"": "The buyer wants it back unrepaired."},
    "repair.paid": {"": "The repair was paid: {amount}."},
    "repair.parts_awaited": {"": "Your repair waits for a part."},
    "repair.parts_came": {"": "The part has come; your repair goes on."},
    "repair.sent": {"": "Your goods are on their way back to you."},
    "repair.unrepairable": {"": "It cannot be repaired. Look at what you can choose."},
    "repair.overdue": {"": "The repair is late; another remedy is open."},
    "repair.waited_on": {"": "The buyer gives you more time for the repair."},
    "repair.turned": {"": "The buyer took another remedy instead of the repair."},
    "repair.arrived": {"": "The buyer has the goods back."},
    "repair.failed": {"": "The buyer says that it still does not work."},
    "repair.begun_anew": {"": "The goods are looked at anew."},
    "repair.loaner_given": {"": "You were lent something for the time of the repair."},
    "repair.loaner_returned": {"": "What was lent is back with the merchant."},
    "replacement.shipped": {"": "The merchant sent the replacement."},
    "replacement.arrived": {"": "The replacement has arrived."},
    "replacement.out_of_stock": {
        "": "What was wanted is out of stock; the buyer may take the money instead."
    },
    "replacement.difference_paid": {"": "The price difference of {amount} was paid."},
    "replacement.turned_into_refund": {"": "No replacement comes; {amount} is refunded instead."},
    "order_change.granted": {"": "Your change of the order is granted."},
    "order_change.paid": {"": "The buyer paid for the change of the order."},
    "order_change.made": {"": "The order is changed. Look before anything is sent."},
    "order_change.dropped": {"": "The order stays as it is; nothing was changed."},
    "cancellation.granted_at_once": {"": "A rule granted a cancellation at once. Do not send the goods."},
    "virtual.revoked": {"": "What was delivered is revoked and can be used no longer."},
    "cancellation.confirmed": {"": "Your cancellation is granted; nothing is sent."},
    "cancellation.shipped_meanwhile": {"": "The goods had left already; the parcel is to be stopped."},
    "cancellation.parcel_stopped": {"": "The parcel was stopped and is on its way back."},
    "cancellation.parcel_missed": {"": "The parcel could not be stopped."},
    "cancellation.parcel_lost": {"": "The parcel was lost before it was signed for; the refund goes out."},
    "reception.parcel_arrived": {"": "The merchant has one of your parcels."},
    "reception.parcel_added": {"": "The buyer sent one parcel more."},
    "reception.parcel_refused": {
        "": "The merchant did not take your parcel. It comes back to you, and the platform looks at it."
    },
    "reception.sent_back": {"": "The merchant sent you back what was not refunded."},
    "case.return_waived": {"": "The merchant refunds {amount}, and the goods stay with you."},
    "case.return_inspected": {"": "The merchant looked at the goods and accepts {amount}."},
    "refund.paid": {"": "{amount} has been paid back to you."},
    "refund.failed": {"": "A refund did not get through. The platform is seeing to it."},
    "refund.bounced": {"": "A refund of {amount} came back. The platform is seeing to it."},
    "refund.redirected": {"": "{amount} was paid into your balance."},
    "refund.reduced": {"": "Your bank has paid back {amount} already. It is not paid a second time."},
    "refund.resumed": {"": "Your bank gave the money back to us; your refund goes out after all."},
    "refund.held": {
        "buyer": "Your refund takes longer. A person of the platform is seeing to it.",
        "": "A refund did not get through and needs a person.",
    },
    "case.settled": {"": "The case is settled: {amount} refunded."},
    "advance.given": {
        "buyer": "{amount} was refunded at once. Send the goods as agreed, so that it stays yours.",
        "": "The platform refunded {amount} at once; the order pays it back when you accept the goods.",
    },
    "advance.declined": {"": "No instant refund for now; the refund goes the ordinary way."},
    "advance.owed_back": {
        "": "{amount} of an instant refund is to be paid back. It is taken from your next refunds first."
    },
    "advance.collecting": {
        "": "{amount} of an instant refund is still to be paid back. Pay it, or object, by the time named."
    },
    "advance.contested": {"": "Your objection to paying back {amount} is with the desk."},
    "advance.recovered": {"": "The instant refund is paid back. Nothing is owed any more."},
    "advance.written_off": {"": "You need not pay back {amount} of an instant refund any more."},
    "merchant.unpaid": {"": "A merchant cannot pay what it owes: {amount} that nobody has put up."},
    "funds.low": {"": "An account of the platform stands at {amount}."},
    "insurer.owes": {"": "An insurer owes {amount} for claims that were paid for it."},
    "insurer.due": {"": "An insurer is due {amount} of premiums."},
    "case.clock_paused": {"": "The clock of the case stands still."},
    "case.clock_resumed": {"": "The clock of the case runs on."},
    "case.reminder": {"": "Your time to answer is running out."},
    "case.message_posted": {"": "{who} wrote to you."},
    "case.question_asked": {"": "{who} asks you something."},
    "case.question_lapsed": {"": "A question stayed without an answer."},
    "policy.in_review": {"": "A version of the rules waits for a second person."},
    "book.off": {"": "The accounts do not add up to zero: they are off by {amount}."},
    "book.differs": {"": "A check found what is not right. How many findings: {count}."},
    "webhook.failing": {"": "Nothing is delivered to this endpoint any more: it failed for too long."},
    "webhook.gone": {"": "Nothing is delivered to this endpoint any more: it said that it is gone."},
    "job.dead": {"": "Jobs gave up after many tries. How many: {count}."},
    "case.stuck": {"": "The time of this case ran out, but its clock could not act."},
}
"""What happened, for the role that reads it, or for everybody else."""

SILENT: dict[str, dict[str, str]] = {
    "case.approved": {
        "buyer": "The merchant did not answer in time, so {amount} is granted.",
        "": "You did not answer in time, so {amount} was granted.",
    },
    "case.closed": {
        "buyer": "You did not answer in time, so the case was closed without a refund.",
        "": "The buyer did not answer in time, so the case was closed.",
    },
    "case.escalated": {
        "buyer": "You did not answer in time, so both sides are heard and the platform decides.",
        "": "The buyer did not answer in time, so both sides are heard and the platform decides.",
    },
    "case.ruled": {
        "": "Nobody read this case in time, so by the rules it counts as decided: {amount} for the buyer."
    },
    "case.return_lost": {"": "The parcel on its way back did not arrive in time."},
    "cancellation.parcel_missed": {
        "": "Nobody said in time that the parcel was stopped; it counts as missed."
    },
}
"""The same where it happened because somebody stayed silent."""

NEXT_JUROR = "Somebody else is asked."
WITH_ON_TOP = {
    "case.ruled": "The platform decided: {amount} for the buyer, and {on_top} on top.",
    "case.appeal_decided": "The appeal is decided: {amount} for the buyer, and {on_top} on top.",
}
"""Rulings that give the buyer something on top of what was asked for."""
NOTHING_FOR_THE_BUYER = "The platform decided for the merchant."
ANYTHING = "Something happened in a case."
YOUR_MOVE = "Your move until {moment}"
OTHERWISE = "If you stay silent: {what}"
GROUNDS = "Grounds: {grounds}."
APPEAL = "You can appeal until {moment}, on the page of the case."
FACTS = "It rests on these facts: {facts}."
DECIDED_BY = "Decided by person {number} of the platform's desk."
DECIDED_BY_NOBODY = "No person made this ruling: it follows from the lapse of time alone."
PAPERS = "Papers of {authority}, {reference}"
AUTHORITIES = {"court": "a court", "regulator": "a regulator", "arbitration": "an arbitration body"}
"""Whose papers bind a ruling."""
WHO = {
    "buyer": "The buyer", "merchant": "The merchant", "desk": "The desk", "senior": "A senior of the desk",
    "carrier": "The carrier", "system": "Makegood", "processor": "The payment processor",
    "jury": "The panel of users",
}  # fmt: skip


def happened(told: Told, recipient: str, language: str) -> str:
    """What happened, as a sentence; of a ruling also who bears the freight, the facts that it rests on, its grounds, who made
    it, and until when and where the reader may appeal.
    """
    parts = (
        in_short(told, recipient, language), freight_told(told.freight_by, language), facts(told, language),
        grounds(told, language), decided_by(told, language), appeal(told, language),
    )  # fmt: skip
    return ("" if language == "zh-CN" else " ").join(part for part in parts if part)


def in_short(told: Told, recipient: str, language: str) -> str:
    """What happened, as one sentence."""
    amount = "" if told.amount_minor is None else money_text(told.amount_minor, told.currency, language)
    who = text(language, WHO.get(told.actor, "Makegood"))
    english = _english(told, role_of(recipient))
    if "{" not in english:
        return text(language, english)
    on_top = money_text(told.on_top_minor, told.currency, language) if told.on_top_minor else ""
    return text(language, english, amount=amount, who=who, count=told.count, on_top=on_top)


def named(told: Told, language: str) -> str:
    """What it is about: the first of the goods, or the thing of the installation."""
    return text(language, told.what) if told.what else told.title


def quoted(told: Told, language: str) -> str:
    """The beginning of what was written; a fixed text, and the rule behind it, are in the reader's language."""
    why = told.why_zh if language == "zh-CN" else told.why
    return told.excerpt or why or (reply_text(told.reply, language) if told.reply else "")


def your_move(told: Told, language: str) -> str:
    """Until when it is the recipient's move; empty when it is not."""
    if not told.yours or told.due_at is None:
        return ""
    return text(language, YOUR_MOVE, moment=_moment(told.due_at, language))


def grounds(told: Told, language: str) -> str:
    """The grounds of a ruling: first the papers that bind it, then rules in words with their articles, and articles alone."""
    papers = [_papers(told.bound_by, language)] if told.bound_by else []
    rules = {each.name: each.words(language) for each in told.cited}
    named_so = [rules.get(ground, ground) for ground in told.grounds]
    listed = ("；" if language == "zh-CN" else "; ").join([*papers, *named_so])
    return text(language, GROUNDS, grounds=listed.rstrip(".。")) if listed else ""


def facts(told: Told, language: str) -> str:
    """The facts that a ruling rests on, each with who says or showed it; empty where none are told."""
    listed = ("；" if language == "zh-CN" else "; ").join(each.line(language) for each in told.facts)
    return text(language, FACTS, facts=listed) if listed else ""


def decided_by(told: Told, language: str) -> str:
    """Who of the desk made a ruling, or that nobody did; empty of what is no ruling, or one of a panel."""
    if told.event == "case.ruled" and told.by_silence:
        return text(language, DECIDED_BY_NOBODY)
    return text(language, DECIDED_BY, number=told.decided_by) if told.decided_by else ""


def _papers(papers: Papers, language: str) -> str:
    authority = text(language, AUTHORITIES[papers.authority.value])
    return text(language, PAPERS, authority=authority, reference=papers.reference)


def appeal(told: Told, language: str) -> str:
    """Until when and where the recipient may appeal; empty where they may not."""
    return text(language, APPEAL, moment=_moment(told.appeal_until, language)) if told.appeal_until else ""


def _moment(at: datetime, language: str) -> str:
    """Chinese readers live in one zone, which nobody names."""
    return moment_text(at, language, year=False, zone=language != "zh-CN")


def if_silent(told: Told, language: str) -> str:
    """What happens if the recipient stays silent; empty when it is not their move."""
    if not told.yours or not told.silence:
        return ""
    return text(language, OTHERWISE, what=text(language, told.silence))


def subject_line(told: Told, recipient: str, language: str) -> str:
    """What an e-mail's subject says: whose move it is and until when, what happened, and which order it is about."""
    what = in_short(told, recipient, language).rstrip(".。")
    move = your_move(told, language)
    if not told.order_number:
        return " ".join(text(language, "{what} ({name})", what=what, name=named(told, language)).split())
    english = "{move}: {what} (order {order})" if move else "{what} (order {order})"
    fields = {"what": what, "order": told.order_number} | ({"move": move} if move else {})
    return " ".join(text(language, english, **fields).split())


def sentences() -> Iterator[str]:
    """Every sentence of these tables, for the catalogue's test."""
    yield from (*SILENT_ON_CLAIMS.values(), SILENT_ON_CHARGEBACKS)
    for table in (SENTENCES, *_OF_OTHERS, SILENT):
        for by_role in table.values():
            yield from by_role.values()
    yield from WHO.values()
    yield from WITH_ON_TOP.values()
    yield from (NEXT_JUROR, NOTHING_FOR_THE_BUYER, ANYTHING, YOUR_MOVE, OTHERWISE)
    yield from (FACTS, DECIDED_BY, DECIDED_BY_NOBODY)
    yield from (GROUNDS, APPEAL, PAPERS, *AUTHORITIES.values())
    yield from ("{move}: {what} (order {order})", "{what} (order {order})", "{what} ({name})")
    yield from (
        "News of a case",
        "News of {count} cases",
        "A case waits for you",
        "{count} cases wait for you",
    )
    yield "The book"


_OF_OTHERS = (OF_CLAIMS, OF_CHARGEBACKS, OF_RECOVERIES)
_CALLED_IN = ("case.escalated", "case.called_by_rule")


def _english(told: Told, role: str) -> str:
    if told.event in WITH_ON_TOP and told.on_top_minor:
        return WITH_ON_TOP[told.event]
    if told.event in WITH_ON_TOP and not told.amount_minor:
        return NOTHING_FOR_THE_BUYER
    role = "desk" if role == "senior" and told.event in _CALLED_IN else role
    table = SILENT if told.by_silence and told.event in SILENT else SENTENCES
    by_role = next((one[told.event] for one in (table, *_OF_OTHERS) if told.event in one), {})
    return by_role.get(role) or by_role.get("") or ANYTHING
