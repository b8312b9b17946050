"""A world for each processor: how a test captures a payment there, loses a message and looks inside."""

from datetime import UTC, datetime
from itertools import count
from typing import Protocol

import stripe

from makegood.kit.clock import SetClock
from makegood.payments import Processor, RefundOrder, Succeeded
from makegood.payments.adapters.fake import FakeProcessor
from makegood.payments.adapters.internal import InternalProcessor
from makegood.payments.adapters.stripe import StripeProcessor
from makegood.payments.fake_processor.book import Book
from makegood.payments.fake_processor.script import Script
from tests.payments.stripe_front import StripeFront

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
WEBHOOK_SECRET = "whsec_agreed_between_us"
API_KEY = "sk_test_makegood_tests"

_keys = count(1)
_payments = count(1)


def order(reference: str, amount_minor: int, key: str = "", currency: str = "EUR") -> RefundOrder:
    """An order with a key of its own, unless one is given."""
    return RefundOrder(
        idempotency_key=key or f"event-{next(_keys)}",
        processor_reference=reference,
        amount_minor=amount_minor,
        currency=currency,
        tender="card",
        reason="changed_mind",
        metadata={"case": "81"},
    )


class World(Protocol):
    processor: Processor

    async def captured(self, amount_minor: int) -> str:
        """The reference of a new payment of so many euro cents."""
        ...

    async def moved_minor(self, reference: str) -> int:
        """What went back of it, in the processor's own books."""
        ...


class FarWorld(World, Protocol):
    """A processor at the other end of a wire: it keeps its own books, and messages get lost."""

    def lose_request(self) -> None: ...

    def lose_answer(self) -> None: ...


class FakeWorld:
    def __init__(self, book: Book) -> None:
        self.clock = SetClock(NOON)
        self.processor = FakeProcessor(self.clock, book, webhook_secret=WEBHOOK_SECRET)

    async def captured(self, amount_minor: int) -> str:
        reference = f"pay_{next(_payments)}"
        await self.processor.book.set_captured(reference, amount_minor)
        return reference

    async def moved_minor(self, reference: str) -> int:
        return await self.processor.book.moved_minor(reference)

    def lose_request(self) -> None:
        self.processor.follow(Script.TIMEOUT_BEFORE)

    def lose_answer(self) -> None:
        self.processor.follow(Script.TIMEOUT_AFTER)


class InternalWorld:
    """Its books are the ledger, which is not here: what would be posted is what was answered, once a key."""

    def __init__(self) -> None:
        self.processor = _Posting()

    async def captured(self, amount_minor: int) -> str:
        return f"store_credit_{amount_minor}"

    async def moved_minor(self, reference: str) -> int:
        return sum(amount for of, amount in self.processor.postings.values() if of == reference)


class _Posting(InternalProcessor):
    def __init__(self) -> None:
        super().__init__()
        self.postings: dict[str, tuple[str, int]] = {}

    async def refund(self, order: RefundOrder) -> Succeeded:
        answer = await super().refund(order)
        self.postings[answer.refund_reference] = (order.processor_reference, order.amount_minor)
        return answer


class StripeWorld:
    def __init__(self, front: StripeFront, localstripe_url: str) -> None:
        self.front = front
        self.processor = StripeProcessor(API_KEY, WEBHOOK_SECRET, api_base=front.url)
        self.shop = Shop(localstripe_url)

    async def captured(self, amount_minor: int) -> str:
        return await self.shop.paid(amount_minor)

    async def moved_minor(self, reference: str) -> int:
        return sum(refund.amount for refund in await self.shop.refunds(reference))

    def lose_request(self) -> None:
        self.front.mishaps.append("lose_request")

    def lose_answer(self) -> None:
        self.front.mishaps.append("lose_answer")


class Shop:
    """The shop that took the payments: Stripe's SDK, straight to localstripe."""

    def __init__(self, localstripe_url: str) -> None:
        # The adapter's own connections serve here too: it is the SDK's calls that differ.
        self._processor = StripeProcessor(API_KEY, api_base=localstripe_url)
        self._stripe = self._processor._client.v1

    async def paid(self, amount_minor: int, currency: str = "eur") -> str:
        customer = await self._stripe.customers.create_async({"name": "Lin"})
        card = {"number": "4242424242424242", "exp_month": 12, "exp_year": 2040, "cvc": "123"}
        method = await self._stripe.payment_methods.create_async({"type": "card", "card": card})  # type: ignore[typeddict-item]
        await self._stripe.payment_methods.attach_async(method.id, {"customer": customer.id})
        intent = await self._stripe.payment_intents.create_async(
            {
                "amount": amount_minor,
                "currency": currency,
                "customer": customer.id,
                "payment_method": method.id,
                "confirm": True,
            }
        )
        assert intent.status == "succeeded"
        return intent.id

    async def charge(self, intent: str) -> str:
        found = await self._stripe.payment_intents.retrieve_async(intent)
        assert isinstance(found.latest_charge, stripe.Charge)
        return found.latest_charge.id

    async def refunds(self, intent: str) -> list[stripe.Refund]:
        page = await self._stripe.refunds.list_async({"payment_intent": intent, "limit": 100})
        return list(page.data)

    async def close(self) -> None:
        await self._processor.close()
