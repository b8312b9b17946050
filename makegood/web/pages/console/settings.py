"""What the environment set, the packs in force, the processors: read only, and secrets only as set or not set."""

from dataclasses import fields, is_dataclass
from typing import Any

from litestar import Response, get
from msgspec import Struct

from makegood import __version__
from makegood.accounts import authorise
from makegood.cases import Policy
from makegood.db.migrate import missing_migrations
from makegood.db.pool import Pool
from makegood.flows.engine import Engine
from makegood.kit.settings import Settings
from makegood.payments import adapter_names
from makegood.web.pages.console.frame import Caller, Machine, console_page, operator_of
from makegood.web.pages.shell import Database, HtmlRequest, Installation, Promises

NAMED_OTHERWISE = {
    "port": "PORT", "files": "MAKEGOOD_FILES_FOLDER", "smtp": "MAKEGOOD_SMTP_URL", "oidc": "MAKEGOOD_OIDC_ISSUER",
    "bucket": "MAKEGOOD_FILES_BUCKET",
}  # fmt: skip


class Setting(Struct, frozen=True):
    """A variable of the environment; a secret has no value here, only whether it is set."""

    variable: str
    value: str
    is_secret: bool
    is_set: bool


class PackInForce(Struct, frozen=True):
    """A pack that decides here now."""

    name: str
    version: str
    level: str
    title: dict[str, str]
    rules: int


class SettingsView(Struct, frozen=True):
    """The installation as it was set up."""

    version: str
    mode: str
    market: str
    settings: list[Setting]
    packs: list[PackInForce]
    processors: list[str]
    known_processors: list[str]
    missing_migrations: int


def settings_of(settings: Any, depth: int = 0) -> list[Setting]:
    """Every setting, also those in groups. What does not show in `repr` is a secret, and so is a service as a whole."""
    found: list[Setting] = []
    for each in fields(settings):
        value = getattr(settings, each.name)
        if is_dataclass(value) and not depth:
            found += settings_of(value, depth + 1)
            continue
        variable = NAMED_OTHERWISE.get(each.name, f"MAKEGOOD_{each.name.upper()}")
        is_secret = not each.repr or is_dataclass(value)
        found.append(Setting(variable, "" if is_secret else _words(value), is_secret, _is_set(value)))
    return found


def _is_set(value: Any) -> bool:
    return value not in (None, "", ())


def _words(value: Any) -> str:
    if isinstance(value, (list, tuple, set, frozenset)):
        return ", ".join(str(one) for one in value)
    return "" if value is None else str(value)


async def view_of(pool: Pool, engine: Engine, policy: Policy, settings: Settings) -> SettingsView:
    """Everything that the page of the settings shows."""
    packs = policy.shelf.packs_for(settings.market, None, engine.clock.now())
    async with pool.acquire() as connection:
        missing = await missing_migrations(connection)
    return SettingsView(
        __version__,
        settings.mode.value,
        settings.market,
        settings_of(settings),
        [
            PackInForce(
                pack.name,
                pack.version,
                pack.level.value,
                {"en": pack.title.en, "zh": pack.title.zh},
                len(pack.rules),
            )
            for pack in packs
        ],
        sorted(engine.pay_out.processors),
        sorted(adapter_names()),
        len(missing),
    )


@get("/console/settings", include_in_schema=False)
async def show_settings(
    request: HtmlRequest, pool: Database, engine: Machine, policy: Promises, settings: Installation
) -> Response[str]:
    """The page of the settings."""
    reader = await operator_of(request)
    view = await view_of(pool, engine, policy, settings)
    return console_page("settings", reader, view=view, tongue="zh" if reader.language == "zh-CN" else "en")


@get("/api/console/settings", tags=["console"], summary="The installation as it was set up")
async def read_settings(
    principal: Caller, pool: Database, engine: Machine, policy: Promises, settings: Installation
) -> SettingsView:
    """Variables of the environment (secrets only as set or not), packs in force, processors. For operators."""
    authorise(principal, "console.read")
    return await view_of(pool, engine, policy, settings)


SETTINGS_HANDLERS: list[Any] = [show_settings, read_settings]
