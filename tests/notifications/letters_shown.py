"""Every e-mail in both languages, as tests/notifications/letters has them: `python -m tests.notifications.letters_shown`."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

from makegood.kit.i18n import LANGUAGES, text
from makegood.notifications.letters import Letter, Ways, code_letter, digest, notice
from makegood.notifications.model import FactTold, Notification, RuleCited, Told

FOLDER = Path(__file__).parent / "letters"
NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
WAYS = Ways("https://care.example", "https://care.example/unsubscribe?t=SIGNED")


def told(event: str, recipient: str, case_id: int = 912431267, **fields: object) -> Notification:
    """A notification of the named world."""
    known = {
        "event": event, "actor": "merchant", "order_number": "T-1", "currency": "CNY", "buyer_id": 1,
        "merchant_id": 2, "title": "Green tea, 100 g",
    }  # fmt: skip
    return Notification(1, recipient, "move", case_id, 3, NOON, Told(**known | fields))  # type: ignore[arg-type]


REFUSED = told(
    "case.refused",
    "buyer:1",
    yours=True,
    due_at=NOON + timedelta(days=7),
    silence="The case is closed without a refund.",
)
PAID = told("refund.paid", "buyer:1", actor="processor", amount_minor=10002)
WRITTEN = told(
    "case.message_posted",
    "buyer:1",
    excerpt="您好，<b>哪一罐</b>受潮了？Which tin is damp?",
    files=2,
    yours=False,
)
ASKED = told(
    "case.opened",
    "merchant:2",
    actor="buyer",
    amount_minor=10002,
    yours=True,
    due_at=NOON + timedelta(hours=48),
)
REMINDED = told(
    "case.reminder", "merchant:2", 912431268, actor="system", yours=True, due_at=NOON + timedelta(hours=3)
)
RULED = told(
    "case.ruled",
    "buyer:1",
    actor="desk",
    amount_minor=0,
    excerpt="The tins were dry when they were packed, as the film of the shop shows.",
    grounds=("《消费者权益保护法》第二十三条", "ground/who_claims_proves"),
    cited=(
        RuleCited(
            "ground/who_claims_proves",
            "Who claims something proves it.",
            "谁主张谁举证。",
            "Civil Procedure Law art. 67",
            "《民事诉讼法》第六十七条",
        ),
    ),
    facts=(
        FactTold(
            "the parcel was signed for: 2026-03-01 10:00",
            "the carrier says so",
            "签收时间：2026-03-01 18:00",
            "承运方陈述",
        ),
        FactTold(
            "it is faulty: no",
            "by the burden of proof, shown by the buyer",
            "不存在质量问题",
            "按举证责任认定、买家已举证",
        ),
    ),
    decided_by="372-0418",
    appeal_until=NOON + timedelta(days=7),
)


OFF = Notification(
    1, "operator", "book", 5, 1, NOON,
    Told("book.off", "system", currency="CNY", amount_minor=7, what="The book", path="/console/money"),
)  # fmt: skip
WAITING = Notification(
    2, "operator", "review", 6, 1, NOON,
    Told("policy.in_review", "operator", title="eu-shoes 1.2", path="/policy/eu-shoes/1.2"),
)  # fmt: skip


def letters() -> Iterator[tuple[str, Letter]]:
    """Each e-mail with its name."""
    for language in LANGUAGES:
        yield f"refused.{language}", notice(REFUSED, language, WAYS)
        yield f"paid.{language}", notice(PAID, language, WAYS)
        yield f"message.{language}", notice(WRITTEN, language, WAYS)
        yield f"ruled.{language}", notice(RULED, language, WAYS)
        yield f"reminder.{language}", notice(REMINDED, language, WAYS)
        yield f"digest.{language}", digest([ASKED, REMINDED], language, WAYS)
        yield f"off.{language}", notice(OFF, language, WAYS)
        yield f"matters.{language}", digest([OFF, WAITING], language, WAYS)
        heading = text(language, "Your code for order {number}", number="T-1")
        yield f"code.{language}", code_letter(heading, language, 10, code="483 920")
        link = "https://care.example/password?t=ONCE"
        yield (
            f"link.{language}",
            code_letter(text(language, "Choose a new password"), language, 60, link=link),
        )


def files() -> dict[str, str]:
    """The files that hold them: the plain text with its subject, and the page."""
    found: dict[str, str] = {}
    for name, letter in letters():
        found[f"{name}.txt"] = f"Subject: {letter.subject}\n\n{letter.text}"
        found[f"{name}.page"] = letter.html
    return found


if __name__ == "__main__":
    FOLDER.mkdir(exist_ok=True)
    for name, content in files().items():
        (FOLDER / name).write_text(content, encoding="utf-8")
