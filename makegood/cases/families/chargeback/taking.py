"""PURE: what a bank's taking and giving back does to the room of a payment."""

from msgspec import structs

from makegood.cases.facts import PaymentFacts


def taken_from(payment: PaymentFacts, amount_minor: int) -> tuple[PaymentFacts, int]:
    """The payment after a bank has taken an amount of it, and what of its room that used up. The rest lies beyond the room:
    what refunds were sent for before, or what was ended already without a chargeback on record.
    """
    beyond = payment.beyond_room_minor + amount_minor
    room = max(0, min(beyond, payment.amount_minor - payment.refunded_minor))
    return _moved(payment, amount_minor, room), room


def given_back_to(payment: PaymentFacts, amount_minor: int, room_minor: int) -> PaymentFacts:
    """The payment after a bank has given an amount back, of which `room_minor` had used up room."""
    return _moved(payment, -amount_minor, -room_minor)


def _moved(payment: PaymentFacts, amount_minor: int, room_minor: int) -> PaymentFacts:
    return structs.replace(
        payment,
        refunded_minor=payment.refunded_minor + room_minor,
        charged_back_minor=payment.charged_back_minor + amount_minor,
        beyond_room_minor=payment.beyond_room_minor + amount_minor - room_minor,
    )
