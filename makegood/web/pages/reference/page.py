"""Reference for people: the API out of its own description, and every refusal in both languages."""

from litestar import Response, get

from makegood.kit.errors import refusals
from makegood.kit.i18n import text
from makegood.web.pages.reference.schema import ApiReference, describe
from makegood.web.pages.shell import HtmlRequest, Installation, page, reader_of

PROBLEMS = {
    "bad_request": (400, "The request is not as it must be: see errors."),
    "method_not_allowed": (405, "This address does not take that method."),
    "too_large": (413, "The request is too large."),
    "unsupported_media_type": (415, "Send JSON with the content type application/json."),
    "internal_error": (500, "Something went wrong on our side; nothing was changed."),
    "unavailable": (
        503,
        "The database did not answer. Send the request again with the same Idempotency-Key; it is carried out once.",
    ),
}
"""Problems that are no refusals: code to status and sentence."""


@get("/docs", include_in_schema=False, opt={"open": True})
async def docs(request: HtmlRequest, settings: Installation) -> Response[str]:
    """The API: every operation with its parameters, fields, answers and an example."""
    reader = await reader_of(request)
    return page("reference.html", reader, api=_reference(request), base=settings.url)


def _reference(request: HtmlRequest) -> ApiReference:
    """The description, read once for each application."""
    kept: ApiReference | None = getattr(request.app.state, "api_reference", None)
    if kept is None:
        kept = describe(request.app.openapi_schema.to_schema())
        request.app.state["api_reference"] = kept
    return kept


@get("/problems", include_in_schema=False, opt={"open": True})
async def problems(request: HtmlRequest) -> Response[str]:
    """Every refusal by its code: where the `type` of a problem leads."""
    reader = await reader_of(request)
    told = [(cls.code(), cls.status, cls.template()) for cls in refusals()]
    told += [(code, status, sentence) for code, (status, sentence) in PROBLEMS.items()]
    rows = [(code, status, english, text("zh-CN", english)) for code, status, english in sorted(told)]
    return page("problems.html", reader, rows=rows)


REFERENCE_HANDLERS = [docs, problems]
