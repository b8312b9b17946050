"""A shop's own promise before it is kept: what the check finds at which line, and what its last cases would have got."""

import asyncio
from typing import Any

from litestar import Response, post
from msgspec import Struct

from makegood.kit.errors import NotFound, Refused
from makegood.policy import Pack, PolicyOffice
from makegood.policy.simulate import NothingDecided, Plan, Report, decided_cases, simulate
from makegood.web.pages.policy import words as policy_words
from makegood.web.pages.policy.draft import Told, told_of
from makegood.web.pages.policy.operations import Office
from makegood.web.pages.policy.simulation import context_of, naming_of
from makegood.web.pages.shell import HtmlRequest, new_key
from makegood.web.pages.work.frame import merchant_reading, work_page

LAST_CASES = 100
LONGEST_CONTENT = 200_000


class Found(Struct, frozen=True):
    """What the check found, with the line at which it stands as it was written (0: in no line of this text)."""

    fault: str
    is_error: bool
    line: int
    written: str
    text: str


@post("/work/promises/preview", include_in_schema=False)
async def preview_promise(request: HtmlRequest, policy_office: Office) -> Response[str]:
    """The check and a simulation over the shop's last cases; nothing is kept."""
    reader, merchant_id = await merchant_reading(request, "policy.draft")
    typed = {name: value for name, value in (await request.form()).items() if isinstance(value, str)}
    content = typed.get("content", "").replace("\r\n", "\n")[:LONGEST_CONTENT]
    shown: dict[str, Any] = {
        "content": content,
        "typed": typed,
        "key": new_key(),
        "policy_words": policy_words,
    }
    try:
        pack = await asyncio.to_thread(policy_office.shelf.read, content, "pack")
    except Refused as refusal:
        wrong = told_of(refusal, content, reader.language)
        return work_page("promise", reader, refusal.status, **shown, wrong=wrong, found=[], report=None)
    found = await _found(policy_office, pack, merchant_id, content, reader.language)
    report = await _report(policy_office, pack, merchant_id)
    drawn: dict[str, Any] = {"report": None}
    if report:
        naming = naming_of(policy_office, report, merchant_id)
        drawn = context_of(report, reader.language, naming=naming)
    nothing: list[Told] = []
    return work_page("promise", reader, **shown, **drawn, wrong=nothing, found=found, last=LAST_CASES)


async def _found(
    office: PolicyOffice, pack: Pack, merchant_id: int, content: str, language: str
) -> list[Found]:
    lines = content.split("\n")
    each = []
    for one in await office.check(pack, merchant_id):
        line = int(one.get("line") or 0) if one.get("pack") == pack.name else 0
        written = lines[line - 1].strip()[:160] if 0 < line <= len(lines) else ""
        said = one["text"]["zh" if language.startswith("zh") else "en"]
        each.append(Found(str(one.get("fault", "")), one["severity"] == "error", line, written, said))
    return each


async def _report(office: PolicyOffice, pack: Pack, merchant_id: int) -> Report | None:
    """The shop's last decided cases, decided again; None where none was decided by rules yet."""
    catalogue, now = office.shelf.edition.catalogue, office.clock.now()
    try:
        async with office.pool.acquire() as connection:
            history = await decided_cases(connection, catalogue, merchant_id=merchant_id, limit=LAST_CASES)
    except (NothingDecided, NotFound):
        return None
    plan = Plan(catalogue, office.shelf.packs_for(None, merchant_id, now), pack)
    return await asyncio.to_thread(simulate, plan, history, now)


PROMISE_HANDLERS: list[Any] = [preview_promise]
