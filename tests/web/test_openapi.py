"""The API's description: valid, complete, the same in the docs, and the same that a server gives."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
import schemathesis
from click.testing import CliRunner

from makegood.cli.group import root
from makegood.cli.openapi import openapi_document, openapi_text
from tests.web_app import Site

GOLDEN = Path(__file__).parents[2] / "docs" / "reference" / "openapi.json"
OPEN = {"/health", "/health/ready", "/metrics"}


@pytest.fixture(scope="module")
def document() -> dict[str, Any]:
    return openapi_document()


def operations(document: dict[str, Any]) -> list[tuple[str, str, dict[str, Any]]]:
    return [
        (method, path, operation)
        for path, methods in document["paths"].items()
        for method, operation in methods.items()
        if method in ("get", "post", "put", "patch", "delete")
    ]


def test_the_committed_description_is_what_the_code_says() -> None:
    assert GOLDEN.read_text() == openapi_text(), (
        f"The API changed. Look at the difference, then: .venv/bin/makegood openapi {GOLDEN.relative_to(Path.cwd())}"
    )


def test_it_is_valid_openapi_3_1(document: dict[str, Any]) -> None:
    assert document["openapi"].startswith("3.1")
    schemathesis.openapi.from_dict(document).validate()


def test_every_operation_says_what_it_is_and_how_it_can_fail(document: dict[str, Any]) -> None:
    names = [operation["operationId"] for _, _, operation in operations(document)]
    assert len(names) == len(set(names))
    for method, path, operation in operations(document):
        assert operation.get("summary"), f"{method} {path} has no summary"
        if path not in OPEN:
            assert {"401", "403", "404", "409", "422"} <= set(operation["responses"]), f"{method} {path}"


def test_every_write_takes_an_idempotency_key(document: dict[str, Any]) -> None:
    # Asking for eligibility or for a token of a frame writes nothing: they are questions that have a body.
    keyless = {
        "/api/sessions",
        "/api/processors/{processor}/notifications",
        "/api/carriers/{carrier}/push",
        "/api/eligibility",
        "/api/embed-tokens",
    }
    # A mark only goes forward, the first verdict stands, a view of a name is one view: sent again, nothing changes.
    keyless |= {"/api/flagged-messages/{case_id}/{seq}/settle", "/api/notifications/read", "/api/views"}
    # The first correction of a tie stands; the same again is that one.
    keyless |= {"/api/cases/{case_id}/exhibits/{exhibit_id}/correction"}
    # PUT and DELETE of these name what is to be so, and it is so however often it is said.
    keyless |= {"/api/cases/{case_id}/read", "/api/cases/{case_id}/claim", "/api/notifications/choices"}
    keyless |= {"/api/views/{view_id}", "/api/stock"}
    # Each says how it shall be from then on; said twice it is so once.
    keyless |= {"/api/jury/juror", "/api/jury/jurors/{buyer_id}", "/api/jury/settings"}
    keyless |= {"/api/orders/{order}/address", "/api/buyers/{buyer}/address"}
    keyless |= {
        f"/api/people/{{person_id}}/{what}" for what in ("role", "disabling", "second-factor", "sessions")
    }
    keyless |= {"/api/desk/people/{person}", "/api/desk/away", "/api/desk/macros/{macro_id}"}
    keyless |= {"/api/desk/findings/{case_id}/{ruled_seq}"}
    keyless |= {"/api/files/{file_id}/hidden", "/api/evidence-holds/{hold_id}/end"}
    for method, path, operation in operations(document):
        headers = {each["name"] for each in operation.get("parameters", []) if each["in"] == "header"}
        if method != "get" and path not in keyless:
            assert "Idempotency-Key" in headers, f"{method} {path}"


async def test_a_server_gives_the_same(shop: Site) -> None:
    answer = await shop.client.get("/openapi.json")
    assert answer.json() == json.loads(openapi_text())


def test_the_command_prints_and_writes_it(tmp_path: Path) -> None:
    file = tmp_path / "openapi.json"
    assert CliRunner().invoke(root, ["openapi"]).output == openapi_text()
    assert CliRunner().invoke(root, ["openapi", str(file)]).exit_code == 0
    assert file.read_text() == openapi_text()
