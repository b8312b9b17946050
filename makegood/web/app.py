"""The composition root: one application out of all slices, over one database."""

from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Any

from litestar import Litestar
from litestar import Request as HttpRequest
from litestar.datastructures import State
from litestar.di import Provide
from litestar.openapi import OpenAPIConfig
from litestar.openapi.plugins import JsonRenderPlugin
from litestar.openapi.spec import Components, SecurityScheme

from makegood import __version__
from makegood.accounts import Sessions
from makegood.cases import Done, Policy, Request
from makegood.cases.api import Call, cases_router
from makegood.db.pool import connect_pool
from makegood.flows.clock import follow_clock
from makegood.flows.engine import Engine, build_engine, catch_up
from makegood.kit.clock import ShiftedClock
from makegood.kit.log import log_as_json
from makegood.kit.secret_files import with_secret
from makegood.kit.settings import Mode, Settings
from makegood.orders.api import OrderOffice, OrdersController
from makegood.payments import configured
from makegood.policy import PolicyOffice, follow_shelf, lint_upload, open_shelf
from makegood.policy.api import POLICY_ROUTES
from makegood.web.caller import Callers, language_of, provide_language, provide_principal
from makegood.web.documented import RefusalsDocumented
from makegood.web.metrics import metrics
from makegood.web.observe import Observed
from makegood.web.pages import PAGE_HANDLERS
from makegood.web.problems import EXCEPTION_HANDLERS
from makegood.web.system_api import SYSTEM_HANDLERS
from makegood.webhooks.api import WEBHOOK_ROUTES
from makegood.webhooks.office import WebhookOffice

LARGEST_BODY_BYTES = 10_000_000
_DESCRIPTION = """After-sales for marketplaces: cases with one owner and one clock, and the ledger behind them.

Sign in with an API key or a session token as a bearer token. Send an `Idempotency-Key` with every write: the same
key and content give the first answer again. Refusals are problem details (RFC 9457) with a stable `code`, in the
language of `Accept-Language` (zh-CN or en). Amounts are integers of the currency's minor unit; ids are strings."""


def create_app(settings: Settings, dsn: str) -> Litestar:
    """The application. It connects to `dsn`, which must have the schema already, when it starts."""
    settings = with_secret(settings)
    log_as_json()

    @asynccontextmanager
    async def lifespan(app: Litestar) -> AsyncGenerator[None, None]:
        pool = await connect_pool(dsn, min_size=2, max_size=12, application_name="makegood serve")
        clock = ShiftedClock()
        await catch_up(pool, clock)
        shelf = await open_shelf(pool, clock.now(), at_once=settings.mode is Mode.DEMO)
        policy = Policy(shelf, settings.market)
        engine = build_engine(pool, clock, configured(settings), policy=policy)
        sessions = Sessions(settings.secret or "")
        app.state.update(
            {
                "pool": pool,
                "engine": engine,
                "sessions": sessions,
                "callers": Callers(pool, sessions),
                "clock": clock,
                "policy": policy,
            }
        )
        async with follow_clock(pool, clock), follow_shelf(shelf):
            yield
        await engine.command.drain()
        await engine.pay_out.processors.close()
        await pool.close()

    return Litestar(
        route_handlers=_handlers(),
        lifespan=[lifespan],
        dependencies=_dependencies(settings),
        exception_handlers=EXCEPTION_HANDLERS,
        middleware=[Observed()],
        openapi_config=_openapi(),
        plugins=[RefusalsDocumented()],
        request_max_body_size=LARGEST_BODY_BYTES,
        logging_config=None,
    )


def _dependencies(settings: Settings) -> dict[str, Provide]:
    return {
        "settings": Provide(lambda: settings, sync_to_thread=False),
        "pool": _from_state("pool"),
        "engine": _from_state("engine"),
        "sessions": _from_state("sessions"),
        "clock": _from_state("clock"),
        "policy": _from_state("policy"),
        "policy_office": Provide(provide_policy_office, sync_to_thread=False),
        "call": Provide(provide_call),
        "order_office": Provide(provide_order_office, sync_to_thread=False),
        "webhook_office": _webhook_office(settings),
        "perform": Provide(provide_perform, sync_to_thread=False),
        "principal": Provide(provide_principal),
        "language": Provide(provide_language, sync_to_thread=False),
    }


def _handlers() -> list[Any]:
    return [
        cases_router(),
        OrdersController,
        *WEBHOOK_ROUTES,
        *POLICY_ROUTES,
        metrics,
        *SYSTEM_HANDLERS,
        *PAGE_HANDLERS,
    ]


def _from_state(name: str) -> Provide:
    def provide(state: State) -> Any:
        return state[name]

    return Provide(provide, sync_to_thread=False)


def provide_perform(state: State) -> Callable[[Request, bool], Awaitable[Done]]:
    """The dependency `perform`: the write path, or its dry run."""
    engine: Engine = state["engine"]

    def perform(request: Request, dry: bool) -> Awaitable[Done]:
        return engine.dry_run(request) if dry else engine.command(request)

    return perform


def provide_order_office(state: State) -> OrderOffice:
    """The dependency `order_office`: what recording orders needs."""
    engine: Engine = state["engine"]
    policy: Policy = state["policy"]
    return OrderOffice(
        engine.pool, engine.clock, engine.ids, engine.consequences, policy.catalogue.problem_with
    )


def provide_policy_office(state: State) -> PolicyOffice:
    """The dependency `policy_office`: what changing packs needs."""
    engine, policy = state["engine"], state["policy"]
    return PolicyOffice(engine.pool, engine.clock, policy.shelf, lint_upload)


def _webhook_office(settings: Settings) -> Provide:
    """The dependency `webhook_office`. Only production insists on https."""
    https_only = settings.mode is Mode.PRODUCTION

    def provide(state: State) -> WebhookOffice:
        engine: Engine = state["engine"]
        return WebhookOffice(
            engine.pool, engine.clock, engine.ids, https_only, settings.webhook_allowed_hosts
        )

    return Provide(provide, sync_to_thread=False)


async def provide_call(request: HttpRequest[Any, Any, Any], state: State) -> Call:
    """The dependency `call`."""
    principal = await provide_principal(request)
    return Call(principal, language_of(request), provide_perform(state), state["policy"].catalogue)


def _openapi() -> OpenAPIConfig:
    bearer = SecurityScheme(type="http", scheme="bearer", description="An API key (mgk_…) or a session token")
    return OpenAPIConfig(
        title="Makegood",
        version=__version__,
        description=_DESCRIPTION,
        path="/api/openapi",
        render_plugins=[JsonRenderPlugin()],
        components=Components(security_schemes={"bearer": bearer}),
        security=[{"bearer": []}],
    )
