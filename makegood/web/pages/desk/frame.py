"""What the pages of the desk share: who may read them, their words, their addresses."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from litestar import Response
from litestar.di import NamedDependency
from litestar.params import SkipValidation
from msgspec import Struct

from makegood.accounts import Principal, PrincipalRole, authorise
from makegood.cases import ClaimedByAnother
from makegood.demo import shown_name
from makegood.flows.engine import Engine
from makegood.kit.errors import Refused
from makegood.web.pages.case.operations import refusal_words
from makegood.web.pages.desk import words as desk_words
from makegood.web.pages.desk import work_words
from makegood.web.pages.shell import HtmlRequest, Reader, page, reader_of
from makegood.web.pages.time import zone_of

Machine = NamedDependency[SkipValidation[Engine]]
HOME = "/desk"
SERVICE = "/desk/service"


class Choice(Struct, frozen=True):
    """A link that narrows a list; `label` is English. `count` is text, None for none."""

    label: str
    href: str
    chosen: bool
    count: str | None = None


async def desk_reading(request: HtmlRequest, operation: str = "desk.read") -> Reader:
    """Who reads. Raises NotSignedIn, and NotPermitted for everybody but the desk."""
    reader = await reader_of(request, signed_in=True)
    authorise(reader.me, operation)
    return reader


def desk_page(template: str, reader: Reader, status: int = 200, **context: Any) -> Response[str]:
    """A template of the desk, with its words."""

    def called(person: str, name: str) -> str:
        return colleague(person, name, reader.language)

    return page(
        f"desk/{template}.html",
        reader,
        status,
        desk_words=desk_words,
        work_words=work_words,
        called=called,
        **context,
    )


def colleague(person: str, name: str, language: str) -> str:
    """What a reader calls a person of the desk, of whom the label and the session's name were kept."""
    role, _, rest = person.partition(":")
    return shown_name(Principal(PrincipalRole(role), name=name), language) or rest


def in_words(refusal: Refused, reader: Reader) -> str:
    """Why something was refused, in the reader's language; a colleague by name."""
    if isinstance(refusal, ClaimedByAnother):
        refusal.fields["name"] = colleague(refusal.fields["person"], refusal.fields["name"], reader.language)
    return refusal_words(refusal, reader.language)


def address(path: str, query: Mapping[str, str], **changes: str) -> str:
    """An address with those parameters that are not empty."""
    wanted = {name: value for name, value in {**query, **changes}.items() if value}
    return f"{path}?{urlencode(wanted)}" if wanted else path


def case_path(case_id: str | int) -> str:
    """The file of a case at the desk."""
    return f"{HOME}/cases/{case_id}"


def day_began(reader: Reader) -> datetime:
    """When the reader's day began, where they are."""
    return reader.now.astimezone(zone_of(reader.language, reader.zone)).replace(
        hour=0, minute=0, second=0, microsecond=0
    )
