"""PURE: problem details (RFC 9457): the shape of every error that the API gives."""

from collections.abc import Mapping
from typing import Any

from msgspec import Struct

from makegood.kit.errors import Refused
from makegood.kit.i18n import refusal_text

MEDIA_TYPE = "application/problem+json"


class Problem(Struct, frozen=True, omit_defaults=True):
    """Why a request was not carried out: a stable `code`, the obstacle in words, and the fields at fault."""

    type: str
    title: str
    status: int
    code: str
    detail: str
    fields: dict[str, Any] = {}
    errors: list[dict[str, str]] = []


def problem_of(refusal: Refused, language: str, named: Mapping[str, str] | None = None) -> Problem:
    """A refusal as problem details, in the reader's language. `named`: what its sentence says instead of codes."""
    code = type(refusal).code()
    detail = refusal_text(language, refusal, named)
    fields = {
        name: value for name, value in refusal.fields.items() if isinstance(value, str | int | list | dict)
    }
    return Problem(f"/problems#{code}", detail, refusal.status, code, detail, fields)
