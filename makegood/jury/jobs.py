"""PURE: the jobs of panels: seating one, and telling its case that it is done."""

from datetime import datetime
from typing import Any

SEAT = "seat_jury"
TELL = "tell_verdict"


def seat_job(bucket: int, job_id: int, case_id: int, now: datetime, again: bool) -> dict[str, Any]:
    """A row for `defer_jobs`. With `again` the job comes back until the panel is done; without it looks once more now."""
    return {
        "bucket": bucket,
        "id": job_id,
        "kind": SEAT,
        "payload": {"case_id": str(case_id), "again": again},
        "run_at": now,
    }


def tell_job(bucket: int, job_id: int, case_id: int, now: datetime) -> dict[str, Any]:
    """A row for `defer_jobs`."""
    return {
        "bucket": bucket,
        "id": job_id,
        "kind": TELL,
        "payload": {"case_id": str(case_id)},
        "run_at": now,
    }
