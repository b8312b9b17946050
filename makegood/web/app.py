"""The composition root: one application out of all slices, over one database."""

from collections.abc import AsyncGenerator, Awaitable, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from datetime import datetime
from typing import Any

from litestar import Litestar
from litestar import Request as HttpRequest
from litestar.datastructures import State
from litestar.di import Provide
from litestar.openapi import OpenAPIConfig
from litestar.openapi.plugins import JsonRenderPlugin
from litestar.openapi.spec import Components, SecurityScheme

from makegood import __version__
from makegood.accounts import Principal, Sessions
from makegood.advances.api import ADVANCE_HANDLERS
from makegood.carriers.api import CARRIER_ROUTES
from makegood.cases import CaseState, Done, Policy, Request, Withheld, units_asked_back
from makegood.cases.api import Call, Withholding, cases_router
from makegood.cases.conversation_api import CONVERSATION_HANDLERS
from makegood.chargebacks.api import CHARGEBACK_ROUTES
from makegood.claims.api import CLAIM_ROUTES
from makegood.db.pool import Pool, connect_pool
from makegood.desk import withheld_from
from makegood.disputes.api import DISPUTE_ROUTES
from makegood.evidence import open_files
from makegood.evidence.api import FILE_ROUTES
from makegood.flows.clock import follow_clock
from makegood.flows.engine import Engine, build_engine, catch_up
from makegood.flows.parcels import build_conduct
from makegood.jury.api import JURY_ROUTES
from makegood.kit.clock import ShiftedClock
from makegood.kit.ids import IdMaker
from makegood.kit.log import log_as_json
from makegood.kit.secret_files import with_secret
from makegood.kit.settings import Mode, Settings
from makegood.notifications import Unread
from makegood.notifications.api import NotificationsController
from makegood.orders.address_api import BuyerAddressController, OrderAddressController
from makegood.orders.api import OrderOffice, OrdersController
from makegood.orders.goods.api import GoodsRecordsController
from makegood.payments import configured
from makegood.policy import Catalogue, PolicyOffice, follow_shelf, lint_upload, open_shelf
from makegood.policy.api import POLICY_ROUTES
from makegood.stock.api import StockController, StockOffice
from makegood.web.accounts import account_office, close_accounts, provide_accounts, sign_in_service
from makegood.web.advances import ADVANCE_DEPENDENCIES
from makegood.web.blind_api import BLIND_ROUTES
from makegood.web.caller import Callers, language_of, provide_language, provide_principal
from makegood.web.case_file import CASE_FILE_ROUTES
from makegood.web.chargebacks import CHARGEBACK_DEPENDENCIES
from makegood.web.claims import CLAIM_DEPENDENCIES
from makegood.web.demo_receivers import receive
from makegood.web.desk_api import DESK_WORK_ROUTES
from makegood.web.documented import RefusalsDocumented
from makegood.web.embedding import EMBED_ROUTES
from makegood.web.files import FILE_DEPENDENCIES
from makegood.web.forms import FormRequest
from makegood.web.jury import JURY_DEPENDENCIES
from makegood.web.live import watch_cases
from makegood.web.metrics import metrics
from makegood.web.observe import Observed
from makegood.web.own_words import hold_to_own_words
from makegood.web.packing import PACKED
from makegood.web.pages.handlers import PAGE_HANDLERS
from makegood.web.pages.views.api import VIEW_ROUTES
from makegood.web.parameters import only_known_parameters
from makegood.web.parcels import PARCEL_DEPENDENCIES
from makegood.web.people_api import PEOPLE_ROUTES
from makegood.web.problems import EXCEPTION_HANDLERS
from makegood.web.search.api import SEARCH_HANDLERS
from makegood.web.system_api import SYSTEM_HANDLERS
from makegood.web.work_api import WORK_ROUTES
from makegood.webhooks.api import WEBHOOK_ROUTES
from makegood.webhooks.office import WebhookOffice

LARGEST_BODY_BYTES = 10_000_000
_DESCRIPTION = """After-sales for marketplaces: cases with one owner and one clock, and the ledger behind them.

Sign in with an API key or a session token as a bearer token. Send an `Idempotency-Key` with every write: the same
key and content give the first answer again. Refusals are problem details (RFC 9457) with a stable `code`, in the
language of `Accept-Language` (zh-CN or en). Amounts are integers of the currency's minor unit; ids are strings."""


def create_app(settings: Settings, dsn: str) -> Litestar:
    """The application. It connects to `dsn`, which must have the schema already, when it starts."""
    log_as_json()
    app = Litestar(
        route_handlers=_handlers(),
        lifespan=[_running],
        dependencies=_dependencies(),
        exception_handlers=EXCEPTION_HANDLERS,
        middleware=[Observed()],
        guards=[only_known_parameters],
        compression_config=PACKED,
        request_class=FormRequest,
        openapi_config=_openapi(),
        plugins=[RefusalsDocumented()],
        request_max_body_size=LARGEST_BODY_BYTES,
        logging_config=None,
    )
    configure(app, settings, dsn)
    return app


def configure(app: Litestar, settings: Settings, dsn: str) -> None:
    """Give an application that is not running its settings and its database; all it knew is forgotten."""
    app.state.clear()
    app.state.update({"settings": with_secret(settings), "dsn": dsn})


