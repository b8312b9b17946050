"""HTTP: /api/policy/packs and their versions: uploaded, reviewed, published, withdrawn, in the shadow, compared.

The composition root gives two dependencies: `principal` and `policy_office`. Everybody reads what is published; drafts
are seen by those who manage them, operators all and merchants their own.
"""

import asyncio
from typing import Annotated, Any

from litestar import Controller, Response, delete, get, post, put
from litestar.di import NamedDependency
from litestar.params import FromPath, JSONBody, QueryParameter, SkipValidation

from makegood.accounts import Principal, Reach, authorise
from makegood.db.once import Kept
from makegood.db.writes import Connection
from makegood.kit.errors import Invalid, NotFound
from makegood.kit.http import PROBLEM_RESPONSES, DryRun, IdempotencyKey
from makegood.policy.api_schemas import (
    DiffView,
    LintView,
    PackPage,
    Publication,
    Review,
    Upload,
    VersionPage,
    VersionText,
    VersionView,
    change_view,
    lint_view,
    merchant_number,
    pack_view,
    version_text,
    version_view,
)
from makegood.policy.pack import Level
from makegood.policy.publishing import handlers, store
from makegood.policy.publishing.office import Act, PolicyOffice, managed, manages, owner_of, person_of
from makegood.policy.publishing.versions import PackVersion, possible
from makegood.policy.telling.diff import Change, diff

Caller = NamedDependency[SkipValidation[Principal]]
Office = NamedDependency[SkipValidation[PolicyOffice]]
Name = FromPath[str]
Cursor = Annotated[str | None, QueryParameter(max_length=100, description="`next_cursor` of the page before")]
Limit = Annotated[int, QueryParameter(ge=1, le=100, description="the most items of a page")]
LevelWanted = Annotated[Level | None, QueryParameter(name="level", description="only packs of this level")]
With = Annotated[
    str | None,
    QueryParameter(
        name="with", max_length=100, description="the earlier version; else the one that it follows"
    ),
]
TAGS = ("policy",)


@get("/api/policy/packs", tags=[*TAGS], summary="List packs by name", responses=PROBLEM_RESPONSES)
async def packs(
    principal: Caller,
    policy_office: Office,
    level: LevelWanted = None,
    cursor: Cursor = None,
    limit: Limit = 50,
) -> PackPage:
    """Packs with a published version, and those whose drafts you manage."""
    drafts_of, all_drafts = _drafts(principal)
    if cursor is not None and not possible(cursor):
        raise Invalid(field="cursor", problem="send `next_cursor` of the page before")
    found = await store.packs_by_name(
        policy_office.pool, policy_office.clock.now(), drafts_of=drafts_of, all_drafts=all_drafts, after=cursor,
        level=level, limit=limit + 1,
    )  # fmt: skip
    return PackPage(
        [pack_view(row) for row in found[:limit]], found[limit - 1].name if len(found) > limit else None
    )


