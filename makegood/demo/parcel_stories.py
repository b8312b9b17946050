"""The demo's parcels: returns that a carrier fetches or takes with a code, the simulated one looking on as time passes."""

from datetime import datetime, timedelta
from functools import partial

from makegood.accounts import Principal, PrincipalRole
from makegood.carriers import Conduct, ParcelWanted, SenderTold, Surroundings, build_carriers
from makegood.db.jobs import JobRunner
from makegood.demo.play import Player, Scene
from makegood.demo.story import RETURN_REFUND, Story, merchant
from makegood.flows.parcels import ParcelWork, parcel_office

story = partial(Story, type=RETURN_REFUND, reason="no_reason")

PARCEL_STORIES = (
    story(
        key="buds-fetched", buyer="zhao-lei", goods={"buds": 1}, days_ago=2.5, note="降噪没有想象的好，未拆封配件都在。",
        facts={"intact": True}, steps=(merchant(3, "approve"),),
    ),
    story(
        key="atlas-missed", buyer="li-na", goods={"atlas": 1}, days_ago=2, note="买重复了一本。",
        facts={"intact": True}, steps=(merchant(2, "approve"),),
    ),
    story(
        key="kids-shoes-to-send", buyer="li-na", goods={"kids-shoes": 1}, days_ago=0.7, reason="does_not_fit",
        note="尺码偏小，没有穿出门。", facts={"intact": True}, steps=(merchant(2, "approve"),),
    ),
    story(
        key="books-code", buyer="he-xin", goods={"picture-books": 1}, days_ago=0.4, note="孩子已经有同一套了。",
        facts={"intact": True}, steps=(merchant(1, "approve"),),
    ),
    story(
        key="loafers-lost-way", buyer="xu-lin", goods={"loafers": 1}, days_ago=7.5, reason="does_not_fit",
        note="偏大半码。", facts={"intact": True}, steps=(merchant(4, "approve"),),
    ),
    story(
        key="teaset-heavy", buyer="huang-ting", goods={"teaset": 1}, days_ago=4, note="和茶席不搭。",
        facts={"intact": True}, steps=(merchant(5, "approve"),),
    ),
)  # fmt: skip

BOOKINGS: tuple[tuple[str, float, str, str], ...] = (
    ("buds-fetched", 8, "pickup", "smooth"),
    ("atlas-missed", 6, "pickup", "pickup_missed"),
    ("books-code", 3, "drop_off", "smooth"),
    ("loafers-lost-way", 9, "drop_off", "lost"),
    ("teaset-heavy", 12, "pickup", "wrong_weight"),
)
"""Which return is handed over how, how many hours after its case was opened, and how the simulated carrier behaves."""
_LOOKED_FOR = timedelta(days=7)
_LOOK_EVERY = timedelta(hours=6)
_SENDER = SenderTold("演示买家", "演示路 1 号", "13800000000", "杭州", "浙江")


def parcel_scenes(base: datetime) -> list[Scene]:
    """The bookings, and the moments at which it is looked where parcels are, up to `base`."""
    opened = {one.key: base - timedelta(days=one.days_ago) for one in PARCEL_STORIES}
    booked = [
        Scene(opened[key] + timedelta(hours=hours), happens=partial(_book, key=key, handover=handover, scenario=scenario))
        for key, hours, handover, scenario in BOOKINGS
    ]  # fmt: skip
    count = _LOOKED_FOR // _LOOK_EVERY
    return booked + [Scene(base - number * _LOOK_EVERY, happens=_look) for number in range(count + 1)]


async def _book(player: Player, key: str, handover: str, scenario: str) -> None:
    """The buyer of a case has its goods fetched, or gets a code."""
    case, office = player.cases[key], parcel_office(player.engine, _conduct(player))
    slot = office.ways(player.clock.now()).slots[0] if handover == "pickup" else None
    wanted = ParcelWanted((str(case.id),), handover, _SENDER, slot, weight_grams=800, scenario=scenario)
    buyer = Principal(PrincipalRole.BUYER, case.buyer_id)
    await office.book_return(buyer, wanted, f"demo-parcel-{key}")


async def _look(player: Player) -> None:
    """What a worker does for parcels."""
    work = ParcelWork(player.engine, _conduct(player))
    await work.look()
    await JobRunner(player.engine.pool, player.clock, work.handlers).run_ready()


def _conduct(player: Player) -> Conduct:
    """Dealings with the simulated carrier alone, whatever accounts the installation has."""
    engine = player.engine
    carriers = build_carriers({"simulated": {}}, Surroundings(engine.clock, engine.pool))
    return Conduct(engine.pool, engine.clock, engine.ids, carriers)
