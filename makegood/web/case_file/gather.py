"""Gathering the file of a case: the same readings as its page draws from, so that nothing in it is told otherwise."""

from msgspec import structs

from makegood.accounts import PrincipalRole
from makegood.carriers import freight_of_case
from makegood.cases import AppealDecided, CaseDecisions, CaseRuled, decisions_of, reads_of
from makegood.disputes import boards_view, fact_lines, hearing_of
from makegood.notifications import decided_by
from makegood.orders import snapshot_of
from makegood.web.case_file.model import CaseFile, MoneyTold, RulingMade, Said
from makegood.web.case_file.pieces import Taken
from makegood.web.pages.case.freight_words import freight_words
from makegood.web.pages.case.model import title_of
from makegood.web.pages.case.money import figures, money_ways
from makegood.web.pages.case.panels.answer import marks_told
from makegood.web.pages.case.panels.grounds import cited
from makegood.web.pages.case.panels.money import recovered_of
from makegood.web.pages.case.panels.story import told
from makegood.web.pages.case.scene import CaseScene
from makegood.web.pages.case.thread import Bubble, thread_of
from makegood.web.pages.desk.record import record_of

MOST_DECISIONS = 50
_DESK = (PrincipalRole.DESK, PrincipalRole.SENIOR)


async def gathered(scene: CaseScene, taken: Taken) -> CaseFile:
    """Everything that the reader of a scene may know of its case. `taken`: its evidence."""
    decided = await _decisions(scene)
    async with scene.pool.acquire() as connection:
        hearing = await hearing_of(connection, scene.policy, scene.found)
        bought = await snapshot_of(connection, scene.found.case.state.order_id)
    return CaseFile(
        made_at=scene.reader.now, made_for=scene.reader.role, language=scene.reader.language,
        title=title_of(scene.view, scene.reader.language), buyer=scene.buyer, merchant=scene.merchant,
        case=structs.replace(scene.view, allowed_operations=[]), order=bought, course=told(scene)[::-1],
        messages=await _messages(scene), decisions=decided.decisions,
        decisions_left_out=decided.next_cursor is not None, rulings=_rulings(scene), marks=await marks_told(scene),
        boards=boards_view(hearing, scene.reader.language), evidence=taken.pieces, money=await _money(scene),
    )  # fmt: skip


async def _decisions(scene: CaseScene) -> CaseDecisions:
    return await decisions_of(
        scene.pool, scene.policy, scene.found, scene.reader.language, None, None, MOST_DECISIONS
    )


async def _messages(scene: CaseScene) -> list[Said]:
    """The conversation, the first message first; to take the file is not to have read what is new in it."""
    reads = await reads_of(scene.pool, scene.found.case.state.id, scene.reader.me)
    thread = thread_of(scene, reads)
    return [_said(each) for each in (*thread.earlier, *thread.latest)]


def _said(bubble: Bubble) -> Said:
    names = tuple(each.name for each in bubble.files)
    return Said(bubble.seq, bubble.at, bubble.by, bubble.name, bubble.text, names)


def _rulings(scene: CaseScene) -> list[RulingMade]:
    """Every ruling and every decision on an appeal, with its grounds by the rules of its moment."""
    made = []
    for stored in scene.found.case.events:
        event = stored.event
        if isinstance(event, CaseRuled | AppealDecided):
            ruling = event.ruling
            grounds = cited(scene, ruling, stored.at)
            made.append(
                RulingMade(
                    stored.at, stored.actor.value, ruling.favour.value, ruling.amount_minor, ruling.reason, grounds,
                    ruling.freight_by, fact_lines(ruling.rests_on, scene.policy.catalogue, scene.reader.language),
                    decided_by(event, stored.actor.value, stored.who),
                )
            )  # fmt: skip
    return made


async def _money(scene: CaseScene) -> MoneyTold:
    """The money as the page tells it; for the desk with the transactions of the book."""
    charges = await freight_of_case(scene.pool, scene.found.case.state.id)
    is_desk = scene.reader.me.role in _DESK
    record = await record_of(scene.pool, scene.reader, scene.found) if is_desk else None
    return MoneyTold(
        figures(scene.view),
        money_ways(scene.view),
        [freight_words(each, scene.reader.language) for each in charges],
        await recovered_of(scene),
        record.entries if record else [],
    )
