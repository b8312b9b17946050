"""PURE: an archive (ZIP) that is written as it is sent: no more of it is held than a piece of one member."""

import zipfile
from collections.abc import AsyncIterator, Sequence
from datetime import UTC, datetime

from msgspec import Struct

_READABLE_BY_ALL = 0o644 << 16


class Member(Struct, frozen=True):
    """A file in the archive. `content` is read once; `is_text`: worth being packed."""

    name: str
    content: AsyncIterator[bytes]
    is_text: bool = False


class _Sink:
    """What was written and not yet sent. It cannot be rewound, and the archive is written for that."""

    def __init__(self) -> None:
        self.waiting = bytearray()

    def write(self, data: bytes) -> int:
        self.waiting += data
        return len(data)

    def flush(self) -> None:
        """Nothing is held back."""

    def taken(self) -> bytes:
        """What was written since the last time."""
        data = bytes(self.waiting)
        self.waiting.clear()
        return data


async def archived(members: Sequence[Member], at: datetime) -> AsyncIterator[bytes]:
    """The archive in pieces. `at`: the time that its members carry."""
    sink = _Sink()
    with zipfile.ZipFile(sink, "w") as archive:  # type: ignore[call-overload]
        for member in members:
            async for piece in _written(archive, sink, member, at):
                yield piece
    yield sink.taken()


async def _written(
    archive: zipfile.ZipFile, sink: _Sink, member: Member, at: datetime
) -> AsyncIterator[bytes]:
    told = zipfile.ZipInfo(member.name, at.astimezone(UTC).timetuple()[:6])
    told.compress_type = zipfile.ZIP_DEFLATED if member.is_text else zipfile.ZIP_STORED
    told.external_attr = _READABLE_BY_ALL
    with archive.open(told, "w") as inside:
        async for chunk in member.content:
            inside.write(chunk)
            if sink.waiting:
                yield sink.taken()
