"""Stripe, on its own SDK. https://docs.stripe.com/api/refunds

Three things keep a refund from being paid twice: the order's key as Stripe's Idempotency-Key (which Stripe
remembers for at least a day), the same key in the refund's metadata (by which `find` recognises it at any
age), and no retries by the SDK: retrying is decided where the record is kept.
"""

import io
from collections.abc import Mapping
from typing import Any

import httpx
import stripe

from makegood.payments.disputes import DisputeTold, EvidenceAnswer, EvidenceFile, EvidenceOrder, Taken
from makegood.payments.model import (
    SAME_KEY_OTHER_ORDER,
    Failed,
    NotFound,
    Notification,
    RefundAnswer,
    RefundOrder,
    Unknown,
)
from makegood.payments.processor import BadSignature, Surroundings, header
from makegood.payments.stripe_disputes import dispute_in_event, refused_evidence
from makegood.payments.stripe_terms import (
    KEY_IN_METADATA,
    REASON_IN_METADATA,
    answer_for_error,
    answer_for_refund,
    kept_metadata,
    refund_in_event,
    stripe_amount,
)

STRIPE = "https://api.stripe.com"
_PAGE = 100


class StripeProcessor:
    """Refunds payment intents (`pi_…`) and charges (`ch_…`, `py_…`) of one Stripe account.

    `api_base` is for tests. `timeout_seconds` is a backstop; the caller sets the limit that counts.
    """

    def __init__(
        self,
        api_key: str,
        webhook_secret: str = "",
        *,
        name: str = "stripe",
        api_base: str = STRIPE,
        timeout_seconds: float = 30.0,
    ) -> None:
        self.name = name
        self._api_base = api_base
        self._webhook_secret = webhook_secret
        self._http = _Http(timeout_seconds)
        self._client = stripe.StripeClient(
            api_key, http_client=self._http, max_network_retries=0, base_addresses=_addresses(api_base)
        )

    def __repr__(self) -> str:
        return f"StripeProcessor(name={self.name!r}, api_base={self._api_base!r})"

    async def refund(self, order: RefundOrder) -> RefundAnswer:
        """Have Stripe pay back; see `answer_for_error` for what its errors mean."""
        amount = stripe_amount(order.amount_minor, order.currency)
        if amount is None:
            return Failed("amount_not_payable", f"Stripe cannot pay this amount of {order.currency} exactly")
        params: Any = {**_payment(order), "amount": amount, "metadata": _metadata(order)}
        try:
            refund = await self._client.v1.refunds.create_async(
                params, {"idempotency_key": order.idempotency_key}
            )
        except stripe.StripeError as error:
            return answer_for_error(error)
        return _checked(refund, order)

    async def find(self, order: RefundOrder) -> RefundAnswer | NotFound:
        """Look through the payment's refunds for the one with the order's key in its metadata."""
        params: Any = {**_payment(order), "limit": _PAGE}
        try:
            page = await self._client.v1.refunds.list_async(params)
            ours = [
                refund async for refund in page.auto_paging_iter() if _key(refund) == order.idempotency_key
            ]
        except stripe.StripeError as error:
            return NotFound() if error.http_status == 404 else Unknown("could_not_ask")
        return _checked(min(ours, key=_precedence), order) if ours else NotFound()

    def notification(self, headers: Mapping[str, str], body: bytes) -> Notification | DisputeTold | None:
        """What a webhook of Stripe says of a refund or a chargeback. Raises `BadSignature`, always so without a secret."""
        signature = header(headers, "Stripe-Signature")
        if not signature.isascii():
            raise BadSignature
        try:
            event = self._client.construct_event(body, signature, self._webhook_secret)
        except (stripe.SignatureVerificationError, ValueError):
            raise BadSignature from None
        refund = refund_in_event(event)
        if refund is None:
            return dispute_in_event(event, self.name)
        return Notification(
            processor=self.name,
            event_id=event.id,
            refund_reference=refund.id,
            idempotency_key=_key(refund),
            answer=answer_for_refund(refund),
        )

    async def submit_evidence(self, order: EvidenceOrder) -> EvidenceAnswer:
        """Upload the files, fill in the form and send it: Stripe takes one answer and no second one."""
        evidence: Any = dict(order.texts)
        try:
            for file in order.files:
                upload: Any = {"purpose": "dispute_evidence", "file": _upload(file)}
                key = {"idempotency_key": f"{order.idempotency_key}-{file.place}"}
                evidence[file.place] = (await self._client.v1.files.create_async(upload, key)).id  # type: ignore[arg-type]
            params: Any = {"evidence": evidence, "submit": True}
            await self._client.v1.disputes.update_async(
                order.reference, params, {"idempotency_key": order.idempotency_key}
            )
        except stripe.StripeError as error:
            return refused_evidence(error)
        return Taken()

    async def close(self) -> None:
        """Close the connections to Stripe."""
        await self._http.close_async()


