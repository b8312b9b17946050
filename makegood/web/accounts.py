"""Accounts behind HTTP: the office over this installation's database, secrets and mail, and the sign-in service."""

import asyncio
from typing import Any

import httpx
import structlog
from litestar.datastructures import State

from makegood.accounts import AccountOffice, CodeMessage, Provider, Purpose, Seal, Tries
from makegood.flows.engine import Engine
from makegood.kit.i18n import LANGUAGES, choose, text
from makegood.kit.settings import Mode, Settings
from makegood.notifications import AddressRefused, Mailer, MailNotTaken, SmtpMailer, code_letter
from makegood.orders import buyer_of_order

log = structlog.get_logger(__name__)


class CodePost:
    """Sends codes and links by e-mail, beside the request that asked for them, so that its answer tells nothing."""

    def __init__(self, mailer: Mailer) -> None:
        self._mailer = mailer
        self._under_way: set[asyncio.Task[None]] = set()

    async def send_code(self, message: CodeMessage) -> None:
        """Send it on its way."""
        task = asyncio.create_task(self._send(message))
        self._under_way.add(task)
        task.add_done_callback(self._under_way.discard)

    async def drain(self) -> None:
        """Wait for what is under way."""
        await asyncio.gather(*self._under_way)

    async def _send(self, message: CodeMessage) -> None:
        language = message.language if message.language in LANGUAGES else choose([message.language])
        is_code = message.purpose is Purpose.ORDER
        shown = {"code": message.secret} if is_code else {"link": message.secret}
        letter = code_letter(heading_of(message, language), language, message.minutes, **shown)
        try:
            await self._mailer.send(message.to, letter.subject, letter.text, letter.html, language)
        except (AddressRefused, MailNotTaken) as problem:
            log.warning("code_not_sent", purpose=message.purpose.value, why=type(problem).__name__)


def heading_of(message: CodeMessage, language: str) -> str:
    """What a code or link is for, in words."""
    match message.purpose:
        case Purpose.ORDER:
            return text(language, "Your code for order {number}", number=message.about)
        case Purpose.PASSWORD:
            return text(language, "Choose a new password")
        case Purpose.INVITATION:
            return text(language, "You are invited: choose your password")


def account_office(settings: Settings, engine: Engine) -> AccountOffice:
    """The office. A demo shows codes on the page; an installation without a mail server sends none."""
    seal = Seal(settings.secret or "")
    smtp = settings.outgoing.smtp
    return AccountOffice(
        pool=engine.pool,
        ids=engine.ids,
        clock=engine.clock,
        seal=seal,
        tries=Tries(engine.pool, seal),
        buyer_of_order=buyer_of_order,
        url=settings.url,
        mailer=CodePost(SmtpMailer(smtp, settings.outgoing.mail_from)) if smtp else None,
        demands_second_factor=settings.mode is Mode.PRODUCTION,
        shows_codes=settings.mode is Mode.DEMO,
    )


def sign_in_service(settings: Settings) -> Provider | None:
    """The sign-in service, where the settings name one."""
    oidc = settings.signing_in.oidc
    return Provider(oidc, settings.url, settings.secret or "", httpx.AsyncClient()) if oidc else None


def provide_accounts(state: State) -> AccountOffice:
    """The dependency `accounts`."""
    office: AccountOffice = state["accounts"]
    return office


async def close_accounts(state: Any) -> None:
    """Let mail that is under way arrive, and close connections to the sign-in service."""
    office: AccountOffice = state["accounts"]
    if isinstance(office.mailer, CodePost):
        await office.mailer.drain()
    service: Provider | None = state["sign_in_service"]
    if service is not None:
        await service.close()
