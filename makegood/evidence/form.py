"""Reading what is sent: a form with files, or the bytes of one file; limits hold while it arrives, not afterwards."""

from collections.abc import AsyncIterable

from msgspec import Struct
from multipart import (  # type: ignore[import-untyped]
    MultipartError,
    MultipartSegment,
    PushMultipartParser,
    parse_options_header,
)

from makegood.evidence.large_film import Received
from makegood.evidence.model import MOST_HELD_BYTES
from makegood.evidence.receiving import Receiving
from makegood.evidence.refusals import FileTooLarge, FormUnreadable

LARGEST_FIELD_BYTES = 100_000
MOST_PARTS = 200


class SentFile(Struct, frozen=True):
    """A file of a form: the field it stands in, what the sender calls it, its content."""

    field: str
    name: str
    content: Received


class SentForm(Struct, frozen=True):
    """The fields of a form in their order, a name as often as it was sent, and its files. A file field left empty is none."""

    fields: tuple[tuple[str, str], ...]
    files: tuple[SentFile, ...]


def is_form(content_type: str) -> bool:
    """Whether a Content-Type is that of a form with files."""
    return content_type.partition(";")[0].strip().lower() == "multipart/form-data"


async def read_form(chunks: AsyncIterable[bytes], content_type: str) -> SentForm:
    """Read a form with files out of a request's body. Raises FormUnreadable, FileTooLarge.

    The size of the whole is the server's to limit (`LARGEST_FORM_BYTES`).
    """
    boundary = parse_options_header(content_type)[1].get("boundary", "")
    if not is_form(content_type) or not 1 <= len(boundary) <= 200:
        raise FormUnreadable()
    reading = _Reading()
    try:
        with PushMultipartParser(boundary, max_segment_count=MOST_PARTS) as parser:
            async for chunk in chunks:
                for event in parser.parse(chunk) if chunk and not parser.closed else ():
                    await reading.take(event)
    except (MultipartError, UnicodeDecodeError, LookupError, ValueError):
        raise FormUnreadable() from None
    finally:
        reading.close()
    return SentForm(tuple(reading.fields), tuple(reading.files))


async def read_content(chunks: AsyncIterable[bytes]) -> Received:
    """Read the body of a request that is one file. Raises FileTooLarge."""
    receiving = Receiving()
    try:
        async for chunk in chunks:
            receiving.add(chunk)
            await receiving.settle()
        return await receiving.received()
    finally:
        receiving.close()


class _Reading:
    """A form as it arrives: the part that is being read, and those that are whole."""

    def __init__(self) -> None:
        self.fields: list[tuple[str, str]] = []
        self.files: list[SentFile] = []
        self._part: MultipartSegment | None = None
        self._field = bytearray()
        self._file = Receiving()
        self._held_bytes = 0

    async def take(self, event: MultipartSegment | bytearray | None) -> None:
        """The beginning of a part, some of it, or (None) its end. Raises FormUnreadable, FileTooLarge."""
        if isinstance(event, MultipartSegment):
            self._part, self._field, self._file = event, bytearray(), Receiving()
        elif event is not None and self._part is not None:
            await self._add(event, self._part)
        elif self._part is not None:
            await self._finish(self._part)

    def close(self) -> None:
        """Let go of a part that never ended."""
        self._file.close()

    async def _add(self, more: bytearray, part: MultipartSegment) -> None:
        if part.filename is None:
            if len(self._field) + len(more) > LARGEST_FIELD_BYTES:
                raise FormUnreadable()
            self._field += more
            return
        self._file.add(bytes(more))
        await self._file.settle()
        if self._held_bytes + self._file.held_bytes > MOST_HELD_BYTES:
            raise FileTooLarge(limit_mb=MOST_HELD_BYTES // 1_000_000)

    async def _finish(self, part: MultipartSegment) -> None:
        if part.filename is None:
            # Browsers write UTF-8. A charset that the part names could be one that takes minutes to decode, or no charset.
            self.fields.append((part.name, self._field.decode("utf-8")))
            return
        content = await self._file.received()
        self._held_bytes += len(content) if isinstance(content, bytes) else 0
        if part.filename or content:
            self.files.append(SentFile(part.name, part.filename, content))
