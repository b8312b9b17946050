"""Rows that follow from what was said: files that are now everybody's, messages for the desk to look at, response times."""

from collections.abc import Sequence

from makegood.cases.decide import Decision
from makegood.cases.events import MessagePosted, QuestionAsked, Recorded
from makegood.cases.model import CaseState, FileRef
from makegood.cases.responses import responses_of
from makegood.db.writes import Writes
from makegood.evidence import record_case_files


def add_talk(writes: Writes, decision: Decision) -> None:
    """Add what a decision's messages, files and answers leave beside the stream, in the same transaction."""
    state = decision.after
    first = state.version - len(decision.recorded) + 1
    for seq, recorded in enumerate(decision.recorded, first):
        files = _files(recorded)
        if files:
            record_case_files(writes, state.id, seq, [file.id for file in files], recorded.at)
        if isinstance(recorded.event, MessagePosted | QuestionAsked) and recorded.event.flags:
            _add_flags(writes, state, seq, recorded, recorded.event.flags)
    for response in responses_of(decision):
        writes.add(
            "record_case_responses",
            {
                "bucket": state.bucket, "case_id": state.id, "seq": response.seq, "merchant_id": state.merchant_id,
                "party": response.party, "kind": response.kind, "asked_at": response.asked_at,
                "answered_at": response.answered_at, "ended_at": response.ended_at,
            },
        )  # fmt: skip


def _files(recorded: Recorded) -> Sequence[FileRef]:
    files: Sequence[FileRef] = getattr(recorded.event, "files", ())
    return files


def _add_flags(
    writes: Writes, state: CaseState, seq: int, recorded: Recorded, kinds: tuple[str, ...]
) -> None:
    writes.add(
        "flag_messages",
        {
            "bucket": state.bucket, "case_id": state.id, "seq": seq, "kinds": kinds, "by": recorded.actor,
            "who": recorded.who, "merchant_id": state.merchant_id, "at": recorded.at,
        },
    )  # fmt: skip
