"""The file of one case beside the queue: the case's own panels, the buyer in figures, and templates for the answer."""

from msgspec import Struct

from makegood.cases import (
    CaseView,
    Dealings,
    Policy,
    ReplyTemplate,
    dealings,
    merged,
    template_of,
    templates_of,
)
from makegood.cases.api import parse_id, seen
from makegood.db.pool import Pool
from makegood.kit.i18n import text
from makegood.kit.money import money_text
from makegood.orders import merchant_glance
from makegood.web.pages import words
from makegood.web.pages.case.model import headline_of, title_of
from makegood.web.pages.case.panels import panels_for
from makegood.web.pages.case.reasons import reasons_of
from makegood.web.pages.case.scene import CaseScene, Shown, Typed, scene_of
from makegood.web.pages.names import names_of
from makegood.web.pages.shell import Reader, new_key
from makegood.web.pages.time import moment_text


class Offered(Struct, frozen=True):
    """A template by its title, and the address that fills it in."""

    title: str
    href: str
    chosen: bool


class Beside(Struct, frozen=True):
    """The file as the template draws it. `close` leads back to the list alone, `back` here again."""

    scene: CaseScene
    title: str
    headline: str
    panels: list[Shown]
    buyer: Dealings
    templates: list[Offered]
    close: str
    back: str

    @property
    def view(self) -> CaseView:
        """The case."""
        return self.scene.view


_LEFT_OUT = frozenset({"order"})
"""Panels that the list itself stands for."""


async def beside(
    pool: Pool, policy: Policy, reader: Reader, case_id: str, template_id: str, list_href: str
) -> Beside:
    """The file of a case. Raises NotFound for a case or a template that is not the reader's."""
    found = await seen(pool, parse_id(case_id, "case"), reader.me, reader.now)
    state = found.case.state
    names = await names_of(pool, [str(state.buyer_id)], [str(state.merchant_id)], reader.role)
    plain = scene_of(pool, policy, reader, found, names, new_key())
    typed = await _typed(pool, plain, template_id) if template_id else None
    scene = scene_of(pool, policy, reader, found, names, plain.key, typed) if typed else plain
    back = f"{list_href}{'&' if '?' in list_href else '?'}case={state.id}"
    return Beside(
        scene, title_of(scene.view, reader.language),
        headline_of(scene.view, reader, scene.buyer, scene.merchant),
        [one for one in await panels_for(scene) if one.name not in _LEFT_OUT],
        await dealings(pool, state.merchant_id, state.buyer_id),
        await _offered(pool, state.merchant_id, back, template_id), list_href, back,
    )  # fmt: skip


async def _typed(pool: Pool, scene: CaseScene, template_id: str) -> Typed:
    merchant_id = scene.found.case.state.merchant_id
    template = await template_of(pool, merchant_id, parse_id(template_id, "template"))
    return Typed("say", {"text": merged(template.body, await values_for(pool, scene))})


async def values_for(pool: Pool, scene: CaseScene) -> dict[str, str]:
    """What a case fills the gaps of a template with, in the reader's language."""
    shop = await merchant_glance(pool, scene.found.case.state.merchant_id)
    return gap_values(scene, (shop.return_address if shop else None) or "")


def gap_values(scene: CaseScene, return_address: str) -> dict[str, str]:
    """The gaps by name; empty for what the case cannot say now."""
    view, language = scene.view, scene.reader.language
    owed = scene.found.case.state.owed_minor
    refund = view.refunded_minor or owed
    reasons = reasons_of(scene.policy.catalogue, language)
    return {
        "buyer": scene.buyer,
        "shop": scene.merchant,
        "order": view.order_number,
        "item": title_of(view, language),
        "amount": money_text(view.requested_minor, view.currency, language),
        "refund": money_text(refund, view.currency, language),
        "reason": reasons.get(view.reason, view.reason),
        "stage": text(language, words.STAGES[view.stage.value]),
        "until": moment_text(view.due_at, language) if view.due_at else "",
        "address": return_address,
    }


async def _offered(pool: Pool, merchant_id: int, back: str, chosen: str) -> list[Offered]:
    found: list[ReplyTemplate] = (await templates_of(pool, merchant_id)).templates
    return [Offered(each.title, f"{back}&template={each.id}#say", each.id == chosen) for each in found]
