"""Passwords: which are good enough (as NIST SP 800-63B has it), and their hashes (argon2id), off the event loop."""

import asyncio
import secrets
import unicodedata

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from msgspec import Struct

from makegood.accounts.known_passwords import COMMON
from makegood.accounts.refusals import PasswordTellsWho, PasswordTooCommon, PasswordTooLong, PasswordTooShort

FEWEST_CHARACTERS = 12
MOST_CHARACTERS = 200
AT_ONCE = 4
"""Hashes being computed at the same time in one process: each takes 46 MiB."""

_RUNS = (
    "01234567890123456789", "98765432109876543210", "abcdefghijklmnopqrstuvwxyz", "qwertyuiopasdfghjklzxcvbnm",
    "qwertzuiopasdfghjklyxcvbnm", "azertyuiopqsdfghjklmwxcvbn",
)  # fmt: skip
_SITE = ("makegood",)


class Verdict(Struct, frozen=True):
    """Whether a password is right, and whether its hash should be made anew with today's parameters."""

    right: bool
    stale: bool = False


def normal(password: str) -> str:
    """The password as it is hashed: the same however a keyboard composes its characters."""
    return unicodedata.normalize("NFKC", password)


def check_password(password: str, name: str, email: str) -> None:
    """Raises a refusal unless the password is good enough. No rule about digits or signs: length is what counts."""
    text = normal(password)
    if len(text) < FEWEST_CHARACTERS:
        raise PasswordTooShort(least=FEWEST_CHARACTERS)
    if len(text) > MOST_CHARACTERS:
        raise PasswordTooLong(most=MOST_CHARACTERS)
    folded = text.casefold()
    if folded in COMMON or is_pattern(folded):
        raise PasswordTooCommon()
    if tells_who(
        folded, (*_SITE, *name.casefold().split(), *email.casefold().replace("@", " ").split(), email)
    ):
        raise PasswordTellsWho()


def is_pattern(folded: str) -> bool:
    """Whether it is one short piece again and again, or a walk along the keyboard or the alphabet."""
    doubled = (folded + folded).find(folded, 1)
    if doubled <= 4 or (doubled < len(folded) and folded[:doubled] in COMMON):
        return True
    return any(folded in run or folded in run[::-1] for run in _RUNS)


def tells_who(folded: str, words: tuple[str, ...]) -> bool:
    """Whether nothing much is left once what everybody knows of a person is taken out."""
    rest = folded
    for word in sorted({word.casefold() for word in words if len(word) >= 3}, key=len, reverse=True):
        rest = rest.replace(word, "")
    return rest != folded and len(rest) < FEWEST_CHARACTERS // 2


class Passwords:
    """Hashes passwords and compares them. A person without one takes as long as a wrong one."""

    def __init__(self, hasher: PasswordHasher | None = None) -> None:
        self._hasher = hasher or PasswordHasher(time_cost=2, memory_cost=47_104, parallelism=1)
        self._turns = asyncio.Semaphore(AT_ONCE)
        self._nobodys: str | None = None

    async def hashed(self, password: str) -> str:
        """The hash to keep: algorithm, parameters, salt and digest."""
        async with self._turns:
            return await asyncio.to_thread(self._hasher.hash, normal(password)[:MOST_CHARACTERS])

    async def judged(self, kept: str | None, password: str) -> Verdict:
        """Whether it is the password of that hash; never for somebody who has none."""
        async with self._turns:
            if self._nobodys is None:
                self._nobodys = await asyncio.to_thread(self._hasher.hash, secrets.token_urlsafe())
            right = await asyncio.to_thread(
                self._fits, kept or self._nobodys, normal(password)[:MOST_CHARACTERS]
            )
        right = right and kept is not None
        return Verdict(right, right and kept is not None and self._hasher.check_needs_rehash(kept))

    def _fits(self, kept: str, password: str) -> bool:
        try:
            return self._hasher.verify(kept, password)
        except (VerificationError, InvalidHashError):
            return False