class PackVersions(Controller):
    """The versions of a pack."""

    path = "/api/policy/packs/{name:str}/versions"
    tags = TAGS

    @post(summary="Upload a version; it is checked and is a draft", responses=PROBLEM_RESPONSES)
    async def draft(
        self, name: Name, data: JSONBody[Upload], principal: Caller, policy_office: Office,
        key: IdempotencyKey = None, dry_run: DryRun = False,
    ) -> Response[VersionView]:  # fmt: skip
        """Errors that the check finds do not keep a draft out; they forbid its publication. Names of merchants' packs
        begin with `shop-`. A version's text never changes: the next text is the next version.
        """
        owner, by = owner_of(principal, "policy.draft"), person_of(principal)
        merchant_id = merchant_number(data.merchant_id) if data.merchant_id is not None else owner
        if owner is not None and merchant_id != owner:
            raise NotFound(what="merchant")

        pool = policy_office.pool
        made = await handlers.prepare(pool, policy_office, name, data.content, merchant_id, by)

        async def act(connection: Connection) -> VersionView:
            kept = await handlers.draft(connection, policy_office, made)
            return version_view(kept, policy_office.clock.now(), manages=True)

        content = "policy.draft", name, data
        return _response(await policy_office.write(principal, key, 201, act, *content, dry_run=dry_run))

    @get(summary="List the versions of a pack, the newest first", responses=PROBLEM_RESPONSES)
    async def list(
        self, name: Name, principal: Caller, policy_office: Office, cursor: Cursor = None, limit: Limit = 50
    ) -> VersionPage:
        drafts_of, all_drafts = _drafts(principal)
        if not possible(name, cursor or "1"):
            raise NotFound(what="pack")
        found = await store.versions_of(
            policy_office.pool, name, drafts_of=drafts_of, all_drafts=all_drafts, before=cursor,
            limit=limit + 1,
        )  # fmt: skip
        if not found and cursor is None:
            raise NotFound(what="pack")
        now = policy_office.clock.now()
        views = [version_view(each, now, manages=manages(principal, each)) for each in found[:limit]]
        return VersionPage(views, views[-1].version if len(found) > limit else None)

    @get("/{version:str}", summary="Read a version with its text", responses=PROBLEM_RESPONSES)
    async def read(self, name: Name, version: Name, principal: Caller, policy_office: Office) -> VersionText:
        found = await _seen(principal, policy_office, name, version)
        return version_text(found, policy_office.clock.now(), manages=manages(principal, found))

    @get("/{version:str}/lint", summary="Read what the check found", responses=PROBLEM_RESPONSES)
    async def lint(self, name: Name, version: Name, principal: Caller, policy_office: Office) -> LintView:
        return lint_view(await _seen(principal, policy_office, name, version))

    @get("/{version:str}/diff", summary="Say what changed, in words", responses=PROBLEM_RESPONSES)
    async def diff(
        self, name: Name, version: Name, principal: Caller, policy_office: Office, earlier: With = None
    ) -> DiffView:
        """From the version named (without one: the one in force before this, or now) to this one."""
        after = await _seen(principal, policy_office, name, version)
        before = await _earlier(principal, policy_office, after, earlier)
        shelf = policy_office.shelf

        def compare() -> tuple[Change, ...]:
            return diff(shelf.parse(before), shelf.parse(after), shelf.edition.catalogue)

        changes = await asyncio.to_thread(compare)
        return DiffView(name, before.version, after.version, [change_view(change) for change in changes])

    @post(
        "/{version:str}/review-request",
        status_code=200,
        summary="Ask for a review",
        responses=PROBLEM_RESPONSES,
    )
    async def submit(
        self, name: Name, version: Name, principal: Caller, policy_office: Office,
        key: IdempotencyKey = None, dry_run: DryRun = False,
    ) -> Response[VersionView]:  # fmt: skip
        owner, by = owner_of(principal, "policy.draft"), person_of(principal)

        async def move(connection: Connection) -> PackVersion:
            return await handlers.submit(connection, policy_office, name, version, owner, by)

        return await _moved(
            policy_office, principal, key, move, "policy.submit", name, version, dry_run=dry_run
        )

    @post("/{version:str}/review", status_code=200, summary="Approve or reject", responses=PROBLEM_RESPONSES)
    async def review(
        self, name: Name, version: Name, data: JSONBody[Review], principal: Caller, policy_office: Office,
        key: IdempotencyKey = None, dry_run: DryRun = False,
    ) -> Response[VersionView]:  # fmt: skip
        """By another person than the one who drafted it."""
        owner, by = owner_of(principal, "policy.review"), person_of(principal)

        async def move(connection: Connection) -> PackVersion:
            return await handlers.review(
                connection, policy_office, name, version, owner, by, approve=data.approve, note=data.note
            )

        return await _moved(
            policy_office, principal, key, move, "policy.review", name, version, data, dry_run=dry_run
        )

    @post(
        "/{version:str}/publication",
        status_code=200,
        summary="Publish with notice",
        responses=PROBLEM_RESPONSES,
    )
    async def publish(
        self, name: Name, version: Name, data: JSONBody[Publication], principal: Caller, policy_office: Office,
        key: IdempotencyKey = None, dry_run: DryRun = False,
    ) -> Response[VersionView]:  # fmt: skip
        """The version before holds until this one begins. What was bought before keeps what was promised then."""
        owner, by = owner_of(principal, "policy.publish"), person_of(principal)
        checked = await handlers.check_again(policy_office.pool, policy_office, name, version, owner)

        async def move(connection: Connection) -> PackVersion:
            return await handlers.publish(
                connection,
                policy_office,
                name,
                version,
                owner,
                by,
                checked,
                begins=data.in_force_from,
                major=data.major,
            )

        return await _moved(
            policy_office, principal, key, move, "policy.publish", name, version, data, dry_run=dry_run
        )

    @delete(
        "/{version:str}/publication",
        status_code=200,
        summary="Withdraw before it begins",
        responses=PROBLEM_RESPONSES,
    )
    async def withdraw(
        self, name: Name, version: Name, principal: Caller, policy_office: Office,
        key: IdempotencyKey = None, dry_run: DryRun = False,
    ) -> Response[VersionView]:  # fmt: skip
        """By another person than the one who published it. The version before goes on."""
        owner, by = owner_of(principal, "policy.publish"), person_of(principal)

        async def move(connection: Connection) -> PackVersion:
            return await handlers.withdraw(connection, policy_office, name, version, owner, by)

        return await _moved(
            policy_office, principal, key, move, "policy.withdraw", name, version, dry_run=dry_run
        )

    @put(
        "/{version:str}/shadow", summary="Let it decide beside what is in force", responses=PROBLEM_RESPONSES
    )
    async def shadow(
        self, name: Name, version: Name, principal: Caller, policy_office: Office, key: IdempotencyKey = None
    ) -> Response[VersionView]:
        """Where it would have decided otherwise is collected; nobody is told anything else than what is in force."""
        owner = owner_of(principal, "policy.draft")

        async def move(connection: Connection) -> PackVersion:
            return await handlers.put_in_shadow(connection, policy_office, name, version, owner)

        return await _moved(policy_office, principal, key, move, "policy.shadow", name, version)

    @delete(
        "/{version:str}/shadow",
        status_code=200,
        summary="Let it decide beside no longer",
        responses=PROBLEM_RESPONSES,
    )
    async def end_shadow(
        self, name: Name, version: Name, principal: Caller, policy_office: Office, key: IdempotencyKey = None
    ) -> Response[VersionView]:
        owner = owner_of(principal, "policy.draft")

        async def move(connection: Connection) -> PackVersion:
            return await handlers.end_shadow(connection, policy_office, name, version, owner)

        return await _moved(policy_office, principal, key, move, "policy.end_shadow", name, version)


