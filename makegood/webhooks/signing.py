"""Secrets and signatures as the Standard Webhooks specification has them (symmetric, `v1`)."""

from __future__ import annotations

import base64
import secrets
from collections.abc import Sequence
from datetime import datetime

from standardwebhooks import Webhook

SECRET_PREFIX = "whsec_"
SECRET_BYTES = 32  # the specification asks for 24 to 64


def new_secret() -> str:
    """A new random secret, as receivers put it into their settings."""
    return SECRET_PREFIX + base64.b64encode(secrets.token_bytes(SECRET_BYTES)).decode()


def signed_headers(
    signing_secrets: Sequence[str], message_id: str, at: datetime, body: str
) -> dict[str, str]:
    """The headers of one attempt. `at` is real UTC time, since receivers refuse what is minutes off.

    Several secrets give several signatures, of which a receiver needs to know one.
    """
    signatures = [
        Webhook(secret).sign(msg_id=message_id, timestamp=at, data=body) for secret in signing_secrets
    ]
    return {
        "content-type": "application/json",
        "user-agent": "Makegood-Webhooks/1",
        "webhook-id": message_id,
        "webhook-timestamp": str(int(at.timestamp())),
        "webhook-signature": " ".join(signatures),
    }


def message_id(event_id: int) -> str:
    """The same for every attempt and every endpoint, so that a receiver can tell what it has had already."""
    return f"msg_{event_id}"
