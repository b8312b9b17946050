"""Deciding a dispute or an appeal: first what follows is shown, by a dry run of the write path; then the same is decided."""

from typing import Any

from litestar import Response, post
from litestar.response import Redirect

from makegood.cases import (
    CaseView,
    Policy,
    Preview,
    Rule,
    RuleOnAppeal,
    case_view,
    preview_of,
    release_case,
    require_free,
    require_grounds,
)
from makegood.cases import Request as CaseRequest
from makegood.cases.api import Perform, parse_id, parse_version, seen
from makegood.cases.requests import Done
from makegood.kit.errors import Refused
from makegood.web.pages.case.page import key_of
from makegood.web.pages.desk.file import file_page
from makegood.web.pages.desk.frame import HOME, case_path, desk_reading, in_words
from makegood.web.pages.desk.grounds import judged_of
from makegood.web.pages.desk.ruling import RulingTyped, form_of, hears_appeal, ruling_of, typed_ruling
from makegood.web.pages.shell import Database, HtmlRequest, PathPart, Promises, Reader, Writing, go


@post(f"{HOME}/cases/{{case_id:str}}/ruling", include_in_schema=False)
async def rule(
    case_id: PathPart, request: HtmlRequest, pool: Database, perform: Writing, policy: Promises
) -> Response[str] | Redirect:
    """Show what follows, or decide when it is still the same that was looked at."""
    reader = await desk_reading(request, "case.rule")
    found = await seen(pool, parse_id(case_id, "case"), reader.me, reader.now)
    typed = await typed_ruling(request)
    preview: Preview | None = None
    try:
        await require_free(pool, found.case.state.id, reader.me, reader.now)
        known = [each.name for each in (await judged_of(pool, policy, reader, found)).grounds]
        command = ruling_of(typed, _view(reader, found, policy), known, reader.language)
        preview = await previewed(perform, reader, found, command, typed)
        require_grounds(command, are_papers=found.case.state.bound is not None)
        if typed.seen == typed.digest:
            await perform(request_of(reader, found, command, typed), False)
            await release_case(pool, found.case.state.id, reader.me)
            return go(f"{case_path(case_id)}?done=ruled")
    except Refused as refusal:
        if refusal.status in (401, 404):
            raise
        found = await seen(pool, found.case.state.id, reader.me, reader.now)
        told = (refusal.status, in_words(refusal, reader))
        return await file_page(
            pool,
            policy,
            reader,
            found,
            request,
            told,
            ruling=form_of(found, typed, preview, hears_appeal(_view(reader, found, policy))),
        )
    return await file_page(
        pool,
        policy,
        reader,
        found,
        request,
        ruling=form_of(found, typed, preview, hears_appeal(_view(reader, found, policy))),
    )


async def previewed(
    perform: Perform, reader: Reader, found: Done, command: Rule | RuleOnAppeal, typed: RulingTyped
) -> Preview:
    """What a ruling would do: the write path, rolled back. Raises what the ruling itself would."""
    version = parse_version(typed.version or None)
    dry = CaseRequest(reader.me, command, found.case.state.id, version=version)
    return preview_of(found.case.state, await perform(dry, True))


def request_of(reader: Reader, found: Done, command: Rule | RuleOnAppeal, typed: RulingTyped) -> CaseRequest:
    """The request, with the key and the version that the form was drawn with."""
    key, version = key_of({"key": typed.key}), parse_version(typed.version or None)
    return CaseRequest(reader.me, command, found.case.state.id, key=key, version=version)


def _view(reader: Reader, found: Done, policy: Policy) -> CaseView:
    return case_view(found.case, found.order, reader.me, reader.language, reader.now, policy.catalogue)


DECIDE_HANDLERS: list[Any] = [rule]