@asynccontextmanager
async def _running(app: Litestar) -> AsyncGenerator[None, None]:
    settings: Settings = app.state["settings"]
    pool = await connect_pool(app.state["dsn"], min_size=2, max_size=12, application_name="makegood serve")
    clock = ShiftedClock()
    await catch_up(pool, clock)
    shelf = await open_shelf(pool, clock.now(), at_once=settings.mode is Mode.DEMO)
    policy = Policy(shelf, settings.market)
    engine = build_engine(pool, clock, configured(settings), policy=policy, secret=settings.secret or "")
    sessions = Sessions(settings.secret or "")
    app.state.update(
        {
            "pool": pool,
            "engine": engine,
            "sessions": sessions,
            "callers": Callers(pool, sessions),
            "clock": clock,
            "policy": policy,
            "embed_origins": settings.embed_origins,
            "unread": Unread(pool),
            "files": open_files(settings.files_folder, settings.bucket),
            "conduct": build_conduct(engine, settings),
            "accounts": account_office(settings, engine),
            "sign_in_service": sign_in_service(settings),
        }
    )
    async with follow_clock(pool, clock), follow_shelf(shelf), watch_cases(pool) as live:
        app.state["live"] = live
        yield
    await close_accounts(app.state)
    await engine.command.drain()
    await engine.pay_out.processors.close()
    await app.state["conduct"].carriers.close()
    await pool.close()


def _dependencies() -> dict[str, Provide]:
    return {
        "settings": _from_state("settings"),
        "pool": _from_state("pool"),
        "engine": _from_state("engine"),
        "sessions": _from_state("sessions"),
        "clock": _from_state("clock"),
        "policy": _from_state("policy"),
        "live": _from_state("live"),
        "policy_office": Provide(provide_policy_office, sync_to_thread=False),
        "call": Provide(provide_call),
        "withholding": Provide(provide_withholding, sync_to_thread=False),
        "accounts": Provide(provide_accounts, sync_to_thread=False),
        **FILE_DEPENDENCIES,
        **PARCEL_DEPENDENCIES,
        **ADVANCE_DEPENDENCIES,
        **CLAIM_DEPENDENCIES,
        **CHARGEBACK_DEPENDENCIES,
        **JURY_DEPENDENCIES,
        "stock_office": Provide(provide_stock_office, sync_to_thread=False),
        "order_office": Provide(provide_order_office, sync_to_thread=False),
        "webhook_office": Provide(provide_webhook_office, sync_to_thread=False),
        "new_ids": Provide(provide_ids, sync_to_thread=False),
        "perform": Provide(provide_perform, sync_to_thread=False),
        "principal": Provide(provide_principal),
        "language": Provide(provide_language, sync_to_thread=False),
    }


def _handlers() -> list[Any]:
    return [
        cases_router(*CONVERSATION_HANDLERS),
        OrdersController,
        OrderAddressController,
        GoodsRecordsController,
        BuyerAddressController,
        StockController,
        *FILE_ROUTES,
        *CASE_FILE_ROUTES,
        *DISPUTE_ROUTES,
        *JURY_ROUTES,
        *EMBED_ROUTES,
        *CARRIER_ROUTES,
        *ADVANCE_HANDLERS,
        *CLAIM_ROUTES,
        *CHARGEBACK_ROUTES,
        *WEBHOOK_ROUTES,
        *POLICY_ROUTES,
        *WORK_ROUTES,
        *DESK_WORK_ROUTES,
        *BLIND_ROUTES,
        NotificationsController,
        *SEARCH_HANDLERS,
        *VIEW_ROUTES,
        *PEOPLE_ROUTES,
        metrics,
        receive,
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

    async def perform(request: Request, dry: bool) -> Done:
        await hold_to_own_words(engine.pool, request, dry)
        return await (engine.dry_run(request) if dry else engine.command(request))

    return perform


def provide_withholding(state: State) -> Withholding:
    """The dependency `withholding`: what the desk keeps somebody from doing."""
    pool: Pool = state["pool"]

    async def withholding(
        who: Principal, states: Sequence[CaseState], now: datetime
    ) -> Mapping[int, Withheld]:
        return await withheld_from(pool, who, states, now)

    return withholding


def provide_ids(state: State) -> IdMaker:
    """The dependency `new_ids`: what makes ids."""
    engine: Engine = state["engine"]
    return engine.ids


def provide_stock_office(state: State) -> StockOffice:
    """The dependency `stock_office`: what telling and reading stock needs."""
    engine: Engine = state["engine"]
    return StockOffice(engine.pool, engine.clock)


def provide_order_office(state: State) -> OrderOffice:
    """The dependency `order_office`: what recording orders needs."""
    engine: Engine = state["engine"]
    policy: Policy = state["policy"]
    return OrderOffice(
        engine.pool,
        engine.clock,
        engine.ids,
        engine.consequences,
        policy.catalogue.problem_with,
        units_asked_back,
    )


def provide_policy_office(state: State) -> PolicyOffice:
    """The dependency `policy_office`: what changing packs needs."""
    engine, policy = state["engine"], state["policy"]
    return PolicyOffice(engine.pool, engine.clock, policy.shelf, lint_upload)


def provide_webhook_office(state: State) -> WebhookOffice:
    """The dependency `webhook_office`. Only production insists on https."""
    engine: Engine = state["engine"]
    settings: Settings = state["settings"]
    https_only = settings.mode is Mode.PRODUCTION
    return WebhookOffice(engine.pool, engine.clock, engine.ids, https_only, settings.webhook_allowed_hosts)


async def provide_call(request: HttpRequest[Any, Any, Any], state: State) -> Call:
    """The dependency `call`."""
    principal = await provide_principal(request)
    catalogue: Catalogue = state["policy"].catalogue
    return Call(
        principal, language_of(request), provide_perform(state), catalogue, provide_withholding(state)
    )


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
