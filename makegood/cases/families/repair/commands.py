"""PURE: orders that a party gives to a repair."""

from typing import Annotated

from msgspec import Meta

from makegood.cases.commands import Amount, Command, Note, OwnTender, Text, Word


class Diagnose(Command, frozen=True):
    """Say what is wrong: covered by the warranty, or else at which price (`amount_minor`) it can be repaired."""

    name = "diagnose"
    covered: bool
    fault: Note
    amount_minor: Amount | None = None


class AcceptQuote(Command, frozen=True):
    """Agree to the price: paid at once with `pay_with`, a gift card or store credit of yours, else at the checkout."""

    name = "accept_quote"
    pay_with: OwnTender | None = None


class DeclineQuote(Command, frozen=True):
    """Have the goods back as they are, for nothing."""

    name = "decline_quote"


class RecordRepairPayment(Command, frozen=True):
    """Tell that the price of the repair was captured, by which processor and under which reference."""

    name = "record_repair_payment"
    tender: Annotated[str, Meta(pattern="^(card|wallet|bank|store_credit|gift_card|cash)$")]
    processor: Word
    processor_reference: Annotated[str, Meta(min_length=1, max_length=200, pattern=r"^\S([\s\S]*\S)?$")]
    amount_minor: Amount


class WaitForParts(Command, frozen=True):
    """Say which part has to be waited for. The time counts: law says how long it may be."""

    name = "wait_for_parts"
    part: Note


class PartsArrived(Command, frozen=True):
    """The part is there; the repair goes on."""

    name = "parts_arrived"


class SendRepaired(Command, frozen=True):
    """Say what was done, and with which parcel the goods go back to the buyer."""

    name = "send_repaired"
    done: Note
    carrier: Word
    tracking_no: Word


class SendUnrepaired(Command, frozen=True):
    """The goods go back to the buyer as they came."""

    name = "send_unrepaired"
    carrier: Word
    tracking_no: Word


class ReportUnrepairable(Command, frozen=True):
    """Say why it cannot be repaired. Under warranty the buyer then chooses a refund or the same model instead."""

    name = "report_unrepairable"
    reason: Note


class KeepWaiting(Command, frozen=True):
    """Give the repairer more time, although the repair is late."""

    name = "keep_waiting"


class TakeRefund(Command, frozen=True):
    """Take the money instead of the repair. What policy deducts for the time of use is told before."""

    name = "take_refund"


class TakeReplacement(Command, frozen=True):
    """Take the same model instead of the repair."""

    name = "take_replacement"


class ConfirmRepaired(Command, frozen=True):
    """The goods are back, and work; or are back as they were."""

    name = "confirm_repaired"


class ReportStillFaulty(Command, frozen=True):
    """It still does not work. The repair counts as failed, which opens more to the next request."""

    name = "report_still_faulty"
    note: Text = ""


class NoteLoaner(Command, frozen=True):
    """Note what the buyer was lent for the time of the repair; or, with nothing named, that it is back."""

    name = "note_loaner"
    what: Text = ""
