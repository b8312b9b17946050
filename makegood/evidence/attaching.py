"""Files that an event of a case or a claim refers to: the rows that make them everybody's to see."""

from collections.abc import Iterable
from datetime import datetime

from makegood.db.writes import Writes
from makegood.kit.ids import bucket_of


def record_case_files(
    writes: Writes, case_id: int, seq: int, file_ids: Iterable[int | str], at: datetime
) -> None:
    """Add to a transaction that event `seq` of a case refers to files, which must be of the case's order and of whose
    event it is. Once it is committed, everybody who may read the case sees them, for good.
    """
    bucket = bucket_of(case_id)
    writes.add(
        "record_case_files",
        *(
            {"bucket": bucket, "case_id": case_id, "file_id": int(file_id), "seq": seq, "at": at}
            for file_id in file_ids
        ),
    )


def record_claim_files(writes: Writes, claim_id: int, file_ids: Iterable[int | str], at: datetime) -> None:
    """The same for a claim under a promise, made with files of its order that are its maker's own."""
    bucket = bucket_of(claim_id)
    writes.add(
        "record_claim_files",
        *(
            {"bucket": bucket, "claim_id": claim_id, "file_id": int(file_id), "at": at}
            for file_id in file_ids
        ),
    )
