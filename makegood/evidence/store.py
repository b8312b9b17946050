"""Rows of files: what is kept, who may see it, and the order it belongs to."""

from collections.abc import Sequence
from typing import Any

import msgspec
from msgspec import Struct

from makegood.db.writes import Connection
from makegood.evidence.model import MOST_FILES, Region, StoredFile
from makegood.evidence.refusals import TooManyFiles
from makegood.kit.errors import NotFound
from makegood.kit.ids import bucket_of

_FIELDS = ", ".join(StoredFile.__struct_fields__)


class OrderParties(Struct, frozen=True):
    """An order and the two whose it is."""

    order_id: int
    buyer_id: int
    merchant_id: int


async def insert_file(connection: Connection, file: StoredFile, most: int = MOST_FILES) -> StoredFile:
    """Keep a row, or find the one that this uploader has of this content and order. Raises TooManyFiles."""
    row = msgspec.to_builtins(file) | {"bucket": bucket_of(file.order_id)}
    kept = await connection.fetchrow(
        f"SELECT {_FIELDS} FROM keep_file($1, $2)", msgspec.json.encode(row).decode(), most
    )
    if kept is None:
        raise TooManyFiles(limit=most)
    return _file(kept)


async def files_named(connection: Connection, ids: Sequence[str | int]) -> list[StoredFile]:
    """The files of some ids, in the order of the ids, each once. What is no id, or names nothing, is left out.

    Whether a file belongs to the right order and uploader is the caller's to ask.
    """
    numbers = list(dict.fromkeys(number for one in ids if (number := as_number(one)) is not None))
    rows = await connection.fetch(
        f"SELECT {_FIELDS} FROM files JOIN unnest($1::smallint[], $2::bigint[]) AS w(of_bucket, named)"
        " ON (bucket, id) = (of_bucket, named) WHERE leaving_at IS NULL",
        [bucket_of(number) for number in numbers], numbers,
    )  # fmt: skip
    found = {row["id"]: _file(row) for row in rows}
    return [found[number] for number in numbers if number in found]


async def read_file(connection: Connection, file_id: int) -> tuple[StoredFile, OrderParties]:
    """A file and whose order it belongs to. Raises NotFound."""
    row = await connection.fetchrow(
        f"SELECT {', '.join(f'f.{name}' for name in StoredFile.__struct_fields__)}, o.buyer_id, o.merchant_id"
        " FROM files f JOIN orders o ON (o.bucket, o.id) = (f.bucket, f.order_id) WHERE f.bucket = $1 AND f.id = $2",
        bucket_of(file_id), file_id,
    )  # fmt: skip
    if row is None:
        raise NotFound(what="file")
    return _file(row), OrderParties(row["order_id"], row["buyer_id"], row["merchant_id"])


async def parties_of_order(connection: Connection, order_id: int) -> OrderParties:
    """Whose an order is. Raises NotFound."""
    row = await connection.fetchrow(
        "SELECT id, buyer_id, merchant_id FROM orders WHERE bucket = $1 AND id = $2",
        bucket_of(order_id), order_id,
    )  # fmt: skip
    if row is None:
        raise NotFound(what="order")
    return OrderParties(*row)


async def parties_of_case(connection: Connection, case_id: int) -> OrderParties:
    """The order of a case, and whose it is. Raises NotFound."""
    row = await connection.fetchrow(
        "SELECT o.id, o.buyer_id, o.merchant_id FROM cases c JOIN orders o ON (o.bucket, o.id) = (c.bucket, c.order_id)"
        " WHERE c.bucket = $1 AND c.id = $2",
        bucket_of(case_id), case_id,
    )  # fmt: skip
    if row is None:
        raise NotFound(what="case")
    return OrderParties(*row)


def as_number(told: str | int) -> int | None:
    """An id as a number; None for what cannot be one."""
    if isinstance(told, str):
        if not (told.isascii() and told.isdigit() and len(told) <= 19):
            return None
        told = int(told)
    return told if 0 <= told < 2**63 else None


def _file(row: Any) -> StoredFile:
    named = {name: row[name] for name in StoredFile.__struct_fields__}
    return StoredFile(**named | {"hidden": msgspec.json.decode(row["hidden"], type=tuple[Region, ...])})
