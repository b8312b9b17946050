"""What somebody of the desk can take, as an operator sets it: a page of each person, and the same in words."""

from typing import Any

from litestar import Response, get, post
from litestar.response import Redirect

from makegood.accounts import PrincipalRole, person_by_id
from makegood.cases.api import parse_id
from makegood.desk import DeskPerson, Skills, keep_person, person_listed
from makegood.kit.errors import NotFound, Refused
from makegood.kit.i18n import counted, text
from makegood.web.pages import words
from makegood.web.pages.case.operations import refusal_words
from makegood.web.pages.case.page import typed_of
from makegood.web.pages.desk import words as desk_words
from makegood.web.pages.desk.frame import SERVICE, desk_page, desk_reading
from makegood.web.pages.shell import Database, HtmlRequest, PathPart, Reader, go
from makegood.web.pages.typed import narrow

_OF_ACCOUNTS = "person-"
_OF_THE_DESK = (PrincipalRole.DESK, PrincipalRole.SENIOR)


@get(f"{SERVICE}/people/{{person:str}}", include_in_schema=False)
async def show_skills(person: PathPart, request: HtmlRequest, pool: Database) -> Response[str]:
    """What somebody can take, to be changed: of whoever is listed, or has an account of the desk."""
    reader = await desk_reading(request, "desk.manage")
    return _page(reader, await _known(pool, person))


@post(f"{SERVICE}/people/{{person:str}}", include_in_schema=False)
async def set_skills(person: PathPart, request: HtmlRequest, pool: Database) -> Response[str] | Redirect:
    """Set what somebody can take. From then on they get cases given and take none by hand."""
    reader = await desk_reading(request, "desk.manage")
    known = await _known(pool, person)
    try:
        changed = _changed(known, await typed_of(request))
        await keep_person(pool, changed, reader.me, reader.now)
    except Refused as refusal:
        return _page(reader, known, refusal_words(refusal, reader.language), refusal.status)
    return go(f"{SERVICE}?done=skills#{known.person}")


def can_take(one: DeskPerson, language: str) -> str:
    """What somebody can take, in a line."""
    skills = one.skills
    types = [text(language, words.TYPES[each]) if each in words.TYPES else each for each in skills.types]
    tongues = [
        text(language, desk_words.LANGUAGES[each]) if each in desk_words.LANGUAGES else each
        for each in skills.languages
    ]
    most = skills.most_open
    parts = [
        ", ".join(types) or text(language, "All kinds of cases"),
        ", ".join(skills.categories) or text(language, "all goods"),
        ", ".join(tongues) or text(language, "all languages"),
        counted(language, "{count} case at a time", "{count} cases at a time", most, count=most),
    ]
    return " · ".join(parts)


async def _known(pool: Database, person: str) -> DeskPerson:
    """Somebody who is listed, or an account of the desk of whom nothing is set yet. Raises NotFound for everybody else."""
    listed = await person_listed(pool, person)
    if listed is not None:
        return listed
    if not person.startswith(_OF_ACCOUNTS):
        raise NotFound(what="person")
    account = await person_by_id(pool, parse_id(person.removeprefix(_OF_ACCOUNTS), "person"))
    if account.role not in _OF_THE_DESK:
        raise NotFound(what="person")
    return DeskPerson(person, account.name)


def _changed(known: DeskPerson, typed: dict[str, str]) -> DeskPerson:
    skills = Skills(
        _ticked(typed, "type_"), _words(typed, "categories"), _ticked(typed, "language_"),
        tuple(parse_id(each, "merchant") for each in _words(typed, "merchants")),
        _number(typed, "most_open") or 0, _number(typed, "most_minor"),
    )  # fmt: skip
    return DeskPerson(known.person, known.name, skills, known.away_until, is_listed=True)


def _words(typed: dict[str, str], name: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(narrow(typed.get(name, "")).replace(",", " ").split()))


def _ticked(typed: dict[str, str], prefix: str) -> tuple[str, ...]:
    return tuple(name.removeprefix(prefix) for name in typed if name.startswith(prefix))


def _number(typed: dict[str, str], name: str) -> int | None:
    """A whole number; None for nothing, and 0, which is none that can be used, for anything else."""
    given = narrow(typed.get(name, ""))
    if not given:
        return None
    return int(given) if given.isascii() and given.isdigit() and len(given) < 17 else 0


def _page(reader: Reader, person: DeskPerson, refused: str = "", status: int = 200) -> Response[str]:
    skills = person.skills
    types = dict.fromkeys((*words.TYPES, *skills.types))
    tongues = dict.fromkeys((*desk_words.LANGUAGES, *skills.languages))
    return desk_page(
        "skills", reader, status, person=person, skills=skills, refused=refused, types=list(types), tongues=list(tongues),
        account=person.person.removeprefix(_OF_ACCOUNTS) if person.person.startswith(_OF_ACCOUNTS) else "",
    )  # fmt: skip


SKILLS_HANDLERS: list[Any] = [show_skills, set_skills]
