"""Problems as a page, for people."""

from typing import Any

from litestar import Request, Response

from makegood.kit.problem import Problem
from makegood.web.templates import render


def wants_page(request: Request[Any, Any, Any]) -> bool:
    """Whether a person looks: a browser outside the API."""
    path = request.url.path
    return not path.startswith(("/api/", "/openapi")) and "text/html" in request.headers.get("accept", "")


def error_page(request: Request[Any, Any, Any], problem: Problem) -> Response[str]:
    """What went wrong, and where to go from here."""
    from makegood.web.caller import language_of

    body = render("problem.html", language_of(request), problem=problem)
    return Response(body, status_code=problem.status, media_type="text/html")
