"""The operator's page of panels: whether there are any, who may sit, and how the desk ruled after them."""

from typing import Any

from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.params import SkipValidation
from litestar.response import Redirect

from makegood.jury import JuryOffice, JurySettings
from makegood.kit.errors import Refused
from makegood.web.pages.case.operations import refusal_words
from makegood.web.pages.case.page import typed_of
from makegood.web.pages.console.frame import console_page, operator_of
from makegood.web.pages.jury import words as jury_words
from makegood.web.pages.shell import HtmlRequest, Reader, go
from makegood.web.pages.typed import FieldNotUsable

Office = NamedDependency[SkipValidation[JuryOffice]]
PATH = "/console/jury"
MOST = {"known_days": 3650, "least_orders": 1000, "rest_days": 365, "version": 2**31 - 1}


@get(PATH, include_in_schema=False)
async def show_settings(request: HtmlRequest, jury_office: Office) -> Response[str]:
    """The form."""
    reader = await operator_of(request, "jury.manage")
    told = jury_words.DONE.get(request.query_params.get("done", ""), "")
    return await _page(reader, jury_office, told=told)


@post(PATH, include_in_schema=False)
async def change_settings(request: HtmlRequest, jury_office: Office) -> Response[str] | Redirect:
    """Set what was typed."""
    reader = await operator_of(request, "jury.manage")
    typed = await typed_of(request)
    try:
        numbers = {name: _number(typed, name) for name in MOST}
        await jury_office.set_settings(reader.me, JurySettings(is_on=typed.get("is_on") == "yes", **numbers))
    except Refused as refusal:
        if refusal.status in (401, 404):
            raise
        return await _page(reader, jury_office, refusal)
    return go(f"{PATH}?done=set")


async def _page(
    reader: Reader, office: JuryOffice, refused: Refused | None = None, told: str = ""
) -> Response[str]:
    return console_page(
        "jury", reader, refused.status if refused else 200, jury=await office.settings(reader.me),
        figures_of=await office.figures(reader.me), labels=jury_words.SETTINGS, most=MOST, said=told,
        refused=refusal_words(refused, reader.language) if refused else "",
    )  # fmt: skip


def _number(typed: dict[str, str], name: str) -> int:
    written = typed.get(name, "").strip()
    if not (written.isascii() and written.isdigit() and len(written) <= 10) or int(written) > MOST[name]:
        raise FieldNotUsable(field=jury_words.SETTINGS[name])
    return int(written)


JURY_SETTINGS_HANDLERS: list[Any] = [show_settings, change_settings]
