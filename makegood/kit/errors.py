"""PURE: refusals. A class per obstacle: its docstring is the message, its name the stable code."""

import re
from functools import cache
from typing import Any, ClassVar

_BOUNDARY = re.compile(r"(?<!^)(?=[A-Z])")


class Refused(Exception):
    """The request was refused."""

    status: ClassVar[int] = 409

    def __init__(self, **fields: Any) -> None:
        super().__init__(type(self).code())
        self.fields = fields

    @classmethod
    def code(cls) -> str:
        """The stable machine-readable code: `NotAwaitingDecision` is `not_awaiting_decision`."""
        return _code(cls.__name__)

    @classmethod
    def template(cls) -> str:
        """The message in English, with named gaps for the fields; the key of its translations."""
        return _sentence(cls.__doc__ or "")

    def __str__(self) -> str:
        return self.template().format_map(_Gaps(self.fields))


@cache
def _code(name: str) -> str:
    return _BOUNDARY.sub("_", name).lower()


@cache
def _sentence(doc: str) -> str:
    return " ".join(doc.split())


class _Gaps(dict[str, Any]):
    def __missing__(self, key: str) -> str:
        return f"{{{key}}}"


class NotFound(Refused):
    """There is no such {what} here, or it is not yours to see."""

    status = 404


class Invalid(Refused):
    """{field}: {problem}"""

    status = 422


class NotSignedIn(Refused):
    """Sign in or send an API key first."""

    status = 401


class NotPermitted(Refused):
    """Your role ({role}) may not {operation}."""

    status = 403


class KeyReused(Refused):
    """This Idempotency-Key was already used for another request; use a new key for a new request."""

    status = 422


class VersionChanged(Refused):
    """The record has changed since you read it (you sent version {sent}, it is at {current}); read it again."""

    status = 412


def refusals() -> list[type[Refused]]:
    """Every refusal class that the product defines, by code; for the API's description and the docs."""
    found: dict[str, type[Refused]] = {}
    rest = [Refused]
    while rest:
        cls = rest.pop()
        rest.extend(cls.__subclasses__())
        if cls is not Refused:
            found[cls.code()] = cls
    return [found[code] for code in sorted(found)]
