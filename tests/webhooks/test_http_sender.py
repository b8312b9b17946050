"""One request over real HTTP and TLS: pinned to the judged address, no redirects, bounded in size and time."""

from __future__ import annotations

import asyncio
import shutil
import socket
import ssl
import subprocess
from collections.abc import AsyncIterator, Sequence
from pathlib import Path

import httpx
import pytest

from makegood.webhooks import Answer, HttpSender, webhook_client
from tests.webhooks.receiver import OK, Receiver, answer, serving
from tests.webhooks.world import sender_for

PUBLIC = "93.184.216.34"


class Names:
    """A name server that gives its answers in order, the last one for ever."""

    def __init__(self, *answers: Sequence[str]) -> None:
        self.answers, self.asked = list(answers), 0

    async def __call__(self, host: str, port: int) -> Sequence[str]:
        self.asked += 1
        return self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]


class Empty(httpx.AsyncByteStream):
    """The body of an answer that has none."""

    async def __aiter__(self) -> AsyncIterator[bytes]:
        yield b""


async def test_it_arrives_with_its_headers_and_body(client: httpx.AsyncClient, receiver: Receiver) -> None:
    sent = await sender_for(client).send(receiver.url("/a?b=c"), {"webhook-id": "msg_1"}, '{"ä":1}')
    assert (sent.status_code, sent.error, sent.arrived) == (204, None, True)
    request = receiver.requests[0]
    assert (request.path, request.body.decode()) == ("/a?b=c", '{"ä":1}')
    assert request.headers["webhook-id"] == "msg_1"
    assert request.headers["host"] == f"127.0.0.1:{receiver.port}"


async def test_redirects_are_not_followed(client: httpx.AsyncClient, receiver: Receiver) -> None:
    receiver.answers.append(answer(302, f"location: {receiver.url('/elsewhere')}"))
    sent = await sender_for(client).send(receiver.url(), {}, "{}")
    assert sent.error == "answered 302; redirects are not followed"
    assert [request.path for request in receiver.requests] == ["/hooks"]


@pytest.mark.parametrize("status", [400, 401, 404, 410, 429, 500, 503])
async def test_any_other_status_is_no_arrival(
    client: httpx.AsyncClient, receiver: Receiver, status: int
) -> None:
    receiver.answers.append(answer(status, "retry-after: 120"))
    sent = await sender_for(client).send(receiver.url(), {}, "{}")
    assert (sent.status_code, sent.error) == (status, f"answered {status}")
    assert sent.retry_after is not None
    assert sent.retry_after.total_seconds() == 120


async def test_an_endless_answer_is_not_read_to_its_end(
    client: httpx.AsyncClient, receiver: Receiver
) -> None:
    receiver.keep_open = True
    head = b"HTTP/1.1 200 OK\r\ncontent-encoding: gzip\r\ncontent-length: 9999999999\r\n\r\n"
    receiver.answers.append(head + b"\0" * 5000)
    sent = await sender_for(client, timeout_seconds=3).send(receiver.url(), {}, "{}")
    assert (sent.status_code, sent.error) == (200, None)


async def test_a_receiver_that_hangs_is_given_up(client: httpx.AsyncClient, receiver: Receiver) -> None:
    receiver.hold = asyncio.Event()
    sent = await sender_for(client, timeout_seconds=0.1).send(receiver.url(), {}, "{}")
    assert (sent.status_code, sent.error) == (None, "no answer in time")


@pytest.mark.parametrize(
    ("bytes_", "words"),
    [
        (b"", "could not be read"),
        (b"\x16\x03nonsense\r\n\r\n", "could not be read"),
        (b"HTTP/1.1 200", "could not be read"),
    ],
)
async def test_nonsense_is_an_answer_too(
    client: httpx.AsyncClient, receiver: Receiver, bytes_: bytes, words: str
) -> None:
    receiver.answers.append(bytes_)
    sent = await sender_for(client).send(receiver.url(), {}, "{}")
    assert sent.error is not None
    assert words in sent.error


async def test_nobody_there(client: httpx.AsyncClient) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        sent = await sender_for(client).send(f"http://127.0.0.1:{taken.getsockname()[1]}/", {}, "{}")
    assert sent.error == "the connection failed"


async def test_the_next_address_is_tried_when_one_takes_no_connection(
    client: httpx.AsyncClient, receiver: Receiver
) -> None:
    sender = HttpSender(client, ["hub.example"], https_only=True, resolve=Names(["127.0.0.2", "127.0.0.1"]))
    assert (await sender.send(receiver.url(host="hub.example"), {}, "{}")).arrived
    assert receiver.requests[0].headers["host"] == f"hub.example:{receiver.port}"


