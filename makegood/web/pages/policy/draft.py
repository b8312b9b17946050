"""Pages on which a new version of a pack is drafted: its text, or only its values, and what is wrong with it."""

import asyncio
import re
from collections.abc import Mapping, Sequence
from pathlib import Path

from litestar import Response, get, post
from litestar.response import Redirect
from msgspec import Struct

from makegood.accounts import Principal, authorise
from makegood.kit.errors import Refused
from makegood.policy import PolicyOffice
from makegood.policy.api import PackVersions
from makegood.policy.api_schemas import Upload
from makegood.policy.publishing.shipped import POLICIES
from makegood.policy.publishing.versions import LONGEST_CONTENT
from makegood.policy.reading.problems import PackProblem, PackRefused, Problems
from makegood.policy.reading.yaml_marks import Scalar, Table, compose
from makegood.web.pages.case.page import key_of
from makegood.web.pages.policy.frame import policy_page
from makegood.web.pages.policy.moves import policy_refusal_words
from makegood.web.pages.policy.operations import Office, operation, version_seen
from makegood.web.pages.shell import HtmlRequest, Reader, go, new_key, reader_of
from makegood.web.pages.typed import FieldNotUsable

VALUE = "value."
"""How the fields of values are named in a form that changes only these."""
SAMPLE = POLICIES / "samples" / "better_promise.yaml"
_MOST_PROBLEMS = 50
_VERSION_LINE = re.compile(r"^version:.*$", re.MULTILINE)
_LAST_NUMBER = re.compile(r"^(.*?)(\d+)$")


class Told(Struct, frozen=True):
    """What is wrong with a text, beside the line at which it stands; line 0: with all of it."""

    line: int
    column: int
    written: str
    reason: str


@get("/policy-drafts", include_in_schema=False)
async def new_draft(request: HtmlRequest, policy_office: Office) -> Response[str]:
    """A form with the text of a version, to be changed; with a sample when none is named."""
    reader = await reader_of(request, signed_in=True)
    authorise(reader.me, "policy.draft")
    asked = request.query_params
    name, version = asked.get("name", ""), asked.get("version", "")
    if name:
        found = await version_seen(reader.me, policy_office, name, version)
        content = with_version(found.content, next_version(found.version))
    else:
        content = await asyncio.to_thread(_sample, SAMPLE)
    values = {key.removeprefix(VALUE): value for key, value in asked.items() if key.startswith(VALUE)}
    return _page(reader, with_values(content, values) if values else content, name, version)


@post("/policy-drafts/text", include_in_schema=False)
async def keep_draft(request: HtmlRequest, policy_office: Office) -> Response[str] | Redirect:
    """Keep a draft, or tell on the same page why it cannot be kept, line by line."""
    reader = await reader_of(request, signed_in=True)
    form = await request.form()
    typed = {name: value for name, value in form.items() if isinstance(value, str)}
    content = typed.get("content", "").replace("\r\n", "\n")
    try:
        name, version = await _kept(reader.me, policy_office, content, key_of(typed))
    except Refused as refusal:
        if refusal.status in (401, 404):
            raise
        told = told_of(refusal, content, reader.language)
        return _page(reader, content, typed.get("name", ""), typed.get("version", ""), told, refusal.status)
    return go(f"/policy/{name}/{version}?done=draft")


async def _kept(principal: Principal, office: PolicyOffice, content: str, key: str | None) -> tuple[str, str]:
    """Upload as the API does, under the name that the text gives itself."""
    authorise(principal, "policy.draft")
    if not 0 < len(content) <= LONGEST_CONTENT:
        raise FieldNotUsable(field="The text")
    pack = await asyncio.to_thread(office.shelf.read, content, "pack")
    draft = operation(PackVersions.draft)
    await draft(name=pack.name, data=Upload(content), principal=principal, policy_office=office, key=key)
    return pack.name, pack.version


def _page(
    reader: Reader, content: str, name: str, version: str, told: Sequence[Told] = (), status: int = 200
) -> Response[str]:
    return policy_page(
        "policy_draft.html",
        reader,
        status,
        content=content,
        pack_name=name,
        pack_version=version,
        told=told,
        wrong_lines={one.line for one in told},
        lines=content.count("\n") + 1,
        key=new_key(),
    )


def told_of(refusal: Refused, content: str, language: str) -> list[Told]:
    """What is wrong, each with the line as it was written."""
    if not isinstance(refusal, PackRefused):
        return [Told(0, 0, "", policy_refusal_words(refusal, language))]
    lines = content.split("\n")
    return [_told(problem, lines) for problem in refusal.problems[:_MOST_PROBLEMS]]


def _told(problem: PackProblem, lines: Sequence[str]) -> Told:
    written = lines[problem.line - 1] if 0 < problem.line <= len(lines) else ""
    return Told(problem.line, problem.column or 0, written.strip()[:200], problem.reason)


def next_version(version: str) -> str:
    """A name for the version after this one: `2026.11` is followed by `2026.11.1`, and that by `2026.11.2`."""
    plain = version.partition("+")[0]
    numbered = _LAST_NUMBER.match(plain)
    if numbered and (plain.count(".") >= 2 or "." not in plain):
        return f"{numbered[1]}{int(numbered[2]) + 1}"
    return f"{plain}.1"


def with_version(content: str, version: str) -> str:
    """A text under another version."""
    return _VERSION_LINE.sub(f'version: "{version}"', content, count=1)


def with_values(content: str, values: Mapping[str, str]) -> str:
    """A text with other values, as they would be written by hand; what is not found in it is left out."""
    root = compose(content, Problems("pack"))
    table = root.entries.get("values") if isinstance(root, Table) else None
    lines = content.split("\n")
    for name, node in (table.entries if isinstance(table, Table) else {}).items():
        written = node.entries.get("is") if isinstance(node, Table) else None
        if name in values and isinstance(written, Scalar):
            _write(lines, written, values[name].strip())
    return "\n".join(lines)


def _write(lines: list[str], scalar: Scalar, value: str) -> None:
    at, line = scalar.text_column, lines[scalar.line - 1]
    if at is None or not value or any(sign in value for sign in "\"'{}[],#\n\r:"):
        return
    before, after = line[: at - 1], line[at - 1 + len(scalar.text) :]
    if line == before + scalar.text + after:
        lines[scalar.line - 1] = before + value + after


def _sample(path: Path) -> str:
    return path.read_text(encoding="utf-8")


DRAFT_HANDLERS = [new_draft, keep_draft]
