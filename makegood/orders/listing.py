"""PURE: a listing: what the shop said of its goods when somebody bought them, and the name of its content."""

import hashlib
from typing import Annotated

import msgspec
from msgspec import Meta, Struct

from makegood.kit.ids import BUCKETS

LONGEST_TEXT = 20_000
DIGEST_BYTES = 32

Said = Annotated[str, Meta(min_length=1, max_length=300)]
Attribute = Annotated[str, Meta(min_length=1, max_length=60, pattern=r"^[^\x00-\x1f\x7f-\x9f]+$")]


class ListingPicture(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A picture of a listing: where it lay, and the SHA-256 of its content, which proves later what it was."""

    url: Annotated[str, Meta(min_length=1, max_length=1000, pattern=r"^https://[^\s\"'<>\\]+$")]
    sha256: Annotated[str, Meta(pattern="^[0-9a-f]{64}$")] | None = None


class Listing(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What the buyer was shown. `text` may have line breaks; `promises` are what the shop said of it in its own words, `url`
    where it stood.
    """

    title: Said
    text: Annotated[str, Meta(max_length=LONGEST_TEXT)] = ""
    attributes: Annotated[dict[Attribute, Said], Meta(max_length=100)] = {}
    promises: Annotated[list[Said], Meta(max_length=50)] = []
    pictures: Annotated[list[ListingPicture], Meta(max_length=30)] = []
    url: Annotated[str, Meta(max_length=1000, pattern=r"^https://[^\s\"'<>\\]+$")] | None = None


def listing_content(listing: Listing) -> bytes:
    """A listing as the one text that its digest is of: the same content gives the same bytes."""
    return msgspec.json.encode(listing, order="deterministic")


def digest_of(content: bytes) -> bytes:
    """The SHA-256 of a listing's content."""
    return hashlib.sha256(content).digest()


def bucket_of_digest(digest: bytes) -> int:
    """Where a listing is kept."""
    return int.from_bytes(digest[:2], "big") % BUCKETS
