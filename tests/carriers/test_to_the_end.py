"""What may go wrong with a return, from the carrier's word to the end: who has goods and money, what the carrier owes.

The rules: until it has arrived, breakage on the way back is the merchant's and loss the buyer's, each against the carrier
(Taobao Dispute Rules art. 11); who was wrong bears the freight (art. 49).
"""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from makegood.carriers import Ending, RecoveryOffice
from makegood.cases import Goods, Stage, read_case
from makegood.cases import commands as c
from makegood.cases.families.evidence_window.commands import SaidEverything
from makegood.cases.families.evidence_window.hearing import later_of
from makegood.cases.families.reception.asked import UnitsFoundAsked
from makegood.cases.families.reception.commands import GradeUnits, RefuseParcel, SendBack
from makegood.cases.families.reception.plan import Finding, Grade
from makegood.cases.model import Favour, Role
from makegood.evidence import DiskShelf, FileOffice, FileStore
from makegood.ledger import check_ledger
from tests.carriers.carried import Carried, carried
from tests.world import DESK, OPERATOR, buyer_of, merchant_of

F = Finding
CLAIMS = "SELECT because, status, claimed_minor, paid_minor, to_buyer_minor FROM recoveries ORDER BY id"
FREIGHT = "SELECT because, ground, amount_minor, buyer_minor, merchant_minor FROM freight_charges ORDER BY id"


class Walk:
    """One return with everybody who has a word in it."""

    def __init__(self, all_: Carried, order: Any, done: Any) -> None:
        self.all, self.order, self.done = all_, order, done

    async def merchant(self, command: c.Command) -> Any:
        return await self._does(merchant_of(self.order), command)

    async def buyer(self, command: c.Command) -> Any:
        return await self._does(buyer_of(self.order), command)

    async def desk(self, favour: Favour, **fields: Any) -> Any:
        for party in (buyer_of(self.order), merchant_of(self.order)):
            if Role(party.role.value) in later_of(await self.case()):
                await self._does(party, SaidEverything())
        return await self._does(DESK, c.Rule(favour, "Read in full, both sides heard.", **fields))

    async def _does(self, who: Any, command: c.Command) -> Any:
        done = await self.all.world.do(who, self.done, command)
        await self.works()
        return done

    async def works(self) -> None:
        """What was deferred is done: by the worker of parcels, and by that of refunds."""
        for _ in range(3):
            await self.all.runner.run_ready()
            await self.all.world.runner.run_ready()

    async def case(self) -> Any:
        return (await read_case(self.all.pool, self.done.case.state.id))[0].state

    async def ends(self, stage: Stage, refunded_minor: int, goods: Goods) -> None:
        case = await self.case()
        assert (case.stage, case.refunded_minor, case.goods) == (stage, refunded_minor, goods)
        assert (await check_ledger(self.all.pool)).findings == ()

    async def rows(self, sql: str) -> list[tuple[Any, ...]]:
        return [tuple(row) for row in await self.all.pool.fetch(sql)]

    async def carrier_pays(self) -> None:
        """An operator puts down that the open claim was paid in full."""
        engine = self.all.world.engine
        office = RecoveryOffice(engine.pool, engine.clock, engine.ids)
        (claim,) = (await office.listed(OPERATOR, "open", None, 10)).recoveries
        await office.end(OPERATOR, int(claim.id), Ending("paid"), "paid")

    async def photo(self) -> str:
        engine = self.all.world.engine
        out = io.BytesIO()
        Image.new("RGB", (40, 30), "green").save(out, "JPEG")
        office = FileOffice(engine.pool, engine.clock, engine.ids, FileStore(DiskShelf(self.home)))
        kept = await office.take(merchant_of(self.order), self.order.order_id, "box.jpg", out.getvalue())
        return str(kept.id)

    home: Path = Path()


async def arrived(pool: Any, home: Path, scenario: str = "") -> Walk:
    """A return that came with the simulated carrier, or fared as the scenario says."""
    all_ = carried(pool, home)
    order, done = await all_.returning()
    await all_.drop_off(order, done, scenario)
    walk = Walk(all_, order, done)
    walk.home = home
    await all_.pass_hours(168 if scenario == "lost" else 84, 6)
    return walk


def found(*units: tuple[Any, ...], photo: str = "", weight_grams: int | None = None) -> c.Inspect:
    files = (photo,) if photo else ()
    return c.Inspect(
        units=tuple(UnitsFoundAsked(1, *each) for each in units), files=files, weight_grams=weight_grams
    )


async def test_an_empty_box_that_the_buyer_sent(pool: Any, tmp_path: Path) -> None:
    walk = await arrived(pool, tmp_path, "wrong_parcel")
    await walk.merchant(found((3, F.EMPTY_BOX), photo=await walk.photo(), weight_grams=48))
    assert await walk.rows(CLAIMS) == [], "the carrier weighed next to nothing when it took it"
    await walk.desk(Favour.MERCHANT)
    await walk.ends(Stage.CLOSED, 0, Goods.RETURNED)
    assert await walk.rows(FREIGHT) == [("carriage", "ruling", 1000, 1000, 0)]


