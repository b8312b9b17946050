"""Idempotency: the first answer to each key, kept as what it was about and given again.

An answer is kept as the case's version: the stream up to it makes the very same case again.
"""

from datetime import datetime
from typing import Any

import msgspec
from msgspec import Struct

from makegood.cases.evolve import fold
from makegood.cases.requests import Done, Request
from makegood.cases.store import Loaded, StoredAnswer, StoredCase, as_recorded, read_case
from makegood.db.writes import Connection, Writes
from makegood.kit.errors import KeyReused, Refused, refusals
from makegood.kit.ids import stable_bucket


class KeptAnswer(Struct, frozen=True, omit_defaults=True):
    """What the first answer said: the case at a version, or a refusal with its fields in their order (jsonb keeps none)."""

    at: datetime
    case_id: int = 0
    version: int = 0
    refused: str = ""
    fields: tuple[tuple[str, Any], ...] = ()


def key_bucket(principal: str, key: str) -> int:
    """The bucket of an idempotency key: its own, so that a key is known whatever it is used on."""
    return stable_bucket(f"{principal} {key}")


def kept_answer(request: Request, loaded: Loaded) -> KeptAnswer | None:
    """The first answer to the request's key, if there was one. Raises KeyReused when it was to another request."""
    kept = loaded.answers.get((request.principal.label, request.key)) if request.key else None
    if kept is None:
        return None
    if kept.input_hash != request.input_hash():
        raise KeyReused()
    return msgspec.json.decode(kept.answer, type=KeptAnswer)


def keep_answer(writes: Writes, loaded: Loaded, request: Request, answer: KeptAnswer) -> None:
    """Keep the first answer to the request's key, for the database and for the rest of the batch."""
    if request.key is None:
        return
    principal, status = request.principal.label, 409 if answer.refused else 200
    row = {
        "bucket": key_bucket(principal, request.key), "principal": principal, "key": request.key,
        "input_hash": request.input_hash(), "status": status, "answer": answer, "at": answer.at,
    }  # fmt: skip
    writes.add("keep_answers", row)
    encoded = msgspec.Raw(msgspec.json.encode(answer))
    loaded.answers[principal, request.key] = StoredAnswer(
        principal, request.key, request.input_hash(), status, encoded
    )


async def first_answer(connection: Connection, kept: KeptAnswer) -> Done | Exception:
    """The first answer again: the refusal, or the case as it was at the version that it answered with."""
    if kept.refused:
        classes = {cls.code(): cls for cls in refusals()}
        return classes.get(kept.refused, Refused)(**dict(kept.fields))
    case, order = await read_case(connection, kept.case_id)
    events = case.events[: kept.version]
    return Done(StoredCase(fold(as_recorded(events)), events), order, kept.at)
