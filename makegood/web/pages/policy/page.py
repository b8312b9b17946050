"""Pages of policy: a pack to read, one of its versions with all that happens to it, and the forms that move it on."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from litestar import Response, get, post
from litestar.response import Redirect
from msgspec import Struct

from makegood.accounts import Principal, PrincipalRole
from makegood.demo import shown_name
from makegood.kit.errors import Refused
from makegood.policy import Catalogue, Pack, PolicyOffice
from makegood.policy.api_schemas import LintView, VersionText, VersionView
from makegood.policy.catalogue import FactWrong
from makegood.policy.publishing import store
from makegood.policy.publishing.office import manages
from makegood.policy.publishing.versions import BEGINNING, SYSTEM_DRAFTER, PackVersion, Standing
from makegood.policy.reading.problems import PackRefused
from makegood.policy.telling.words import fact_words, setting_of
from makegood.web.pages.case.called import called_of
from makegood.web.pages.case.page import key_of, typed_of
from makegood.web.pages.doers import doers_of
from makegood.web.pages.names import names_of
from makegood.web.pages.policy.draft import DRAFT_HANDLERS
from makegood.web.pages.policy.frame import policy_page
from makegood.web.pages.policy.moves import carry_out, moves_of, notices_of, policy_refusal_words
from makegood.web.pages.policy.operations import (
    Office,
    changes_seen,
    findings_seen,
    version_seen,
    versions_seen,
)
from makegood.web.pages.policy.read import read_page
from makegood.web.pages.policy.shadow import shadow_seen
from makegood.web.pages.policy.shelf import show_packs
from makegood.web.pages.policy.trace import show_decisions
from makegood.web.pages.policy.words import DONE
from makegood.web.pages.shell import (
    HtmlRequest,
    Installation,
    PathPart,
    Reader,
    go,
    in_zone_of_form,
    new_key,
    reader_of,
    reader_or_guest,
)

_SHOWN_FIRST = (Standing.IN_FORCE, Standing.ANNOUNCED)


class Finding(Struct, frozen=True):
    """What the check found, in the reader's language. `elsewhere`: the other pack at whose line it stands, if it does;
    `world`: the facts of its counter-example.
    """

    fault: str
    is_error: bool
    text: str
    elsewhere: str
    line: int
    rules: list[str]
    world: list[str]


class Deed(Struct, frozen=True):
    """Something that happened to a version (a code). `who` is told to those who manage it."""

    what: str
    at: datetime
    who: str
    note: str = ""


@get("/policy/{name:str}", include_in_schema=False)
async def show_pack(
    name: PathPart, request: HtmlRequest, policy_office: Office, settings: Installation
) -> Response[str]:
    """A pack to read: the version in force, else the one announced, else the newest."""
    reader = await reader_or_guest(request, settings)
    found = (await versions_seen(reader.me, policy_office, name)).items
    first = next((one for standing in _SHOWN_FIRST for one in found if one.standing is standing), found[0])
    view = await version_seen(reader.me, policy_office, name, first.version)
    text = await _read(policy_office, view, reader)
    doers = await doers_of(policy_office.pool, doers_in(found), reader)
    return policy_page(
        "policy_pack.html",
        reader,
        **text,
        versions=found,
        deeds={one.version: deeds_of(one, reader.language, doers) for one in found},
    )


@get("/policy/{name:str}/{version:str}", include_in_schema=False)
async def show_version(
    name: PathPart, version: PathPart, request: HtmlRequest, policy_office: Office, settings: Installation
) -> Response[str]:
    """One version: what it says, what changed, what the check found, and what can be done with it."""
    reader = await reader_or_guest(request, settings)
    return await _version_page(reader, policy_office, name, version, request.query_params)


@post("/policy/{name:str}/{version:str}/{move:str}", include_in_schema=False)
async def move_version(
    name: PathPart, version: PathPart, move: PathPart, request: HtmlRequest, policy_office: Office
) -> Response[str] | Redirect:
    """Carry out what a form of a version asks for; tell on the same page when it is refused."""
    typed = await typed_of(request)
    reader = in_zone_of_form(await reader_of(request, signed_in=True), typed)
    try:
        await carry_out(move, name, version, reader.me, policy_office, key_of(typed), typed, reader.language)
    except Refused as refusal:
        if refusal.status in (401, 404):
            raise
        refused = (refusal.status, policy_refusal_words(refusal, reader.language))
        return await _version_page(reader, policy_office, name, version, {}, refused, move, typed)
    return go(f"/policy/{name}/{version}?done={move}")


async def _version_page(
    reader: Reader, office: PolicyOffice, name: str, version: str, asked: Any, refused: tuple[int, str] = (200, ""),
    typed_in: str = "", typed: dict[str, str] | None = None,
) -> Response[str]:  # fmt: skip
    """The page of a version. `refused` is the status and why, when the form `typed_in` was not taken."""
    view = await version_seen(reader.me, office, name, version)
    text = await _read(office, view, reader)
    earlier = asked.get("with")
    others = (await versions_seen(reader.me, office, name)).items
    told = DONE.get(asked.get("done", ""), "") if text["manages"] else ""
    return policy_page(
        "policy_version.html",
        reader,
        refused[0],
        **text,
        **await _found(office, view, text["kept"], text["parsed"], reader),
        changes=await changes_seen(reader.me, office, name, version, earlier) if text["parsed"] else None,
        others=[one for one in others if one.version != version],
        deeds=deeds_of(view, reader.language, await doers_of(office.pool, doers_in([view]), reader)),
        lines=view.content.split("\n"),
        refused=refused[1],
        typed_in=typed_in,
        typed=typed or {},
        told=told,
        key=new_key(),
    )


async def _read(office: PolicyOffice, view: VersionText, reader: Reader) -> dict[str, Any]:
    """A version to read: its pack in words, or why an old text cannot be read with the facts of today."""
    kept = await store.read_version(office.pool, view.name, view.version)
    assert kept is not None  # it was seen a moment ago, and versions are never deleted
    parsed, problems = None, ""
    try:
        parsed = office.shelf.parse(kept)
    except PackRefused as refused:
        problems = "\n".join(str(problem) for problem in refused.problems)
    return {
        "view": view,
        "kept": kept,
        "parsed": parsed,
        "pack": read_page(parsed, office.shelf.edition.catalogue, reader.language) if parsed else None,
        "problems": problems,
        "beginning": BEGINNING,
        "manages": not reader.is_guest and manages(reader.me, kept),
        "merchant": await _merchant(office, view, reader),
    }


async def _found(
    office: PolicyOffice, view: VersionText, kept: PackVersion, parsed: Pack | None, reader: Reader
) -> dict[str, Any]:
    """What the check found, what can be done, and, for who manages the pack, what the shadow saw."""
    checked = await findings_seen(reader.me, office, view.name, view.version)
    last = await store.last_version(office.pool, view.name)
    sees = manages(reader.me, kept)
    moves = moves_of(kept, last, reader.me, office, reader.language) if sees and not reader.is_guest else []
    shadow = (
        await shadow_seen(office.pool, view.name, view.version, parsed, reader.language) if sees else None
    )
    return {
        "checked": checked,
        "findings": _findings(checked, view.name, parsed, office.shelf.edition.catalogue, reader.language),
        "moves": moves,
        "notices": notices_of(kept, office),
        "shadow": shadow,
        "called": await called_of(office.pool, (one.case_id for one in shadow.examples), reader)
        if shadow
        else {},
    }


async def _merchant(office: PolicyOffice, view: VersionView, reader: Reader) -> str:
    if view.merchant_id is None:
        return ""
    return (await names_of(office.pool, (), [view.merchant_id], reader.role)).merchant(view.merchant_id)


def _findings(
    found: LintView, name: str, pack: Pack | None, catalogue: Catalogue, language: str
) -> list[Finding]:
    """Errors before warnings, each in its order."""
    told = [
        Finding(
            fault=str(one.get("fault", "")),
            is_error=one.get("severity") == "error",
            text=_in(one.get("text"), language),
            elsewhere="" if one.get("pack", name) == name else str(one["pack"]),
            line=int(one.get("line") or 0),
            rules=[str(rule) for rule in one.get("rules", ())],
            world=_world(one.get("facts") or {}, pack, catalogue, language),
        )
        for one in found.findings
    ]
    return sorted(told, key=lambda finding: not finding.is_error)


def _world(facts: dict[str, Any], pack: Pack | None, catalogue: Catalogue, language: str) -> list[str]:
    """The facts of a counter-example in words; one that the catalogue knows no longer is left out."""
    said = []
    for name, value in facts.items():
        if pack is None or name not in catalogue.facts:
            continue
        try:
            encoded = catalogue.kind(name).encode(value)
        except FactWrong:
            continue
        said.append(fact_words(name, encoded, catalogue, language, setting_of(pack)))
    return said


def _in(text: Any, language: str) -> str:
    if not isinstance(text, dict):
        return str(text or "")
    return str(text.get("zh" if language.startswith("zh") else "en", ""))


def doers_in(views: Iterable[VersionView]) -> list[str | None]:
    """Who did something to some versions, as labels."""
    return [
        who
        for one in views
        for who in (one.drafted_by, one.submitted_by, one.reviewed_by, one.published_by, one.withdrawn_by)
    ]


def deeds_of(view: VersionView, language: str, doers: Mapping[str, str]) -> list[Deed]:
    """What happened to a version, in order. `doers`: the names of those who have an account (doers.py)."""
    reviewed = "rejected" if view.standing is Standing.REJECTED else "approved"
    told = [
        ("drafted", view.drafted_at, view.drafted_by, ""),
        ("submitted", view.submitted_at, view.submitted_by, ""),
        (reviewed, view.reviewed_at, view.reviewed_by, view.review_note or ""),
        ("published", view.published_at, view.published_by, ""),
        ("withdrawn", view.withdrawn_at, view.withdrawn_by, ""),
    ]
    return [
        Deed(what, at, doers.get(by or "") or person_words(by, language), note)
        for what, at, by, note in told
        if at is not None
    ]


def person_words(label: str | None, language: str) -> str:
    """Who did something, as people call them; empty where it is not told."""
    role, _, rest = (label or "").partition(":")
    if role == SYSTEM_DRAFTER:
        return "Makegood"
    if role == PrincipalRole.OPERATOR.value:
        return shown_name(Principal(PrincipalRole.OPERATOR, None, rest), language)
    subject, _, name = rest.partition(":")
    if role == PrincipalRole.MERCHANT.value and subject.isdecimal() and name:
        return shown_name(Principal(PrincipalRole.MERCHANT, int(subject), name), language)
    return label or ""


POLICY_PAGE_HANDLERS: list[Any] = [
    show_packs, show_pack, show_version, move_version, *DRAFT_HANDLERS, show_decisions,
]  # fmt: skip
