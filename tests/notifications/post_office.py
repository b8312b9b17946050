"""A real SMTP server on this machine: keeps the e-mails that it takes, and refuses what it is told to refuse."""

from __future__ import annotations

import asyncio
import shutil
import ssl
import subprocess
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from pathlib import Path
from typing import Any

import pytest
from aiosmtpd.smtp import SMTP, AuthResult

from makegood.kit.outgoing import SmtpServer, Tls


@dataclass
class PostOffice:
    """`refusals` by address: the answer to RCPT. `troubles` are answers to whole e-mails, given in order."""

    port: int = 0
    mails: list[EmailMessage] = field(default_factory=list)
    raw: list[bytes] = field(default_factory=list)
    refusals: dict[str, str] = field(default_factory=dict)
    troubles: list[str] = field(default_factory=list)
    encrypted: list[bool] = field(default_factory=list)
    signed_in: list[bool] = field(default_factory=list)

    async def handle_RCPT(
        self, server: Any, session: Any, envelope: Any, address: str, options: list[str]
    ) -> str:
        if address in self.refusals:
            return self.refusals[address]
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:
        if self.troubles:
            return self.troubles.pop(0)
        message = message_from_bytes(envelope.content, policy=default)
        assert isinstance(message, EmailMessage)
        self.mails.append(message)
        self.raw.append(envelope.content)
        self.encrypted.append(server.transport.get_extra_info("sslcontext") is not None)
        self.signed_in.append(bool(session.authenticated))
        return "250 Taken"

    def server(self, tls: Tls = "where_offered", **more: Any) -> SmtpServer:
        """This office, as settings name it."""
        return SmtpServer("127.0.0.1", self.port, tls=tls, **more)


def text_of(mail: EmailMessage, kind: str = "plain") -> str:
    """A part of an e-mail."""
    part = mail.get_body((kind,))
    assert part is not None
    return str(part.get_content())


@asynccontextmanager
async def office(
    starttls: ssl.SSLContext | None = None, tls: ssl.SSLContext | None = None, password: str = ""
) -> AsyncIterator[PostOffice]:
    """A post office, open while the context lasts. With a password only `makegood` may send."""
    kept = PostOffice()

    def knows(server: Any, session: Any, envelope: Any, mechanism: str, data: Any) -> AuthResult:
        return AuthResult(
            success=(data.login, data.password) == (b"makegood", password.encode()), handled=False
        )

    def protocol() -> SMTP:
        return SMTP(
            kept, hostname="office.test", enable_SMTPUTF8=True, tls_context=starttls, require_starttls=starttls is not None,
            auth_required=bool(password), auth_require_tls=starttls is not None, authenticator=knows if password else None,
            loop=asyncio.get_running_loop(),
        )  # fmt: skip

    listening = await asyncio.get_running_loop().create_server(protocol, "127.0.0.1", 0, ssl=tls)
    kept.port = listening.sockets[0].getsockname()[1]
    try:
        yield kept
    finally:
        listening.close()
        await listening.wait_closed()


def certificate_in(folder: Path) -> Path:
    """A certificate of 127.0.0.1 with its key, in one file."""
    openssl = shutil.which("openssl")
    if openssl is None:
        pytest.skip("openssl is not installed")
    path = folder / "office.pem"
    subprocess.run(
        [openssl, "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=office.test",
         "-addext", "subjectAltName=IP:127.0.0.1", "-keyout", str(path), "-out", str(folder / "public.pem")],
        check=True, capture_output=True,
    )  # fmt: skip
    path.write_text(path.read_text() + (folder / "public.pem").read_text())
    return path
