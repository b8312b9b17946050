"""Keeping secrets: sealed with a key that is derived from the installation's secret, or as a keyed hash."""

import hashlib
import hmac
import secrets

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

_NONCE_BYTES = 12
_KEY_BYTES = 32


class Seal:
    """Seals texts at rest (AES-256-GCM). What is sealed about one person does not open as another's."""

    def __init__(self, secret: str) -> None:
        self._cipher = AESGCM(_derived(secret, b"makegood.accounts.seal"))
        self._marking = _derived(secret, b"makegood.accounts.mark")

    def sealed(self, text: str, about: str) -> bytes:
        """The text as it is kept; `about` is whose it is."""
        nonce = secrets.token_bytes(_NONCE_BYTES)
        return nonce + self._cipher.encrypt(nonce, text.encode(), about.encode())

    def opened(self, kept: bytes, about: str) -> str | None:
        """The text again; None when it was sealed with another secret, for somebody else, or altered."""
        try:
            return self._cipher.decrypt(kept[:_NONCE_BYTES], kept[_NONCE_BYTES:], about.encode()).decode()
        except (InvalidTag, ValueError):
            return None

    def mark(self, *parts: str) -> bytes:
        """A hash of the parts that nobody can search without the secret: for short codes, addresses and names."""
        joined = "\0".join(parts).encode()
        return hmac.new(self._marking, joined, hashlib.sha256).digest()


def plain_hash(secret: str) -> bytes:
    """The hash of a secret of 80 or more random bits, which cannot be searched."""
    return hashlib.sha256(secret.encode()).digest()


def same(one: bytes, other: bytes) -> bool:
    """Whether two hashes are equal, in a time that does not tell where they differ."""
    return hmac.compare_digest(one, other)


def _derived(secret: str, purpose: bytes) -> bytes:
    return HKDF(SHA256(), _KEY_BYTES, salt=None, info=purpose).derive(secret.encode())
