"""What accounts ask of whoever carries mail: one method."""

from typing import Protocol

from msgspec import Struct

from makegood.accounts.codes import Purpose


class CodeMessage(Struct, frozen=True, kw_only=True):
    """A code, or the address of a link, on its way to its owner. Never logged.

    `about` is the order's number for a code; `minutes` how long it is good.
    """

    purpose: Purpose
    to: str
    name: str
    language: str
    secret: str
    about: str
    minutes: int


class Mailer(Protocol):
    """Carries codes and links to people."""

    async def send_code(self, message: CodeMessage) -> None:
        """Send it on its way. Does not wait until it has arrived, and never raises: the answer to who asked is the
        same whether there was somebody to write to or not.
        """
        ...
