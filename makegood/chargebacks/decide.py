"""PURE: what a processor's telling of a chargeback means, and whether it can be answered."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from msgspec import structs

from makegood.cases import PaymentFacts
from makegood.chargebacks import refusals
from makegood.chargebacks.model import Chargeback, ChargebackMove
from makegood.payments import DisputeTold

REMIND_BEFORE = timedelta(days=2)
"""How long before the bank's deadline whoever can answer is reminded."""
_TOLD = ("reason", "reason_code", "state", "amount_minor", "taken_minor", "fee_minor", "evidence_due_at")


def told(
    before: Chargeback | None, said: DisputeTold, blank: Chargeback, who: str, now: datetime
) -> ChargebackMove | None:
    """What a telling changes; None for one that is no news: the same again, or older than what is known.

    `blank`: the chargeback as it begins, when it is the first telling.
    """
    if before is not None and said.told_at < before.told_at:
        return None
    known = before or blank
    news = {name: getattr(said, name) for name in _TOLD}
    if before is not None and all(getattr(before, name) == value for name, value in news.items()):
        return None
    after = structs.replace(known, **news, told_at=said.told_at, changed_at=now, version=known.version + 1)
    return ChargebackMove(before, _to_remind(before, after, now), tuple(_names(before, after)), who, now)


def within_what_was_paid(
    said: DisputeTold, payments: Sequence[PaymentFacts], known: Sequence[Chargeback | None]
) -> None:
    """A bank takes back what was paid, once, whatever is told: a slip of the pen would be a merchant's debt.

    `payments`: those of the orders that the telling is about; `known`: this chargeback as it stood at each. Tellings that are
    no news pass. Raises TakenMoreThanDisputed and ChargebackBeyondPayment.
    """
    earlier = [each for each in known if each is not None]
    if earlier and said.told_at < max(each.told_at for each in earlier):
        return
    if said.taken_minor > said.amount_minor:
        raise refusals.TakenMoreThanDisputed(
            taken_minor=said.taken_minor, amount_minor=said.amount_minor, currency=said.currency
        )
    paid, elsewhere = _paid_and_taken(payments, earlier)
    here = sum(each.taken_minor for each in earlier)
    if said.amount_minor > paid or (said.taken_minor > here and elsewhere + said.taken_minor > paid):
        raise refusals.ChargebackBeyondPayment(
            amount_minor=said.amount_minor, paid_minor=paid, elsewhere_minor=elsewhere, currency=said.currency
        )


def as_far_as_paid(
    said: DisputeTold, payments: Sequence[PaymentFacts], known: Sequence[Chargeback | None]
) -> DisputeTold:
    """A telling as far as it fits what was paid: what a bank has taken is gone, whatever else is told with it."""
    paid, elsewhere = _paid_and_taken(payments, [each for each in known if each is not None])
    amount = min(said.amount_minor, paid)
    taken = min(said.taken_minor, amount, max(0, paid - elsewhere))
    return structs.replace(said, amount_minor=amount, taken_minor=taken)


def in_part(
    said: DisputeTold, fits: DisputeTold, payments: Sequence[PaymentFacts], known: Sequence[Chargeback | None]
) -> refusals.OnRecordInPart:
    """What an operator is told of a telling of which only a part fits."""
    paid, elsewhere = _paid_and_taken(payments, [each for each in known if each is not None])
    return refusals.OnRecordInPart(
        posted_minor=fits.taken_minor, taken_minor=said.taken_minor, known_minor=fits.amount_minor,
        amount_minor=said.amount_minor, paid_minor=paid, elsewhere_minor=elsewhere, currency=said.currency,
    )  # fmt: skip


def _paid_and_taken(payments: Sequence[PaymentFacts], earlier: Sequence[Chargeback]) -> tuple[int, int]:
    """What was paid in all, and what other chargebacks than this one have taken of it."""
    here = sum(each.taken_minor for each in earlier)
    return sum(each.amount_minor for each in payments), sum(
        each.charged_back_minor for each in payments
    ) - here


def _to_remind(before: Chargeback | None, after: Chargeback, now: datetime) -> Chargeback:
    """A chargeback with its reminder: set anew with each new deadline, dropped where nobody is waited for any more."""
    due = after.evidence_due_at
    if not after.awaits_answer or due is None:
        return structs.replace(after, remind_at=None)
    if before is not None and before.awaits_answer and before.evidence_due_at == due:
        return after
    remind_at = due - REMIND_BEFORE
    return structs.replace(after, remind_at=remind_at if remind_at > now else None)


def reminded(chargeback: Chargeback, now: datetime) -> ChargebackMove | None:
    """Whoever can answer is reminded, once; None where that is not due."""
    if chargeback.remind_at is None or chargeback.remind_at > now or not chargeback.awaits_answer:
        return None
    after = structs.replace(chargeback, remind_at=None, changed_at=now, version=chargeback.version + 1)
    return ChargebackMove(chargeback, after, ("reminded",), "system", now)


def _names(before: Chargeback | None, after: Chargeback) -> list[str]:
    """What happened, in the order in which it is told."""
    taken = after.taken_minor - (before.taken_minor if before else 0)
    names = [] if before else ["opened"]
    if taken:
        names.append("funds_withdrawn" if taken > 0 else "funds_reinstated")
    if not after.state.is_open and (before is None or before.state is not after.state):
        names.append(after.state.value)
    return names or ["updated"]


def answered(chargeback: Chargeback, who: str, now: datetime) -> ChargebackMove:
    """An answer was given to the processor to send. Raises AnsweredAlready and TooLateToAnswer."""
    if chargeback.answered_at is not None:
        raise refusals.AnsweredAlready()
    due = chargeback.evidence_due_at
    if not chargeback.awaits_answer or (due is not None and due <= now):
        raise refusals.TooLateToAnswer()
    after = structs.replace(
        chargeback, answered_at=now, remind_at=None, changed_at=now, version=chargeback.version + 1
    )
    return ChargebackMove(chargeback, after, ("evidence_submitted",), who, now)


def answer_refused(chargeback: Chargeback, code: str, now: datetime) -> ChargebackMove:
    """The processor did not take the answer: another may be given while there is time."""
    after = structs.replace(chargeback, answered_at=None, changed_at=now, version=chargeback.version + 1)
    after = _to_remind(chargeback, after, now)
    return ChargebackMove(chargeback, after, ("evidence_refused",), "processor", now, {"code": code})
