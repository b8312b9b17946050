"""Sending e-mail through an SMTP server, and what came of it: taken, refused for good, or to be tried again."""

import re
import ssl
from collections.abc import Mapping
from dataclasses import dataclass, field
from email.headerregistry import Address, BaseHeader, HeaderRegistry, UnstructuredHeader
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import formataddr, parseaddr
from typing import Any, Protocol

import aiosmtplib

from makegood.kit.outgoing import SmtpServer

TIMEOUT_SECONDS = 20.0
_ADDRESS = re.compile(r"[^\s@<>,;:\"()\[\]\\]{1,64}@[^\s@<>,;:\"()\[\]\\.]+(\.[^\s@<>,;:\"()\[\]\\.]+)*")
_ABOUT_THE_ADDRESS = re.compile(r"\b5\.1\.\d+\b|\b5\.2\.1\b")
_ENHANCED = re.compile(r"\b5\.\d+\.\d+\b")


class WholeLine(UnstructuredHeader, BaseHeader):
    """A header that stays on one line as it is: programs that read its address do not know folded or encoded ones."""

    def fold(self, *, policy: Any) -> str:
        """The line."""
        return f"{self.name}: {self}{policy.linesep}"


_HEADERS = HeaderRegistry()
_HEADERS.map_to_type("list-unsubscribe", WholeLine)
POLICY = SMTP.clone(header_factory=_HEADERS)


class MailNotTaken(Exception):
    """The mail server did not take the e-mail this time; the message says why and quotes no address."""


class AddressRefused(Exception):
    """The mail server says that there is no such address, or that it takes nothing; writing again is of no use."""


class Mailer(Protocol):
    """Sends one e-mail. Raises `AddressRefused` where it is of no use to try again, `MailNotTaken` otherwise."""

    async def send(
        self,
        to: str,
        subject: str,
        text: str,
        html: str,
        language: str,
        headers: Mapping[str, str] | None = None,
    ) -> None: ...


@dataclass(frozen=True, slots=True)
class Sent:
    """An e-mail as it was handed over."""

    to: str
    subject: str
    text: str
    html: str
    language: str
    headers: Mapping[str, str]


@dataclass(slots=True)
class KeepingMailer:
    """Keeps what it is given instead of sending it; for tests, and for demos that have no mail server."""

    sent: list[Sent] = field(default_factory=list)

    async def send(
        self,
        to: str,
        subject: str,
        text: str,
        html: str,
        language: str,
        headers: Mapping[str, str] | None = None,
    ) -> None:
        """Keep it."""
        self.sent.append(Sent(to, subject, text, html, language, dict(headers or {})))


@dataclass(frozen=True, slots=True)
class SmtpMailer:
    """Sends through `server`, from `sender` (`Makegood <care@example.com>`). A connection for each e-mail."""

    server: SmtpServer
    sender: str
    timeout_seconds: float = TIMEOUT_SECONDS

    async def send(
        self,
        to: str,
        subject: str,
        text: str,
        html: str,
        language: str,
        headers: Mapping[str, str] | None = None,
    ) -> None:
        """Hand an e-mail to the server. TLS is used where the server offers it, and required where the settings say so."""
        if not _ADDRESS.fullmatch(to):
            raise AddressRefused("this is no address")
        message = composed(self.sender, to, subject, text, html, language, headers or {})
        try:
            await aiosmtplib.send(
                message,
                hostname=self.server.host,
                port=self.server.port,
                username=self.server.username,
                password=self.server.password,
                use_tls=self.server.tls == "from_start",
                start_tls={"required": True, "never": False}.get(self.server.tls),
                tls_context=self._context(),
                timeout=self.timeout_seconds,
            )
        except aiosmtplib.SMTPRecipientsRefused as refused:
            raise _verdict(refused.recipients[0].code, refused.recipients[0].message) from None
        except aiosmtplib.SMTPResponseException as answer:
            raise MailNotTaken(f"the mail server answered {answer.code}") from None
        except (aiosmtplib.SMTPException, OSError, TimeoutError) as problem:
            raise MailNotTaken(f"the mail server was not reached ({type(problem).__name__})") from None

    def _context(self) -> ssl.SSLContext | None:
        return ssl.create_default_context(cafile=self.server.ca_file) if self.server.ca_file else None


def composed(
    sender: str, to: str, subject: str, text: str, html: str, language: str, headers: Mapping[str, str]
) -> EmailMessage:
    """An e-mail with a plain and an HTML part. `headers` come on top; nothing in them can begin another header."""
    message = EmailMessage(policy=POLICY)
    name, address = parseaddr(sender)
    message["From"] = formataddr((name, address)) if name.isascii() else Address(name, addr_spec=address)
    message["To"] = to
    message["Subject"] = " ".join(subject.split())
    message["Auto-Submitted"] = "auto-generated"
    for header, value in headers.items():
        message[header] = value
    message.set_content(text)
    message.add_alternative(html, subtype="html")
    message["Content-Language"] = language
    return message


def _verdict(code: int, words: str) -> Exception:
    """What the refusal of a recipient means. A server that does not like us (5.7.x) says nothing about the address."""
    if code >= 500 and (
        _ABOUT_THE_ADDRESS.search(words) or (code in (550, 551, 553) and not _ENHANCED.search(words))
    ):
        return AddressRefused(f"the mail server refused the address ({code})")
    return MailNotTaken(f"the mail server refused the recipient ({code})")
