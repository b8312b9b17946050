"""The operations of the policy API as the pages use them: the very functions, so that no page allows what the API refuses."""

from collections.abc import Awaitable, Callable
from typing import Any

from litestar.di import NamedDependency
from litestar.handlers.http_handlers.base import HTTPRouteHandler
from litestar.params import SkipValidation

from makegood.accounts import Principal
from makegood.kit.errors import NotFound
from makegood.policy import PolicyOffice
from makegood.policy.api import PackVersions, packs
from makegood.policy.api_schemas import DiffView, LintView, PackPage, VersionPage, VersionText
from makegood.policy.pack import Level

Office = NamedDependency[SkipValidation[PolicyOffice]]
Operation = Callable[..., Awaitable[Any]]


def operation(handler: HTTPRouteHandler) -> Operation:
    """What a handler of the controller does, without its request: the principal, the office and the rest are arguments."""

    async def perform(**arguments: Any) -> Any:
        return await handler.fn(None, **arguments)

    return perform


async def packs_of_level(
    principal: Principal, office: PolicyOffice, level: Level, cursor: str | None, limit: int
) -> PackPage:
    """The packs of a level that somebody may see, by name."""
    found: PackPage = await packs.fn(principal, office, level=level, cursor=cursor, limit=limit)
    return found


async def versions_seen(principal: Principal, office: PolicyOffice, name: str) -> VersionPage:
    """The newest versions of a pack that somebody may see. Raises NotFound."""
    found: VersionPage = await operation(PackVersions.list)(
        name=name, principal=principal, policy_office=office, limit=100
    )
    return found


async def version_seen(principal: Principal, office: PolicyOffice, name: str, version: str) -> VersionText:
    """A version with its text. Raises NotFound for what is not to be seen."""
    found: VersionText = await operation(PackVersions.read)(
        name=name, version=version, principal=principal, policy_office=office
    )
    return found


async def findings_seen(principal: Principal, office: PolicyOffice, name: str, version: str) -> LintView:
    """What the check found in a version."""
    found: LintView = await operation(PackVersions.lint)(
        name=name, version=version, principal=principal, policy_office=office
    )
    return found


async def changes_seen(
    principal: Principal, office: PolicyOffice, name: str, version: str, earlier: str | None
) -> DiffView | None:
    """What changed since an earlier version, the one before when none is named; None when there is none before."""
    try:
        found: DiffView = await operation(PackVersions.diff)(
            name=name, version=version, principal=principal, policy_office=office, earlier=earlier
        )
    except NotFound:
        if earlier is not None:
            raise
        return None
    return found