async def test_an_empty_box_that_was_full_when_the_carrier_took_it(pool: Any, tmp_path: Path) -> None:
    walk = await arrived(pool, tmp_path, "wrong_weight")
    await walk.merchant(found((3, F.EMPTY_BOX), photo=await walk.photo(), weight_grams=90))
    assert await walk.rows(CLAIMS) == [("damaged", "open", 10002, 0, 0)]
    await walk.desk(Favour.BUYER, with_return=False)
    await walk.ends(Stage.SETTLED, 10002, Goods.RETURNED)
    await walk.carrier_pays()
    assert await walk.rows(CLAIMS) == [("damaged", "paid", 10002, 10002, 0)]


async def test_swapped_goods(pool: Any, tmp_path: Path) -> None:
    walk = await arrived(pool, tmp_path)
    await walk.merchant(found((3, F.SWAPPED), photo=await walk.photo()))
    await walk.desk(Favour.MERCHANT)
    await walk.ends(Stage.CLOSED, 0, Goods.RETURNED)
    await walk.all.pass_hours(24 * 8, 48)
    await walk.merchant(SendBack("SF", "BACK-1"))
    await walk.ends(Stage.CLOSED, 0, Goods.SENT_BACK)
    assert await walk.rows(CLAIMS) == []


async def test_more_came_than_was_in_the_case(pool: Any, tmp_path: Path) -> None:
    walk = await arrived(pool, tmp_path)
    photo = await walk.photo()
    extra = (1, F.SURPLUS, Grade.NOT_OURS)
    await walk.merchant(found((3, F.AS_EXPECTED), extra, photo=photo))
    await walk.ends(Stage.SETTLED, 10002, Goods.RETURNED)
    await walk.merchant(SendBack("SF", "BACK-2"))
    case = await walk.case()
    assert [each.quantity for each in case.reception.sent_back.units] == [1]
    assert await walk.rows("SELECT kind, quantity FROM stock_moves") == [("restocked", 3)]


async def test_less_came_than_was_in_the_case(pool: Any, tmp_path: Path) -> None:
    walk = await arrived(pool, tmp_path)
    await walk.merchant(found((2, F.AS_EXPECTED), (1, F.MISSING), photo=await walk.photo()))
    assert (await walk.case()).offer.amount_minor == 6668
    await walk.buyer(c.Accept())
    await walk.ends(Stage.SETTLED, 6668, Goods.RETURNED)
    assert await walk.rows("SELECT kind, quantity FROM stock_moves") == [("restocked", 2)]


async def test_it_never_arrived(pool: Any, tmp_path: Path) -> None:
    walk = await arrived(pool, tmp_path, "lost")
    case = await walk.case()
    assert (case.stage, case.goods) == (Stage.DISPUTE_EVIDENCE, Goods.LOST)
    assert await walk.rows(CLAIMS) == [("lost", "open", 10002, 0, 0)]
    await walk.desk(Favour.SPLIT, amount_minor=4000)
    await walk.ends(Stage.SETTLED, 4000, Goods.LOST)
    await walk.carrier_pays()
    assert await walk.rows(CLAIMS) == [("lost", "paid", 10002, 10002, 6002)], "each gets what each has lost"
    assert await walk.rows(FREIGHT) == [("carriage", "lost", 1000, 0, 0)]


async def test_broken_by_the_carrier(pool: Any, tmp_path: Path) -> None:
    walk = await arrived(pool, tmp_path, "damaged")
    assert await walk.rows(CLAIMS) == [("damaged", "open", 10002, 0, 0)]
    broken = (1, F.DAMAGED_ON_THE_WAY, Grade.DAMAGED)
    await walk.merchant(found((2, F.AS_EXPECTED), broken, photo=await walk.photo()))
    await walk.desk(Favour.BUYER)
    await walk.ends(Stage.SETTLED, 10002, Goods.RETURNED)
    await walk.carrier_pays()
    assert await walk.rows(CLAIMS) == [("damaged", "paid", 10002, 10002, 0)], "the merchant bore it"
    assert await walk.rows("SELECT kind, quantity FROM stock_moves ORDER BY kind") == [
        ("restocked", 2),
        ("scrapped", 1),
    ]


async def test_broken_and_only_the_merchant_saw_it(pool: Any, tmp_path: Path) -> None:
    walk = await arrived(pool, tmp_path)
    await walk.merchant(found((2, F.AS_EXPECTED), (1, F.DAMAGED_ON_THE_WAY), photo=await walk.photo()))
    assert await walk.rows(CLAIMS) == [("damaged", "open", 3334, 0, 0)], "for the one that broke"


