"""Every error leaves as problem details (RFC 9457), in the language asked for; never as a trace."""

import re
import traceback
from typing import Any

import asyncpg
import msgspec
import structlog
from litestar import Request, Response
from litestar.exceptions import HTTPException, SerializationException, ValidationException

from makegood.db.gather import CommitUnknown
from makegood.db.job_outcome import error_text
from makegood.db.pool import CONNECTION_LOST
from makegood.kit.errors import NotFound, Refused
from makegood.kit.fault_words import body_fault, fault_in_words, field_at_fault
from makegood.kit.i18n import text
from makegood.kit.problem import MEDIA_TYPE, Problem, problem_of
from makegood.web.caller import language_of
from makegood.web.error_page import error_page, wants_page
from makegood.web.operation_names import named

log = structlog.get_logger()

_CODES = {
    400: "bad_request",
    404: "not_found",
    405: "method_not_allowed",
    413: "too_large",
    415: "unsupported_media_type",
}


_MISSING = re.compile(r"Missing required \w+ parameter '([^']{1,100})'")
_NO_BODY = "'data'"  # how the framework says that the body is missing


def respond(
    request: Request[Any, Any, Any], problem: Problem, headers: dict[str, str] | None = None
) -> Response[Any]:
    """A problem as the caller reads it: JSON for programs, a page for people."""
    if wants_page(request):
        answer = error_page(request, problem)
        answer.headers.update(headers or {})
        return answer
    return Response(
        msgspec.json.encode(problem), status_code=problem.status, media_type=MEDIA_TYPE, headers=headers or {}
    )


def refused(request: Request[Any, Any, Any], refusal: Refused) -> Response[Any]:
    """A refusal, in words."""
    headers = {"WWW-Authenticate": 'Bearer realm="makegood"'} if refusal.status == 401 else {}
    if "retry_after_seconds" in refusal.fields:
        headers["Retry-After"] = str(refusal.fields["retry_after_seconds"])
    language = language_of(request)
    return respond(request, problem_of(refusal, language, named(refusal, language)), headers)


def http_problem(request: Request[Any, Any, Any], error: HTTPException) -> Response[Any]:
    """What the framework found wrong: unknown path, wrong method, unreadable body, fields at fault."""
    language = language_of(request)
    if error.status_code == 404:
        return refused(request, NotFound(what="page"))
    if error.status_code >= 500:
        return unexpected(request, error)
    code = _CODES.get(error.status_code, "bad_request")
    errors = _field_errors(error, language)
    words = (
        text(language, "The request is not as it must be: see errors.")
        if errors
        else _sentence(language, error)
    )
    problem = Problem(f"/problems#{code}", words, error.status_code, code, words, {}, errors)
    headers = {
        name: value
        for name, value in (error.headers or {}).items()
        if name.lower() in ("allow", "retry-after")
    }
    return respond(request, problem, headers)


def _sentence(language: str, error: HTTPException) -> str:
    match error.status_code:
        case 405:
            return text(language, "This address does not take that method.")
        case 413:
            return text(language, "The request is too large.")
        case 415:
            return text(language, "Send JSON with the content type application/json.")
    missing = _MISSING.match(str(error.detail))
    if missing is not None:
        return text(language, "Say {parameter}: it is missing in the request.", parameter=missing[1])
    if isinstance(error, ValidationException):
        return body_fault(language, "", is_empty=True)
    if isinstance(error.__cause__, SerializationException):
        return body_fault(language, str(error.detail))
    return str(error.detail)[:300]


def _field_errors(error: HTTPException, language: str) -> list[dict[str, str]]:
    """What is wrong with each field; empty when it is that there is no body."""
    if not isinstance(error, ValidationException) or not isinstance(error.extra, list):
        return []
    return [
        _field_error(str(one.get("key", "")), str(one.get("message", "")), language)
        for one in error.extra[:50]
        if isinstance(one, dict) and (one.get("key"), one.get("message")) != ("data", _NO_BODY)
    ]


def _field_error(key: str, message: str, language: str) -> dict[str, str]:
    field = field_at_fault("" if key == "data" else key, message) or "body"
    return {"field": field[:300], "problem": fault_in_words(language, message)[:300]}


def route_of(request: Request[Any, Any, Any]) -> str:
    """The route of a request, without what stands in its gaps."""
    return f"{request.method} {request.scope.get('path_template') or 'unmatched'}"


def busy(request: Request[Any, Any, Any], error: Exception) -> Response[Any]:
    """The database is for a moment not there, or lost in mid-commit."""
    log.warning("database_unavailable", error=type(error).__name__, route=route_of(request))
    words = text(
        language_of(request),
        "The database did not answer. Send the request again with the same Idempotency-Key; it is carried out once.",
    )
    problem = Problem("/problems#unavailable", words, 503, "unavailable", words)
    return respond(request, problem, {"Retry-After": "1"})


def unexpected(request: Request[Any, Any, Any], error: Exception) -> Response[Any]:
    """A fault of ours: logged with its place, told in one sentence."""
    # Messages of errors (a row that PostgreSQL refuses, say) and paths can quote people's data: neither is logged.
    trace = "".join(traceback.format_tb(error.__traceback__))
    log.error("request_failed", route=route_of(request), error=error_text(error), trace=trace)
    words = text(language_of(request), "Something went wrong on our side; nothing was changed.")
    return respond(request, Problem("/problems#internal_error", words, 500, "internal_error", words))


def too_deep(request: Request[Any, Any, Any], error: Exception) -> Response[Any]:
    """A body nested deeper than any real one."""
    words = text(language_of(request), "The body is nested too deeply.")
    return respond(request, Problem("/problems#bad_request", words, 400, "bad_request", words))


def not_utf8(request: Request[Any, Any, Any], error: Exception) -> Response[Any]:
    """A body whose bytes are no text."""
    words = text(language_of(request), "The body is not UTF-8.")
    return respond(request, Problem("/problems#bad_request", words, 400, "bad_request", words))


EXCEPTION_HANDLERS: dict[Any, Any] = {
    Refused: refused,
    HTTPException: http_problem,
    CommitUnknown: busy,
    **dict.fromkeys((*CONNECTION_LOST, asyncpg.TooManyConnectionsError, TimeoutError), busy),
    RecursionError: too_deep,
    UnicodeDecodeError: not_utf8,
    Exception: unexpected,
}
