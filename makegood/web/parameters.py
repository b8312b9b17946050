"""Parameters of an address that the API does not know are named, as unknown fields of a body are: a mistyped `dry_run` that
was passed over would be a write in earnest, and a mistyped filter an answer about everything.
"""

import difflib
from typing import Any, ClassVar
from urllib.parse import parse_qsl
from weakref import WeakKeyDictionary

from litestar.connection import ASGIConnection
from litestar.handlers.base import BaseRouteHandler
from litestar.handlers.http_handlers import HTTPRouteHandler

from makegood.kit.errors import Refused
from makegood.web.frame import FRAME_MARK

_EVERYWHERE = frozenset({"lang", FRAME_MARK})
_known: WeakKeyDictionary[BaseRouteHandler, frozenset[str] | None] = WeakKeyDictionary()


class UnknownParameter(Refused):
    """This address has no parameter {parameter}; it knows {known}."""

    status: ClassVar[int] = 400


async def only_known_parameters(
    connection: ASGIConnection[Any, Any, Any, Any], _copy: BaseRouteHandler
) -> None:
    """A guard of every route: raises UnknownParameter for an address of the API with a parameter that it does not take.

    Pages take what they know and pass over the rest: their links come from mails and other people's pages. It awaits
    nothing, but the framework sends a guard that is not `async` to another thread. It is given a copy of the handler, so
    what is known is kept by the handler itself.
    """
    asked = connection.scope.get("query_string", b"")
    if not asked or not connection.scope["path"].startswith("/api/"):
        return
    known = _known_to(connection.scope["route_handler"])
    if known is None:
        return
    for name, _ in parse_qsl(asked.decode("latin-1"), keep_blank_values=True):
        if name not in known and name not in _EVERYWHERE:
            raise UnknownParameter(parameter=name[:100], known=_told(name, known))


def _known_to(handler: BaseRouteHandler) -> frozenset[str] | None:
    """The parameters that a handler takes; None for one that reads the request by itself."""
    if handler not in _known:
        _known[handler] = _read(handler)
    return _known[handler]


def _read(handler: BaseRouteHandler) -> frozenset[str] | None:
    if not isinstance(handler, HTTPRouteHandler) or "request" in handler.parsed_fn_signature.parameters:
        return None
    model = handler.create_kwargs_model(path_parameters={})
    return frozenset(one.field_alias for one in model.expected_query_params)


def _told(name: str, known: frozenset[str]) -> str:
    """The nearest first, so that a slip is seen at once."""
    near = difflib.get_close_matches(name, sorted(known), 1)
    return ", ".join([*near, *(one for one in sorted(known) if one not in near)]) or "–"