async def test_refused_at_the_merchants_door_and_sent_again(pool: Any, tmp_path: Path) -> None:
    all_ = carried(pool, tmp_path)
    order, done = await all_.returning()
    await all_.drop_off(order, done, "refused")
    walk = Walk(all_, order, done)
    await all_.pass_hours(42, 6)
    await walk.merchant(RefuseParcel("damaged_on_the_way", "soaked"))
    await walk.ends(Stage.DISPUTE_EVIDENCE, 0, Goods.SENT_BACK)
    await walk.desk(Favour.BUYER, with_return=True)
    await all_.pass_hours(90, 6)
    assert (await walk.case()).stage is Stage.AWAITING_RETURN, (
        "it has come back to the buyer, who sends it again"
    )
    await walk.buyer(c.ShipReturn("simulated", "AGAIN-7"))
    await all_.pass_hours(72, 6)
    assert (await walk.case()).stage is Stage.AWAITING_INSPECTION
    await walk.merchant(c.Approve())
    await walk.ends(Stage.SETTLED, 10002, Goods.RETURNED)


async def test_a_number_that_was_used_before(pool: Any, tmp_path: Path) -> None:
    """What was told of the earlier parcel is not this one's: it is on its way when it is, and arrives when it does."""
    all_ = carried(pool, tmp_path)
    first, first_done = await all_.returning()
    await all_.drop_off(first, first_done)
    await all_.pass_hours(300, 20)
    order, done = await all_.returning("T-2")
    walk = Walk(all_, order, done)
    parcel = await all_.drop_off(order, done, "number_reused")
    numbers = [row[0] for row in await walk.rows("SELECT tracking_no FROM carried_parcels ORDER BY id")]
    assert numbers == [parcel.tracking_no, parcel.tracking_no]
    assert (await walk.case()).stage is Stage.AWAITING_RETURN
    await all_.pass_hours(84, 6)
    assert (await walk.case()).stage is Stage.AWAITING_INSPECTION
    await walk.merchant(found((3, F.AS_EXPECTED)))
    await walk.ends(Stage.SETTLED, 10002, Goods.RETURNED)
    assert await walk.rows(CLAIMS) == []


async def test_it_weighs_more_than_was_told(pool: Any, tmp_path: Path) -> None:
    walk = await arrived(pool, tmp_path, "wrong_weight")
    await walk.merchant(found((3, F.AS_EXPECTED)))
    await walk.ends(Stage.SETTLED, 10002, Goods.RETURNED)
    assert await walk.rows(FREIGHT) == [
        ("carriage", "unsaid", 1000, 0, 1000),
        ("weight", "weight", 400, 400, 0),
    ]


@pytest.mark.parametrize("by", ["carrier", "merchant"])
async def test_it_arrives_while_people_argue(pool: Any, tmp_path: Path, by: str) -> None:
    """The carrier's word, or the merchant's, that it is there counts during a dispute; so does what is found."""
    all_ = carried(pool, tmp_path)
    order, done = await all_.returning()
    await all_.drop_off(order, done)
    walk = Walk(all_, order, done)
    await all_.pass_hours(42, 6)
    await walk.merchant(c.Escalate("We doubt that this is what was sold."))
    if by == "merchant":
        await walk.merchant(c.Receive())
    else:
        await all_.pass_hours(48, 6)
    case = await walk.case()
    assert (case.stage.value.startswith("dispute"), case.goods) == (True, Goods.RETURNED)
    await walk.merchant(GradeUnits(units=(UnitsFoundAsked(1, 3, F.AS_EXPECTED, Grade.OPENED),)))
    assert await walk.rows("SELECT kind FROM stock_moves") == []
    await walk.desk(Favour.BUYER)
    await walk.ends(Stage.SETTLED, 10002, Goods.RETURNED)
    assert await walk.rows("SELECT kind, quantity FROM stock_moves") == [("refurbish", 3)]


async def test_a_ruling_with_return_sees_the_parcel_that_left_meanwhile(pool: Any, tmp_path: Path) -> None:
    """Booked before the dispute, handed over during it: once the ruling asks for the goods, they are on their way."""
    all_ = carried(pool, tmp_path)
    order, done = await all_.returning()
    await all_.drop_off(order, done)
    walk = Walk(all_, order, done)
    await walk.buyer(c.Escalate("They do not answer me at all."))
    await all_.pass_hours(36, 6)
    assert (await walk.case()).goods is Goods.WITH_BUYER
    await walk.desk(Favour.BUYER, with_return=True)
    case = await walk.case()
    assert (case.stage, case.goods) == (Stage.IN_RETURN_TRANSIT, Goods.RETURNING)
    await all_.pass_hours(48, 6)
    await walk.merchant(found((3, F.AS_EXPECTED)))
    await walk.ends(Stage.SETTLED, 10002, Goods.RETURNED)
