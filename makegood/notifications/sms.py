"""Text messages through a hook of the marketplace's: a signed HTTP POST for each, since it knows its people's numbers.

The signature is that of the Standard Webhooks specification, as on our webhooks; `webhook-id` is the same each time the
message is tried, so that a receiver sends it once.
"""

from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlsplit

import msgspec
from msgspec import Struct

from makegood.notifications.letters import item_of
from makegood.notifications.model import Contact, Notification
from makegood.webhooks import HttpSender, signed_headers, webhook_client

LONGEST_CHARACTERS = 300


class SmsTo(Struct, frozen=True):
    """Whom a text message is for: the marketplace's own name of the buyer or merchant is `external_id`."""

    role: str
    person: str
    id: str | None
    external_id: str | None


class SmsMessage(Struct, frozen=True):
    """A text message as the hook gets it. `text` is ready to be sent, in `language`; `url` leads to the case."""

    type: str
    to: SmsTo
    language: str
    text: str
    kind: str
    case_id: str
    url: str


class SmsNotTaken(Exception):
    """The hook did not take the message; the text says why."""


def sms_message(notification: Notification, contact: Contact, home: str) -> SmsMessage:
    """A notification as a text message. What somebody wrote is not quoted: screens are read by others too."""
    item = item_of(notification, contact.language, home)
    gap = "" if contact.language == "zh-CN" else " "
    move = f"{item.move}{'。' if contact.language == 'zh-CN' else '.'}" if item.move else ""
    words = gap.join(part for part in (item.happened, item.appeal, move) if part)[:LONGEST_CHARACTERS]
    to = SmsTo(
        contact.role,
        contact.person,
        None if contact.subject is None else str(contact.subject),
        contact.external_id or None,
    )
    return SmsMessage(
        "notification.sms",
        to,
        contact.language,
        f"{words} {item.href}",
        notification.kind,
        item.case_id,
        item.href,
    )


@dataclass(frozen=True, slots=True)
class SmsHook:
    """Hands text messages to the hook at `url`, signed with `secret`."""

    sender: HttpSender
    url: str
    secret: str

    async def send(self, send_id: int, message: SmsMessage, real_now: datetime) -> None:
        """Hand one over. Raises SmsNotTaken."""
        body = msgspec.json.encode(message).decode()
        headers = signed_headers((self.secret,), f"msg_{send_id}", real_now, body)
        answer = await self.sender.send(self.url, headers, body)
        if not answer.arrived:
            raise SmsNotTaken(answer.error or "no answer")


def sms_hook(url: str, secret: str) -> SmsHook:
    """The hook that the settings name. Its own address may be private: whoever runs the installation chose it."""
    parts = urlsplit(url)
    host = parts.hostname or ""
    allowed = (host, f"{host}:{parts.port}") if parts.port else (host,)
    return SmsHook(HttpSender(webhook_client(), allowed, https_only=False), url, secret)
