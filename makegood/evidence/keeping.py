"""Keeping a file: its content first, then the row that names it, so that no row is ever without its content."""

from makegood.db.writes import Connection
from makegood.evidence.file_store import Content, FileStore
from makegood.evidence.model import StoredFile, Upload
from makegood.evidence.names import safe_name
from makegood.evidence.store import insert_file


async def keep_file(connection: Connection, files: FileStore, upload: Upload) -> StoredFile:
    """Keep a file; the one that is there when this uploader has sent the same content for this order already.

    Pass a pool rather than a connection of it: no connection is then held while pictures are drawn. Whether somebody may
    send files for this order is the caller's to ask (`file.upload`). Raises the refusals of `FileStore.keep`, TooManyFiles.
    """
    kept = await files.keep(upload.content)
    row = await insert_file(connection, file_of(upload, kept))
    await files.keep_if_gone(upload.content, kept)
    return row


def file_of(upload: Upload, content: Content) -> StoredFile:
    """The row of an upload whose content is kept."""
    return StoredFile(
        id=upload.id, order_id=upload.order_id, uploaded_by=upload.uploaded_by, sha256=content.sha256,
        name=safe_name(upload.name, content.kind), media_type=content.kind.media_type, size_bytes=content.size_bytes,
        width=content.width, height=content.height, uploaded_at=upload.at, attached_at=None,
        given_from=upload.given_from,
    )  # fmt: skip
