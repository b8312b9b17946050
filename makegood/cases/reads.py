"""Rows of read marks: how far each reader has read a case, and with them their party."""

from collections.abc import Iterable
from datetime import datetime

import msgspec
from msgspec import Struct

from makegood.accounts import Principal, PrincipalRole
from makegood.cases.handlers import roles_in_case
from makegood.cases.model import CaseState, Role
from makegood.db.writes import Connection
from makegood.kit.ids import bucket_of

_MARK_ALL = "SELECT mark_case_read(m) FROM jsonb_array_elements($1) m"


class ReadMark(Struct, frozen=True):
    """A party has read a case up to event `seq`; the last of its readers did so at `at`."""

    role: Role
    seq: int
    at: datetime


class Reads(Struct, frozen=True):
    """The marks of the parties, and how far the reader themselves has read."""

    marks: tuple[ReadMark, ...] = ()
    own: int = 0


async def mark_read(
    connection: Connection, state: CaseState, reader: Principal, seq: int, now: datetime
) -> None:
    """The reader has seen everything up to an event. A mark never goes back, and never past what has happened."""
    mark = {
        "bucket": state.bucket, "case_id": state.id, "reader": reader.label, "role": roles_in_case(reader)[0],
        "seq": min(seq, state.version), "at": now,
    }  # fmt: skip
    await connection.execute("SELECT mark_case_read($1)", msgspec.json.encode(mark).decode())


async def note_outcomes(
    connection: Connection, states: Iterable[CaseState], reader: Principal, now: datetime
) -> None:
    """Somebody of the desk has been shown how cases were ruled on: whoever has is no second reader in the dark any more."""
    if reader.role not in (PrincipalRole.DESK, PrincipalRole.SENIOR):
        return
    marks = [
        {
            "bucket": state.bucket, "case_id": state.id, "reader": reader.label, "role": roles_in_case(reader)[0],
            "seq": state.version, "at": now,
        }
        for state in sorted(states, key=lambda each: each.id) if state.ruling or state.draft
    ]  # fmt: skip
    if marks:
        await connection.fetch(_MARK_ALL, msgspec.json.encode(marks).decode())


async def reads_of(connection: Connection, case_id: int, reader: Principal) -> Reads:
    """How far everybody has read a case."""
    rows = await connection.fetch(
        "SELECT reader, role, seq, at FROM case_reads WHERE bucket = $1 AND case_id = $2 ORDER BY role, seq, at",
        bucket_of(case_id), case_id,
    )  # fmt: skip
    best = {row["role"]: ReadMark(Role(row["role"]), row["seq"], row["at"]) for row in rows}
    own = next((row["seq"] for row in rows if row["reader"] == reader.label), 0)
    return Reads(tuple(best.values()), own)
