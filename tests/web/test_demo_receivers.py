"""The receivers of webhooks that the server of a demo plays."""

from __future__ import annotations

from pathlib import Path

import pytest

from makegood.kit.settings import Mode
from makegood.webhooks import signed_headers
from tests.web_app import site
from tests.world import NOON

HEADERS = signed_headers(["whsec_" + "QUJD" * 8], "msg_1", NOON, "{}")


@pytest.mark.parametrize(
    ("mode", "name", "headers", "status"),
    [
        (Mode.DEMO, "order-system", HEADERS, 204),
        (Mode.DEMO, "oak-and-ash", HEADERS, 503),
        (Mode.DEMO, "order-system", {}, 400),
        (Mode.DEMO, "somebody", HEADERS, 404),
        (Mode.TEST, "order-system", HEADERS, 404),
        (Mode.PRODUCTION, "order-system", HEADERS, 404),
    ],
)
async def test_a_receiver_answers_in_a_demo_only(
    dsn: str, tmp_path: Path, mode: Mode, name: str, headers: dict[str, str], status: int
) -> None:
    async with site(dsn, tmp_path, mode) as told:
        answer = await told.client.post(f"/demo/receivers/{name}", content="{}", headers=headers)
    assert answer.status_code == status
