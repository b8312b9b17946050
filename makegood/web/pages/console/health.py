"""The health of the installation: the database, workers, deferred jobs, webhooks, this process."""

from datetime import UTC, datetime, timedelta
from typing import Any

from litestar import Response, get
from litestar.di import NamedDependency
from litestar.params import SkipValidation
from msgspec import Struct
from prometheus_client import REGISTRY

from makegood import __version__
from makegood.accounts import authorise
from makegood.db.condition import DatabaseCondition, database_condition
from makegood.db.job_reading import (
    DeadJob,
    JobsStanding,
    WorkerSeen,
    dead_count,
    dead_jobs,
    jobs_standing,
    workers_seen,
)
from makegood.db.pool import Pool
from makegood.db.turns import PutOff, turns_put_off
from makegood.evidence import FileOffice, FileStore
from makegood.kit.settings import Settings
from makegood.web.pages.console.frame import LARGEST_ID, Caller, Machine, console_page, operator_of
from makegood.web.pages.names import names_of
from makegood.web.pages.shell import Database, HtmlRequest, Installation, new_key
from makegood.webhooks import EndpointHealth, WebhookBacklog, endpoints_health, webhook_backlog

Files = NamedDependency[SkipValidation[FileOffice]]
ALIVE = timedelta(seconds=30)
SHOWN = 50


class WebProcess(Struct, frozen=True):
    """This server's process, as far as the machine tells. Times in seconds."""

    up_seconds: int | None
    cpu_seconds: float | None
    memory_bytes: int | None
    open_files: int | None


class FilesCondition(Struct, frozen=True):
    """Where photos and papers are kept, and why that cannot be used now; empty where it can."""

    place: str
    problem: str


class Health(Struct, frozen=True):
    """How the installation is. Workers are seen in the machine's time, jobs wait in the product's."""

    version: str
    mode: str
    real_now: datetime
    database: DatabaseCondition
    workers: list[WorkerSeen]
    jobs: list[JobsStanding]
    dead: list[DeadJob]
    dead_count: int
    put_off: list[PutOff]
    backlog: WebhookBacklog
    endpoints: list[EndpointHealth]
    process: WebProcess
    files: FilesCondition

    @property
    def workers_alive(self) -> int:
        """Workers that showed themselves within half a minute."""
        return sum(1 for worker in self.workers if worker.last_seen_at > self.real_now - ALIVE)


async def health_of(pool: Pool, now: datetime, settings: Settings, files: FileStore) -> Health:
    """Everything that the page of health shows."""
    real_now = datetime.now(UTC)
    condition = FilesCondition(files.shelf.told, await files.problem())
    async with pool.acquire() as connection:
        return Health(
            __version__,
            settings.mode.value,
            real_now,
            await database_condition(connection),
            await workers_seen(connection, SHOWN),
            await jobs_standing(connection, now, real_now),
            await dead_jobs(connection, LARGEST_ID, SHOWN),
            await dead_count(connection),
            await turns_put_off(connection, SHOWN),
            await webhook_backlog(connection),
            await endpoints_health(connection, 0, SHOWN),
            _process(real_now),
            condition,
        )


def _process(real_now: datetime) -> WebProcess:
    started = REGISTRY.get_sample_value("process_start_time_seconds")
    memory = REGISTRY.get_sample_value("process_resident_memory_bytes")
    files = REGISTRY.get_sample_value("process_open_fds")
    return WebProcess(
        int(real_now.timestamp() - started) if started else None,
        REGISTRY.get_sample_value("process_cpu_seconds_total"),
        int(memory) if memory else None,
        int(files) if files else None,
    )


@get("/console/health", include_in_schema=False)
async def show_health(
    request: HtmlRequest, pool: Database, settings: Installation, file_office: Files
) -> Response[str]:
    """The page of health."""
    reader = await operator_of(request)
    health = await health_of(pool, reader.now, settings, file_office.files)
    merchants = {str(one.endpoint.merchant_id) for one in health.endpoints if one.endpoint.merchant_id}
    return console_page(
        "health",
        reader,
        health=health,
        names=await names_of(pool, (), merchants, reader.role),
        told=request.query_params.get("done", ""),
        key=new_key(),
        alive=ALIVE,
    )


@get("/api/console/health", tags=["console"], summary="The health of the installation")
async def read_health(
    principal: Caller, pool: Database, engine: Machine, settings: Installation, file_office: Files
) -> Health:
    """Database, workers, jobs, webhooks, where files are kept, and this process. For operators."""
    authorise(principal, "console.read")
    return await health_of(pool, engine.clock.now(), settings, file_office.files)


HEALTH_HANDLERS: list[Any] = [show_health, read_health]