@pytest.mark.parametrize("address", ["127.0.0.1", "::1", "10.0.0.1", "169.254.169.254", "::ffff:127.0.0.1"])
async def test_a_public_name_of_a_private_address_is_refused(receiver: Receiver, address: str) -> None:
    async with webhook_client() as client:
        sender = HttpSender(client, https_only=False, resolve=Names([address]))
        sent = await sender.send(receiver.url(host="evil.example"), {}, "{}")
    assert sent.error is not None
    assert "network we do not send to" in sent.error
    assert receiver.requests == []


async def test_the_real_resolver_knows_odd_spellings_of_this_machine_too(
    client: httpx.AsyncClient, receiver: Receiver
) -> None:
    for host in ("localhost", "0", "127.1", "2130706433", "0x7f.1", "0177.0.0.1"):
        sent = await HttpSender(client, https_only=False).send(receiver.url(host=host), {}, "{}")
        assert not sent.arrived
    assert receiver.requests == []


async def test_a_name_that_changes_after_it_was_judged_gains_nothing(receiver: Receiver) -> None:
    """DNS rebinding: public when judged, this machine when connected, if anybody asked again."""
    connected: list[httpx.URL] = []

    def transport(request: httpx.Request) -> httpx.Response:
        connected.append(request.url)
        assert request.headers["host"] == f"evil.example:{receiver.port}"
        assert request.extensions["sni_hostname"] == "evil.example"
        return httpx.Response(200, stream=Empty())

    names = Names([PUBLIC], ["127.0.0.1"])
    async with httpx.AsyncClient(transport=httpx.MockTransport(transport)) as client:
        sender = HttpSender(client, https_only=False, resolve=names)
        first = await sender.send(receiver.url(host="evil.example"), {}, "{}")
        assert (first.arrived, names.asked, connected[0].host) == (True, 1, PUBLIC)
        second = await sender.send(receiver.url(host="evil.example"), {}, "{}")
    assert second.error is not None
    assert "loopback" in second.error
    assert len(connected) == 1
    assert receiver.requests == []


async def test_connections_are_not_kept_for_a_next_request_that_was_not_judged(
    client: httpx.AsyncClient, receiver: Receiver
) -> None:
    receiver.keep_open = True
    receiver.answers.append(b"HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n")
    await sender_for(client).send(receiver.url(), {}, "{}")
    pool = client._transport._pool  # type: ignore[attr-defined]
    assert pool.connections == []


def test_the_client_takes_nothing_from_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HTTPS_PROXY", "http://127.0.0.1:1")
    client = webhook_client()
    assert client._mounts == {}
    assert not client.follow_redirects
    assert client.trust_env is False


@pytest.fixture(scope="session")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A certificate for hub.example, with its key, in one file."""
    openssl = shutil.which("openssl")
    if openssl is None:
        pytest.skip("openssl is not installed")
    path = tmp_path_factory.mktemp("tls") / "hub.pem"
    command = [
        openssl,
        "req",
        "-x509",
        "-newkey",
        "rsa:2048",
        "-nodes",
        "-days",
        "2",
        "-subj",
        "/CN=hub.example",
    ]
    command += ["-addext", "subjectAltName=DNS:hub.example", "-keyout", str(path), "-out", f"{path}.crt"]
    subprocess.run(command, check=True, capture_output=True)
    with path.open("a") as file:
        file.write(Path(f"{path}.crt").read_text())
    return path


async def _over_tls(certificate: Path, host: str) -> tuple[Answer, int]:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    trusted = ssl.create_default_context(cafile=str(certificate))
    async with serving(context) as receiver, webhook_client(trusted) as client:
        receiver.answers.append(OK)
        sender = HttpSender(client, [host], https_only=True, resolve=Names(["127.0.0.1"]))
        return await sender.send(receiver.url(host=host), {}, "{}"), len(receiver.requests)


async def test_tls_is_verified_for_the_name_though_the_connection_goes_to_an_address(
    certificate: Path,
) -> None:
    sent, arrived = await _over_tls(certificate, "hub.example")
    assert (sent.status_code, sent.error, arrived) == (204, None, 1)


async def test_a_certificate_for_another_name_is_refused(certificate: Path) -> None:
    sent, arrived = await _over_tls(certificate, "other.example")
    assert (sent.error, arrived) == ("the secure connection failed; check the certificate", 0)
