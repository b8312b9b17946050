"""For pages that stay open: whether their case has changed, as a stream of events or asked now and then."""

from typing import Any

from litestar import Response, get
from litestar.di import NamedDependency
from litestar.params import SkipValidation
from litestar.response import Stream

from makegood.accounts import authorise
from makegood.cases.api import parse_id
from makegood.db.pool import Pool
from makegood.kit.errors import NotFound
from makegood.kit.ids import bucket_of
from makegood.web.live import LiveCases
from makegood.web.pages.shell import Database, HtmlRequest, Installation, PathPart, Reader, reader_or_guest

Watching = NamedDependency[SkipValidation[LiveCases]]
_STREAM_HEADERS = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}


@get("/cases/{case_id:str}/live", include_in_schema=False, opt={"stays_open": True})
async def case_live(
    case_id: PathPart, request: HtmlRequest, pool: Database, settings: Installation, live: Watching
) -> Stream:
    """Server-sent events: `version` with the case's version, now and after every change."""
    reader = await reader_or_guest(request, settings)
    number = parse_id(case_id, "case")
    version = await version_seen(pool, reader, number)
    events = await live.open(number, _who(request, reader), version)
    return Stream(events, media_type="text/event-stream", headers=_STREAM_HEADERS)


def _who(request: HtmlRequest, reader: Reader) -> str:
    """Whose streams are counted together; guests of a demo by their address."""
    return f"guest {request.client.host if request.client else ''}" if reader.is_guest else reader.me.label


@get("/cases/{case_id:str}/version", include_in_schema=False)
async def case_version(
    case_id: PathPart, request: HtmlRequest, pool: Database, settings: Installation
) -> Response[Any]:
    """Whether a case has changed, by its ETag; for browsers whose stream does not hold."""
    reader = await reader_or_guest(request, settings)
    version = await version_seen(pool, reader, parse_id(case_id, "case"))
    etag = f'"v{version}"'
    headers = {"ETag": etag, "Cache-Control": "private, no-cache"}
    same = request.headers.get("if-none-match") == etag
    return Response(None if same else {"version": version}, status_code=304 if same else 200, headers=headers)


async def version_seen(pool: Pool, reader: Reader, case_id: int) -> int:
    """The version of a case that a reader may see. Raises NotFound for others'."""
    row = await pool.fetchrow(
        "SELECT version, buyer_id, merchant_id FROM cases WHERE bucket = $1 AND id = $2",
        bucket_of(case_id),
        case_id,
    )
    if row is None:
        raise NotFound(what="case")
    authorise(reader.me, "case.read", row["buyer_id"], row["merchant_id"])
    return int(row["version"])


LIVE_HANDLERS = [case_live, case_version]