class _Http(stripe.HTTPClient):
    """Stripe's requests over httpx. The SDK's own client passes the body in a way that httpx deprecates."""

    name = "httpx"

    def __init__(self, timeout_seconds: float) -> None:
        super().__init__()
        self._connections = httpx.AsyncClient(timeout=timeout_seconds)

    async def request_async(
        self, method: str, url: str, headers: Mapping[str, str], post_data: Any = None
    ) -> tuple[bytes, int, Mapping[str, str]]:
        try:
            answer = await self._connections.request(method, url, headers=headers, content=post_data)
        except httpx.HTTPError as error:
            raise stripe.APIConnectionError(type(error).__name__) from None  # type: ignore[no-untyped-call]
        return answer.content, answer.status_code, answer.headers

    async def close_async(self) -> None:
        await self._connections.aclose()


def _addresses(api_base: str) -> Any:
    """Files have a host of their own at Stripe; a server for tests has one."""
    return {"api": api_base} if api_base == STRIPE else {"api": api_base, "files": api_base}


def _upload(file: EvidenceFile) -> io.BytesIO:
    """A file as the SDK takes it, which reads its name."""
    upload = io.BytesIO(file.content)
    upload.name = file.name
    return upload


def _payment(order: RefundOrder) -> dict[str, str]:
    kind = "payment_intent" if order.processor_reference.startswith("pi_") else "charge"
    return {kind: order.processor_reference}


def _metadata(order: RefundOrder) -> dict[str, str]:
    ours = {REASON_IN_METADATA: order.reason, KEY_IN_METADATA: order.idempotency_key}
    return kept_metadata({**order.metadata, **ours})


def _key(refund: stripe.Refund) -> str | None:
    found = refund.metadata.to_dict() if refund.metadata else {}
    return found.get(KEY_IN_METADATA)


def _precedence(refund: stripe.Refund) -> int:
    """Should one key ever stand on several refunds, the one that paid is the one that counts."""
    return {"succeeded": 0, "failed": 2, "canceled": 2}.get(refund.status or "", 1)


def _checked(refund: stripe.Refund, order: RefundOrder) -> RefundAnswer:
    """The answer, if the refund is the one that was ordered. Stripe pays in the currency of the charge, so a
    payment recorded here in another currency shows only now: the money moved and a human has to look.
    """
    if refund.amount != stripe_amount(order.amount_minor, order.currency):
        return Failed(SAME_KEY_OTHER_ORDER, "this key was used for another refund")
    if refund.currency.upper() != order.currency:
        return Unknown("paid_in_another_currency")
    return answer_for_refund(refund)


def build(name: str, options: Mapping[str, str], surroundings: Surroundings) -> StripeProcessor:
    """Options: `api_key`, `webhook_secret`, `api_base`, `timeout_seconds` (30)."""
    return StripeProcessor(
        options["api_key"],
        options.get("webhook_secret", ""),
        name=name,
        api_base=options.get("api_base", STRIPE),
        timeout_seconds=float(options.get("timeout_seconds", "30")),
    )
