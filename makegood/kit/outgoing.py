"""PURE: where messages to people go out: a mail server and a hook for text messages, as the environment names them."""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal
from urllib.parse import parse_qs, unquote, urlsplit

Tls = Literal["from_start", "required", "where_offered", "never"]
_SENDER = re.compile(r"[^\r\n<>]*<[^\s<>@]+@[^\s<>@]+>|[^\s<>@]+@[^\s<>@]+")


@dataclass(frozen=True, slots=True)
class SmtpServer:
    """A mail server. `tls` says when the connection is encrypted; `ca_file`: the only authorities that vouch for it."""

    host: str
    port: int
    username: str | None = None
    password: str | None = field(default=None, repr=False)
    tls: Tls = "where_offered"
    ca_file: str | None = None


@dataclass(frozen=True, slots=True)
class Outgoing:
    """What this installation can send with. None of it: people are told in the product alone."""

    smtp: SmtpServer | None = None
    mail_from: str = ""
    sms_url: str | None = None
    sms_secret: str | None = field(default=None, repr=False)


NOTHING = Outgoing()


def parse_outgoing(given: Mapping[str, str]) -> Outgoing:
    """What the variables MAKEGOOD_SMTP_URL, _MAIL_FROM, _SMS_URL and _SMS_SECRET say. Raises ValueError with what to do."""
    smtp, mail_from = given.get("MAKEGOOD_SMTP_URL"), given.get("MAKEGOOD_MAIL_FROM", "")
    if mail_from and not _SENDER.fullmatch(mail_from):
        raise ValueError(
            f"MAKEGOOD_MAIL_FROM is {mail_from!r}. Set it to an address such as Care <care@shop.example>."
        )
    if smtp and not mail_from:
        raise ValueError(
            "MAKEGOOD_SMTP_URL is set without MAKEGOOD_MAIL_FROM. Set it too, to the address that e-mails come "
            "from, such as Care <care@shop.example>."
        )
    sms_url, sms_secret = given.get("MAKEGOOD_SMS_URL"), given.get("MAKEGOOD_SMS_SECRET")
    if sms_url:
        _check_hook(sms_url, sms_secret)
    return Outgoing(_server(smtp) if smtp else None, mail_from, sms_url, sms_secret)


def _server(text: str) -> SmtpServer:
    parts = urlsplit(text)
    try:
        port = parts.port
    except ValueError:
        port = -1
    if parts.scheme not in ("smtp", "smtps") or not parts.hostname or port == -1 or parts.path.strip("/"):
        raise ValueError(
            "MAKEGOOD_SMTP_URL cannot be read. Set it to smtps://user:password@host:465 or "
            "smtp://user:password@host:587?starttls=1, special characters of the password written as %XX."
        )
    asked = {name: values[-1] for name, values in parse_qs(parts.query).items()}
    unknown = sorted(asked.keys() - {"starttls", "ca"})
    if unknown or asked.get("starttls", "0") not in ("0", "1"):
        raise ValueError("MAKEGOOD_SMTP_URL takes ?starttls=1, ?starttls=0 and ?ca=FILE, nothing else.")
    return SmtpServer(
        parts.hostname,
        port or (465 if parts.scheme == "smtps" else 587),
        unquote(parts.username) if parts.username else None,
        unquote(parts.password) if parts.password else None,
        _tls(parts.scheme, asked.get("starttls")),
        asked.get("ca"),
    )


def _tls(scheme: str, starttls: str | None) -> Tls:
    if scheme == "smtps":
        return "from_start"
    return {"1": "required", "0": "never"}.get(starttls or "", "where_offered")  # type: ignore[return-value]


def _check_hook(url: str, secret: str | None) -> None:
    parts = urlsplit(url)
    if parts.scheme not in ("http", "https") or not parts.hostname or parts.username:
        raise ValueError(
            f"MAKEGOOD_SMS_URL is {url!r}. Set it to the address that takes text messages, such as "
            "https://sms.shop.example/makegood."
        )
    try:
        key = base64.b64decode((secret or "").removeprefix("whsec_"), validate=True)
    except binascii.Error:
        key = b""
    if not (secret or "").startswith("whsec_") or len(key) < 24:
        raise ValueError(
            "MAKEGOOD_SMS_SECRET is not whsec_ and at least 24 bytes in base64. Set it to what this prints: "
            "python3 -c \"import base64, secrets; print('whsec_' + base64.b64encode(secrets.token_bytes(32)).decode())\""
        )
