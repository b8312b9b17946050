"""HTTP: the receivers of webhooks that the server of a demo plays; anywhere else they do not exist."""

from typing import Any

from litestar import Request as HttpRequest
from litestar import Response, post
from litestar.di import NamedDependency
from litestar.params import FromPath, SkipValidation

from makegood.demo import answer_of
from makegood.kit.errors import NotFound
from makegood.kit.settings import Mode, Settings

SIGNED_WITH = ("webhook-id", "webhook-timestamp", "webhook-signature")


@post("/demo/receivers/{receiver:str}", include_in_schema=False, opt={"open": True})
async def receive(
    receiver: FromPath[str],
    request: HttpRequest[Any, Any, Any],
    settings: NamedDependency[SkipValidation[Settings]],
) -> Response[None]:
    """Take an event, or be out of order, as the receiver is. Nothing is kept. Raises NotFound."""
    status = answer_of(receiver)
    if settings.mode is not Mode.DEMO or status is None:
        raise NotFound(what="page")
    if not all(name in request.headers for name in SIGNED_WITH):
        status = 400
    return Response(None, status_code=status)
