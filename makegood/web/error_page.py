"""Problems as a page, for people."""

from typing import Any

from litestar import Request, Response

from makegood.kit.problem import Problem
from makegood.web.pages.shell import page, reader_of_problem


def wants_page(request: Request[Any, Any, Any]) -> bool:
    """Whether a person looks: a browser outside the API."""
    path = request.url.path
    return not path.startswith(("/api/", "/openapi")) and "text/html" in request.headers.get("accept", "")


def error_page(request: Request[Any, Any, Any], problem: Problem) -> Response[str]:
    """What went wrong, and where to go from here."""
    return page("problem.html", reader_of_problem(request), problem.status, problem=problem)