POLICY_ROUTES = [packs, PackVersions]


async def _moved(
    office: PolicyOffice,
    principal: Principal,
    key: str | None,
    move: Any,
    *content: Any,
    dry_run: bool = False,
) -> Response[VersionView]:
    async def act(connection: Connection) -> VersionView:
        return version_view(await move(connection), office.clock.now(), manages=True)

    acting: Act = act
    return _response(await office.write(principal, key, 200, acting, *content, dry_run=dry_run))


async def _seen(principal: Principal, office: PolicyOffice, name: str, version: str) -> PackVersion:
    """A version that the caller may read. Raises NotFound."""
    authorise(principal, "policy.read")
    found = await store.read_version(office.pool, name, version) if possible(name, version) else None
    if found is None or not (found.is_public or manages(principal, found)):
        raise NotFound(what="pack version")
    return found


async def _earlier(
    principal: Principal, office: PolicyOffice, after: PackVersion, named: str | None
) -> PackVersion:
    """The version to compare with. Raises NotFound."""
    if named is not None:
        return await _seen(principal, office, after.name, named)
    before = await store.version_before(office.pool, after) if after.in_force_from else None
    if before is None and not after.is_public:
        before = await store.last_version(office.pool, after.name)
    if before is None:
        raise NotFound(what="earlier version")
    return before


def _drafts(principal: Principal) -> tuple[int | None, bool]:
    """Whose drafts the caller sees: those of a merchant, and whether everybody's."""
    authorise(principal, "policy.read")
    reach = managed(principal)
    return (principal.subject if reach is Reach.OWN else None), reach is Reach.ANY


def _response(kept: Kept) -> Response[Any]:
    return Response(kept.body, status_code=kept.status, media_type="application/json")
