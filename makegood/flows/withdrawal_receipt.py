"""A story: a consumer has withdrawn from a contract, and the receipt with its date and time goes out by e-mail."""

from collections.abc import Awaitable, Callable, Mapping
from datetime import datetime
from typing import Any

from markupsafe import escape
from msgspec import Struct

from makegood.cases import CaseState, read_case
from makegood.db.job_outcome import Backoff
from makegood.db.job_rows import Job
from makegood.db.jobs import JobFailed
from makegood.db.pool import Pool
from makegood.db.writes import Connection
from makegood.flows.notify import mailer_of
from makegood.kit.i18n import text
from makegood.kit.ids import bucket_of
from makegood.kit.moments import moment_text
from makegood.kit.settings import Settings
from makegood.notifications import BACKOFF, AddressRefused, Letter, Mailer, MailNotTaken

RECEIPT = "send_withdrawal_receipt"
_KEEP = """
WITH kept AS (
    INSERT INTO withdrawal_receipts (bucket, case_id, email, language, at) VALUES ($1, $2, $3, $4, $5)
    ON CONFLICT DO NOTHING RETURNING bucket, case_id
)
INSERT INTO jobs (bucket, id, kind, payload, run_at)
SELECT bucket, case_id, $6, jsonb_build_object('case_id', case_id::text), $5 FROM kept WHERE $7
"""
_READ = "SELECT email, language FROM withdrawal_receipts WHERE (bucket, case_id) = ($1, $2)"


class Receiver(Struct, frozen=True):
    """Where the receipt of a withdrawal goes, and in which language."""

    email: str
    language: str


async def keep_receipt(
    pool: Pool, state: CaseState, to: Receiver, now: datetime, *, is_mailed: bool = True
) -> None:
    """Keep where the receipt of a withdrawal goes, and put it on its way. Both are done once: the first telling counts."""
    await pool.execute(_KEEP, state.bucket, state.id, to.email, to.language, now, RECEIPT, is_mailed)


async def receiver_of(connection: Connection, case_id: int) -> Receiver | None:
    """Where the receipt of a withdrawal goes; for its buyer alone."""
    row = await connection.fetchrow(_READ, bucket_of(case_id), case_id)
    return None if row is None else Receiver(row["email"], row["language"])


def receiver_text(to: Receiver) -> str:
    """The part of a statement that only its consumer reads again: where its receipt goes."""
    return text(to.language, "Receipt to: {email}.", email=to.email)


def receipt_work(
    pool: Pool, settings: Settings
) -> tuple[Mapping[str, Callable[[Job], Awaitable[None]]], Mapping[str, Backoff]]:
    """The handler for a worker, and how it tries again."""
    mailer = mailer_of(settings)

    async def send(job: Job) -> None:
        if mailer is not None:
            await send_receipt(pool, mailer, settings.url, job.payload)

    return {RECEIPT: send}, {RECEIPT: BACKOFF}


async def send_receipt(pool: Pool, mailer: Mailer, home: str, payload: Mapping[str, Any]) -> None:
    """Send one receipt. Raises JobFailed to be tried again."""
    async with pool.acquire() as connection:
        case, _ = await read_case(connection, int(payload["case_id"]))
        to = await receiver_of(connection, case.state.id)
    if to is None:
        return
    letter = receipt_letter(case.state, to, home)
    headers = {"Message-ID": f"<withdrawal-{case.state.id}@{home.partition('://')[2].partition(':')[0]}>"}
    try:
        await mailer.send(to.email, letter.subject, letter.text, letter.html, to.language, headers)
    except AddressRefused:
        return
    except MailNotTaken as problem:
        raise JobFailed(str(problem)) from None


def receipt_letter(state: CaseState, to: Receiver, home: str) -> Letter:
    """The receipt: that the withdrawal arrived, its content, its date and time, and where it stands."""
    language = to.language
    subject = text(language, "Receipt of your withdrawal")
    lines = [
        text(language, "Your withdrawal has arrived."),
        f"{text(language, 'Date and time')}: {moment_text(state.opened_at, language)}",
        state.note,
        receiver_text(to),
        f"{text(language, 'How it goes on')}: {home}/cases/{state.id}",
    ]
    html = "".join(f"<p>{escape(line)}</p>" for line in lines)
    head = f'<!doctype html><html lang="{language}"><meta charset="utf-8"><title>{escape(subject)}</title>'
    page = f"{head}<body>{html}</body></html>"
    return Letter(subject, "\n\n".join(lines) + "\n", page)
