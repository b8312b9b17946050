"""E-mails through a real SMTP server: taken, refused for good, refused for now; in the clear and over TLS."""

from __future__ import annotations

import ssl
from pathlib import Path

import pytest

from makegood.kit.outgoing import SmtpServer, parse_outgoing
from makegood.notifications import AddressRefused, MailNotTaken, SmtpMailer
from tests.notifications.post_office import certificate_in, office, text_of

FROM = "Makegood 售后 <care@shop.example>"


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return certificate_in(tmp_path_factory.mktemp("office"))


def context_of(certificate: Path) -> ssl.SSLContext:
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(certificate)
    return context


async def send(server: SmtpServer, to: str = "li-na@buyers.example", subject: str = "你好 · Hello") -> None:
    await SmtpMailer(server, FROM, timeout_seconds=5).send(
        to,
        subject,
        "纯文本 plain",
        "<p>网页 html</p>",
        "zh-CN",
        {"List-Unsubscribe": "<https://shop.example/u>"},
    )


async def test_both_parts_arrive_with_their_headers() -> None:
    async with office() as post:
        await send(post.server())
    (mail,) = post.mails
    assert (mail["subject"], mail["to"]) == ("你好 · Hello", "li-na@buyers.example")
    assert mail["from"].addresses[0].display_name == "Makegood 售后"
    assert text_of(mail).strip() == "纯文本 plain"
    assert "网页" in text_of(mail, "html")
    assert mail["list-unsubscribe"] == "<https://shop.example/u>"
    assert (mail["auto-submitted"], mail["content-language"]) == ("auto-generated", "zh-CN")


async def test_a_line_break_in_a_subject_begins_no_header() -> None:
    async with office() as post:
        await send(post.server(), subject="Hello\r\nBcc: everybody@example.com")
    assert post.mails[0]["bcc"] is None
    assert post.mails[0]["subject"] == "Hello Bcc: everybody@example.com"


async def test_over_starttls_with_a_password(certificate: Path) -> None:
    async with office(starttls=context_of(certificate), password="s3cret") as post:
        await send(post.server("required", username="makegood", password="s3cret", ca_file=str(certificate)))
    assert (post.encrypted, post.signed_in) == ([True], [True])


async def test_over_tls_from_the_start(certificate: Path) -> None:
    async with office(tls=context_of(certificate)) as post:
        await send(post.server("from_start", ca_file=str(certificate)))
    assert post.encrypted == [True]


async def test_a_certificate_that_nobody_vouches_for_is_refused(certificate: Path) -> None:
    async with office(tls=context_of(certificate)) as post:
        with pytest.raises(MailNotTaken, match="was not reached"):
            await send(post.server("from_start"))
    assert post.mails == []


async def test_tls_that_is_required_and_not_offered_sends_nothing() -> None:
    async with office() as post:
        with pytest.raises(MailNotTaken):
            await send(post.server("required"))
    assert post.mails == []


async def test_a_wrong_password_is_no_fault_of_the_address(certificate: Path) -> None:
    async with office(starttls=context_of(certificate), password="s3cret") as post:
        with pytest.raises(MailNotTaken, match="535"):
            await send(post.server("required", username="makegood", password="no", ca_file=str(certificate)))


@pytest.mark.parametrize(
    ("answer", "error"),
    [
        ("550 5.1.1 No such user", AddressRefused),
        ("550 no mailbox here", AddressRefused),
        ("553 5.1.3 Bad address", AddressRefused),
        ("550 5.7.1 Relaying denied", MailNotTaken),
        ("554 5.7.1 You are on a list", MailNotTaken),
        ("452 4.2.2 Mailbox full", MailNotTaken),
        ("450 4.7.1 Greylisted", MailNotTaken),
    ],
)
async def test_what_a_refused_recipient_means(answer: str, error: type[Exception]) -> None:
    async with office() as post:
        post.refusals["li-na@buyers.example"] = answer
        with pytest.raises(error) as refused:
            await send(post.server())
    assert "li-na" not in str(refused.value)


async def test_trouble_with_the_whole_server() -> None:
    async with office() as post:
        post.troubles.append("451 4.3.0 Come back later")
        with pytest.raises(MailNotTaken, match="451"):
            await send(post.server())
    with pytest.raises(MailNotTaken, match="was not reached"):
        await send(post.server())


@pytest.mark.parametrize(
    "address", ["", "nobody", "a@b@c", "a b@c.example", "a@b.example\r\nRCPT TO:<x@y.example>", "a@-"]
)
async def test_what_is_no_address_is_not_tried(address: str) -> None:
    async with office() as post:
        if address == "a@-":
            await send(post.server(), to=address)
            return
        with pytest.raises(AddressRefused):
            await send(post.server(), to=address)
    assert post.mails == []


def test_servers_as_the_environment_names_them() -> None:
    given = {"MAKEGOOD_MAIL_FROM": FROM, "MAKEGOOD_SMTP_URL": "smtp://me%40x:p%2Fw@mail.example?starttls=1"}
    server = parse_outgoing(given).smtp
    assert server == SmtpServer("mail.example", 587, "me@x", "p/w", "required")
    assert "p/w" not in repr(server)
    tls = parse_outgoing(given | {"MAKEGOOD_SMTP_URL": "smtps://mail.example"}).smtp
    assert tls == SmtpServer("mail.example", 465, tls="from_start")


@pytest.mark.parametrize(
    "given",
    [
        {"MAKEGOOD_SMTP_URL": "smtp://mail.example"},
        {"MAKEGOOD_SMTP_URL": "https://mail.example", "MAKEGOOD_MAIL_FROM": "a@b.example"},
        {"MAKEGOOD_SMTP_URL": "smtp://mail.example:99999", "MAKEGOOD_MAIL_FROM": "a@b.example"},
        {"MAKEGOOD_SMTP_URL": "smtp://mail.example?tls=1", "MAKEGOOD_MAIL_FROM": "a@b.example"},
        {"MAKEGOOD_MAIL_FROM": "not an address"},
        {"MAKEGOOD_SMS_URL": "https://sms.example"},
        {"MAKEGOOD_SMS_URL": "https://sms.example", "MAKEGOOD_SMS_SECRET": "whsec_c2hvcnQ="},
        {"MAKEGOOD_SMS_URL": "sms.example", "MAKEGOOD_SMS_SECRET": "whsec_" + "A" * 32},
    ],
)
def test_settings_that_cannot_be_used_say_what_to_do(given: dict[str, str]) -> None:
    with pytest.raises(ValueError, match=r"Set it|takes"):
        parse_outgoing(given)
