"""A story: something happened to a case, and the parties that it concerns are told: in the product with the decision
itself, and from there by e-mail and text message.
"""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass

from makegood.cases import Happening
from makegood.db.job_outcome import Backoff
from makegood.db.job_rows import Job
from makegood.db.pool import Pool
from makegood.kit.clock import Clock
from makegood.kit.ids import IdMaker
from makegood.kit.settings import Settings
from makegood.notifications import (
    BACKOFF,
    DIGEST,
    SEND,
    LayOut,
    LeaveLinks,
    Mailer,
    Notifier,
    SmtpMailer,
    arisen_from,
    in_words,
    sms_hook,
)


def notify(happening: Happening) -> None:
    """One row for each party that a decision concerns, in the decision's own transaction."""
    state = happening.decision.after
    for arisen in arisen_from(happening.decision, happening.order, happening.now):
        happening.writes.add(
            "add_notifications",
            {
                "bucket": state.bucket, "id": happening.new_id(), "recipient": arisen.recipient, "kind": arisen.kind,
                "case_id": state.id, "seq": state.version, "at": happening.now,
                "fields": in_words(arisen.told, happening.book, arisen.rests_on),
            },
        )  # fmt: skip


@dataclass(frozen=True, slots=True)
class NotificationWork:
    """The parts of notifications that a worker runs: laying out, the digests, and the handlers that send."""

    lay_out: LayOut
    notifier: Notifier
    handlers: Mapping[str, Callable[[Job], Awaitable[None]]]
    backoff: Mapping[str, Backoff]


def notification_work(pool: Pool, clock: Clock, settings: Settings, ids: IdMaker) -> NotificationWork:
    """Notifications for a worker, by the channels that the settings name."""
    outgoing = settings.outgoing
    hook = sms_hook(outgoing.sms_url, outgoing.sms_secret or "") if outgoing.sms_url else None
    links = LeaveLinks(settings.secret or "", settings.url)
    notifier = Notifier(pool, clock, ids, settings.url, links, mailer_of(settings), hook)
    return NotificationWork(
        LayOut(pool, ids, clock, notifier.channels),
        notifier,
        {SEND: notifier.send, DIGEST: notifier.send_digest},
        {SEND: BACKOFF, DIGEST: BACKOFF},
    )


def mailer_of(settings: Settings) -> Mailer | None:
    """The mail server that the settings name, if they do."""
    smtp = settings.outgoing.smtp
    return SmtpMailer(smtp, settings.outgoing.mail_from) if smtp else None
