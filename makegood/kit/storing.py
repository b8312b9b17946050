"""PURE: where files are kept beside a folder of this machine: a bucket of S3 or of whatever speaks its language."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import urlsplit

_BUCKET = re.compile(r"^s3://([a-z0-9][a-z0-9.-]{1,61}[a-z0-9])((?:/[A-Za-z0-9._-]+)*)/?$")
_FOLDERS_UP = (".", "..")


@dataclass(frozen=True, slots=True)
class BucketSettings:
    """A bucket. `endpoint` is empty for Amazon's own; without `key_id` the machine's role (environment, instance) is used."""

    name: str
    prefix: str = ""
    endpoint: str = ""
    region: str = "us-east-1"
    key_id: str = field(default="", repr=False)
    secret: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class Storing:
    """What the environment says of keeping files."""

    bucket: BucketSettings | None = None


IN_A_FOLDER = Storing()


def parse_storing(given: Mapping[str, str]) -> Storing:
    """What MAKEGOOD_FILES_BUCKET and MAKEGOOD_FILES_S3_* say. Raises ValueError with what to do."""
    return Storing(_bucket(given))


def _bucket(given: Mapping[str, str]) -> BucketSettings | None:
    """The bucket that is named, where one is."""
    told = given.get("MAKEGOOD_FILES_BUCKET")
    if told is None:
        return None
    found = _BUCKET.match(told)
    if found is None or any(part in _FOLDERS_UP for part in told.split("/")):
        raise ValueError(
            f"MAKEGOOD_FILES_BUCKET is {told!r}. Set it to a bucket with or without a folder in it, such as "
            "s3://shop-files/makegood."
        )
    key_id, secret = given.get("MAKEGOOD_FILES_S3_KEY_ID", ""), given.get("MAKEGOOD_FILES_S3_SECRET", "")
    if bool(key_id) != bool(secret):
        raise ValueError(
            "MAKEGOOD_FILES_S3_KEY_ID and MAKEGOOD_FILES_S3_SECRET go together. Set both, or neither to use the role of "
            "the machine."
        )
    return BucketSettings(
        name=found[1], prefix=found[2].strip("/"), endpoint=_endpoint(given.get("MAKEGOOD_FILES_S3_ENDPOINT", "")),
        region=given.get("MAKEGOOD_FILES_S3_REGION", "us-east-1"), key_id=key_id, secret=secret,
    )  # fmt: skip


def _endpoint(text: str) -> str:
    parts = urlsplit(text)
    if text and (
        parts.scheme not in ("http", "https") or not parts.hostname or parts.username or parts.query
    ):
        raise ValueError(
            f"MAKEGOOD_FILES_S3_ENDPOINT is not an address. Set it to one such as https://s3.{parts.hostname or 'example'}, "
            "without a key in it, or unset it for Amazon's own."
        )
    return text.rstrip("/")
