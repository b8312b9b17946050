"""A shelf that is a bucket of S3, or of anything that speaks its language, through obstore (docs/decisions/0025)."""

import secrets
from collections.abc import AsyncIterator, Awaitable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import TYPE_CHECKING, Any, TypeVar

from makegood.evidence.shelf import CHUNK_BYTES, OnShelf, ShelfAway
from makegood.kit.storing import BucketSettings

if TYPE_CHECKING:
    from obstore.store import S3Store

Answer = TypeVar("Answer")
TIMEOUT = timedelta(seconds=60)
CONNECT_TIMEOUT = timedelta(seconds=5)
RETRIES = 3


class BucketShelf:
    """A folder of a bucket. Uploads in pieces that were never finished are the bucket's to forget (a lifecycle rule)."""

    def __init__(self, bucket: BucketSettings, retries: int = RETRIES) -> None:
        self._bucket = bucket
        self._store = _open(bucket, retries)

    @property
    def told(self) -> str:
        """`s3://bucket/prefix`."""
        return f"s3://{self._bucket.name}/{self._bucket.prefix}".rstrip("/")

    async def write(self, name: str, content: bytes) -> None:
        """Keep content. It is sent again where it is there: nothing else renews its time."""
        await _asked(self._store.put_async(name, content))

    async def write_from(self, name: str, chunks: AsyncIterator[bytes]) -> None:
        """Keep what arrives in pieces; the bucket shows it once all of it is there."""
        await _asked(self._store.put_async(name, chunks))

    async def size_bytes(self, name: str) -> int | None:
        """How large an object is."""
        try:
            return int((await _asked(self._store.head_async(name)))["size"])
        except NothingThere:
            return None

    async def read(self, name: str, first: int = 0, length: int | None = None) -> AsyncIterator[bytes]:
        """An object in pieces, none of which is fetched before it is wanted."""
        if length == 0:
            return
        options: Any = {"range": {"offset": first} if length is None else (first, first + length)}
        whole = first == 0 and length is None
        found = await _asked(self._store.get_async(name, options=None if whole else options))
        with _told_why():
            async for chunk in found.stream(min_chunk_size=CHUNK_BYTES):
                yield bytes(chunk)

    async def listed(self, folder: str) -> AsyncIterator[OnShelf]:
        """What is in a folder, a thousand at a time."""
        with _told_why():
            async for some in self._store.list(folder or None, chunk_size=1000):
                for each in some:
                    yield OnShelf(each["path"], each["size"], each["last_modified"].timestamp())

    async def rename(self, name: str, to: str) -> bool:
        """Copy it under another name within the bucket, then delete the old one."""
        try:
            await _asked(self._store.copy_async(name, to))
        except NothingThere:
            return False
        await self.delete(name)
        return True

    async def delete(self, name: str) -> None:
        """Delete an object."""
        try:
            await _asked(self._store.delete_async(name))
        except NothingThere:
            return

    async def forget_drafts(self, before: float) -> None:
        """Nothing to do: what was not finished is not shown."""

    async def check(self) -> None:
        """Write an object, read it, delete it."""
        name = f"check/{secrets.token_hex(8)}"
        await self.write(name, b"check")
        try:
            async for _ in self.read(name):
                pass
        finally:
            await self.delete(name)


class NothingThere(ShelfAway):
    """There is no object of that name, or no bucket."""


def _open(bucket: BucketSettings, retries: int) -> "S3Store":
    from obstore.store import S3Store  # sixteen megabytes that whoever has a folder need not load

    given: dict[str, Any] = {"region": bucket.region}
    if bucket.endpoint:
        given["endpoint"] = bucket.endpoint
    if bucket.key_id:
        given |= {"access_key_id": bucket.key_id, "secret_access_key": bucket.secret}
    return S3Store(
        bucket.name,
        prefix=bucket.prefix or None,
        client_options={
            "allow_http": bucket.endpoint.startswith("http://"),
            "timeout": TIMEOUT,
            "connect_timeout": CONNECT_TIMEOUT,
        },
        retry_config={"max_retries": retries, "retry_timeout": TIMEOUT},
        **given,
    )


async def _asked(answer: Awaitable[Answer]) -> Answer:
    with _told_why():
        return await answer


@contextmanager
def _told_why() -> Iterator[None]:
    """Errors of the store as ours. Only their kind is told: their texts quote requests."""
    from obstore.exceptions import BaseError

    try:
        yield
    except FileNotFoundError:
        raise NothingThere("there is no such object, or no such bucket") from None
    except (BaseError, OSError, PermissionError, TimeoutError) as error:
        raise ShelfAway(type(error).__name__) from None
