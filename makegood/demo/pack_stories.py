"""The demo's own packs: a shop that promises thirty days, and a change of the platform's that decides in the shadow."""

from collections.abc import Awaitable, Callable
from importlib.resources import files

from makegood.db.writes import Connection
from makegood.policy import Pack, PolicyOffice
from makegood.policy.publishing import handlers

PROMISE = "shop-walkwell-thirty-days"
PROMISE_VERSION = "1"
PROMISING_SHOP = "walkwell"
CHANGED = "marketplace-timers"
"""The platform's pack that is to change: the newer pilots of marketplaces answer within 72 hours."""
CHANGED_VERSION = "2026.12-pilot"
CHANGES = (
    ("answer_refund_only: {is: 5 days,", "answer_refund_only: {is: 72 h,"),
    (
        "the merchant answers a request for a refund without return within five days;",
        "the merchant answers a request for a refund without return within 72 hours;",
    ),
    ("已发货仅退款申请，卖家5天内答复", "已发货仅退款申请，卖家72小时内答复"),
    (
        "{clock.merchant_answer: 5 days}, because: [answer_refund_only]",
        "{clock.merchant_answer: 72 h}, because: [answer_refund_only]",
    ),
)
"""What differs from the pack in force: the value, the sentences that name it, and the example."""
Move = Callable[[Connection], Awaitable[object]]


def found_sound(*of_a_pack: object) -> tuple[()]:
    """What the check finds in the demo's packs: nothing. The tests run it; a load, which is waited for, does not."""
    return ()


async def promise_thirty_days(office: PolicyOffice, merchant_id: int, owner: str, clerk: str) -> None:
    """The shop's promise, drafted by its owner, approved by a clerk and published. What was done before is not done again."""
    which = office, PROMISE, PROMISE_VERSION, merchant_id
    status = await _draft(office, PROMISE, promise_text(), merchant_id, owner)
    if status == "draft":
        await _moved(office, lambda c: handlers.submit(c, *which, owner))
    if status in ("draft", "in_review"):
        await _moved(
            office, lambda c: handlers.review(c, *which, clerk, approve=True, note="和线下门店一致。")
        )
    if status in ("draft", "in_review", "approved"):
        checked = await handlers.check_again(office.pool, *which)
        await _moved(office, lambda c: handlers.publish(c, *which, owner, checked))


async def propose_faster_answers(office: PolicyOffice, drafter: str) -> None:
    """A draft of the platform's, which waits for its review and decides beside what is in force."""
    which = office, CHANGED, CHANGED_VERSION, None
    in_force = office.shelf.packs_for(None, None, office.clock.now())
    pack = next(pack for pack in in_force if pack.name == CHANGED)
    status = await _draft(office, CHANGED, changed_text(pack), None, drafter)
    if status == "draft":
        await _moved(office, lambda c: handlers.put_in_shadow(c, *which))
        await _moved(office, lambda c: handlers.submit(c, *which, drafter))


def promise_text() -> str:
    """The shop's pack as it would upload it."""
    return files("makegood.demo").joinpath("packs", f"{PROMISE}.yaml").read_text("utf-8")


def changed_text(pack: Pack) -> str:
    """The platform's pack with its changes; a line that a later release has not got any more stays as it is there."""
    text = pack.source_text.replace(f'version: "{pack.version}"', f'version: "{CHANGED_VERSION}"', 1)
    for before, after in CHANGES:
        text = text.replace(before, after)
    return text


async def _draft(office: PolicyOffice, name: str, text: str, merchant_id: int | None, by: str) -> str:
    """The status of a version that is drafted now or was before."""
    async with office.pool.acquire() as connection:
        made = await handlers.prepare(connection, office, name, text, merchant_id, by)
        async with connection.transaction():
            kept = await handlers.draft(connection, office, made)
    return kept.status.value


async def _moved(office: PolicyOffice, move: Move) -> None:
    async with office.pool.acquire() as connection, connection.transaction():
        await move(connection)
    await office.shelf.refresh()
