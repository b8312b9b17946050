"""The demo's claims: one of each kind in a believable stage, beside cases or without any."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any

import msgspec
from msgspec import Struct, structs

from makegood.accounts import Principal, PrincipalRole
from makegood.advances import AdvanceOffice, FundPaid
from makegood.claims import ClaimAsked, ClaimOffice, ClaimSaid
from makegood.db.job_rows import Job
from makegood.db.jobs import JobRunner
from makegood.demo.accounts import DESK_OF
from makegood.demo.order_book import Purchase, order_input
from makegood.demo.play import Player, Scene
from makegood.flows.claim import claim_office
from makegood.flows.freight_cover import JOB, look_at_return
from makegood.flows.pay_compensation import PAY_COMPENSATION, pay_as_ruled
from makegood.flows.promises import keep_promises
from makegood.flows.ruled_marks import RECORD_MARKS, record_as_ruled
from makegood.kit.moments import zone_of
from makegood.orders import OrderInput, Presale, total_minor

FIRST_NUMBER = 50_001
_ROUND = timedelta(hours=12)
_ROUNDS_FOR = timedelta(days=30)


class ClaimStory(Struct, frozen=True, kw_only=True):
    """An order under promises and the claim about it. `steps`: (hours after the claim, who, verb, what is said).

    Without `kind` nobody claims anything: what the promise gives is found. `facts` are of the order, `told` of the claim.
    `still_days`: so long tracking had stood still; `deposit_minor`: what the shop has put down as a deposit before;
    `earnest_minor`: paid for a presale that was to ship two days after the order. `photos` are shown with the claim.
    `at_noon`: the claim is made at the noon before, so that it falls on the day on which the goods arrived.
    """

    key: str
    buyer: str
    goods: dict[str, int]
    promises: tuple[str, ...]
    days_ago: float
    kind: str = ""
    told: Mapping[str, Any] = {}
    note: str = ""
    facts: Mapping[str, Any] = {}
    line_facts: Mapping[str, Any] = {}
    arrived_hours_before: float = 2
    status: str = "delivered"
    price_now_minor: int | None = None
    still_days: float = 0
    deposit_minor: int = 0
    earnest_minor: int = 0
    at_noon: bool = False
    photos: tuple[str, ...] = ()
    steps: tuple[tuple[float, str, str, dict[str, Any]], ...] = ()


_SHOP, _BUYER = "merchant", "buyer"
story = ClaimStory

CLAIM_STORIES = (
    story(
        key="cherries-rotten", buyer="li-na", goods={"cherries": 1}, promises=("bad_item_refund",), days_ago=0.4,
        kind="spoilt", told={"rotten_share": 1500}, note="底层大概有一成半发霉。", line_facts={"defect_visible": True},
        photos=("cherries",),
    ),
    story(
        key="durian-thawed", buyer="zhang-min", goods={"durian": 1}, promises=("thaw_refund",), days_ago=2, kind="thawed",
        at_noon=True, note="冷冻榴莲肉收到时已经全化了。", photos=("parcel",),
    ),
    story(
        key="oranges-light", buyer="li-na", goods={"oranges": 2}, promises=("full_weight",), days_ago=1.5, kind="short_weight",
        told={"short_share": 600}, note="两箱一共少了六百克。",
        steps=(
            (3, _SHOP, "refuse", {"note": "出库称重足五公斤，有照片。", "photos": ("receipt",)}),
            (6, _BUYER, "escalate", {}),
        ),
    ),
    story(
        key="cherries-small", buyer="chen-jing", goods={"cherries": 2}, promises=("fruit_size",), days_ago=3,
        kind="small_fruit", told={"undersized_share": 1800}, note="快两成达不到 JJ 级。", steps=((5, _SHOP, "accept", {}),),
    ),
    story(
        key="plant-died", buyer="he-xin", goods={"oranges": 1}, promises=("plant_survival",), days_ago=1, kind="dead_plant",
        note="随单买的绿植到第九天枯死了。", line_facts={"goods_kind": "flowers"}, arrived_hours_before=200,
        steps=(
            (3, _SHOP, "refuse", {"note": "买家浇水过多，根都烂了。"}),
            (5, _BUYER, "escalate", {}),
            (20, "desk", "grant", {"note": "商家没有证明是养护不当，十五天包活的承诺应当兑现。"}),
        ),
    ),
    story(
        key="teaset-broken", buyer="wang-wei", goods={"teaset": 1}, promises=("breakage_compensation",), days_ago=4,
        kind="breakage", told={"talks_failed": True}, note="盖子磕破了，商家只愿意补寄盖子，我留下自用。",
        photos=("parcel",),
    ),
    story(
        key="tea-not-genuine", buyer="liu-yang", goods={"longjing": 1}, promises=("authenticity",), days_ago=2.5,
        kind="authenticity", note="和茶博馆的样品完全不同，怀疑是假冒产地。", steps=((8, _SHOP, "ask_appraisal", {}),),
    ),
    story(
        key="loafers-other-leather", buyer="xu-lin", goods={"loafers": 1}, promises=("mismatch_compensation",), days_ago=3,
        kind="mismatch", told={"mismatch": "material"}, note="写的牛皮，实际是合成革。", line_facts={"goods_kind": "apparel"},
        photos=("parcel",),
    ),
    story(
        key="pendant-of-glass", buyer="huang-ting", goods={"teaset": 1}, promises=("material_threefold",), days_ago=5,
        kind="wrong_material", told={"inspection_report": "confirms"}, note="检测报告说坠子是玻璃。",
        line_facts={"goods_kind": "jewellery"}, photos=("receipt",), steps=((4, _SHOP, "accept", {}),),
    ),
    story(
        key="jasmine-late", buyer="zhao-lei", goods={"jasmine": 3}, promises=("timely_shipping",), days_ago=1,
        facts={"promised_shipping_time": 172_800}, arrived_hours_before=20,
    ),
    story(
        key="puer-never-shipped", buyer="sun-peng", goods={"puer": 1}, promises=("timely_shipping",), days_ago=0.5,
        status="paid", facts={"promised_shipping_time": 172_800}, arrived_hours_before=40,
    ),
    story(
        key="charger-cheaper", buyer="wang-wei", goods={"charger": 1}, promises=("price_protection",), days_ago=0.6,
        price_now_minor=11_900, arrived_hours_before=24,
    ),
    story(
        key="tea-table-waited", buyer="ma-ning", goods={"teaset": 1}, promises=(), days_ago=1.2, kind="installation",
        told={"extra_installation_cost": 8_000}, note="约好周六送，周一才到，安装师傅加收了空跑费。",
        line_facts={"goods_kind": "furniture"}, photos=("receipt",),
        steps=((5, _SHOP, "refuse", {"note": "路上下雪，已提前打过电话。"}),),
    ),
    story(
        key="charger-lost", buyer="zhao-lei", goods={"charger": 1}, promises=("timely_shipping",), days_ago=0.6,
        status="shipped", facts={"promised_shipping_time": 172_800}, arrived_hours_before=100, still_days=5.5,
    ),
    # The shop took an earnest for a presale and never shipped: as much again is owed, and found by itself.
    story(
        key="jasmine-presale-unshipped", buyer="he-xin", goods={"jasmine": 2}, promises=(), days_ago=0.4, status="paid",
        earnest_minor=3_000, arrived_hours_before=60,
    ),
    # The shop has no share left and a small deposit: the rest is put up by the fund and is the shop's debt.
    story(
        key="teaset-beyond-means", buyer="huang-ting", goods={"teaset": 9}, promises=("material_threefold",), days_ago=0.016,
        kind="wrong_material", told={"inspection_report": "confirms"}, note="九套杯子写的是银，检测报告说是合金。",
        line_facts={"goods_kind": "jewellery"}, photos=("receipt",), deposit_minor=100_000, steps=((0.1, _SHOP, "accept", {}),),
    ),
)  # fmt: skip


def claim_scenes(base: datetime) -> list[Scene]:
    """Orders, claims and what is done with them, and the rounds in which clocks act and promises keep themselves."""
    scenes = [Scene(base - number * _ROUND, happens=_round) for number in range(_ROUNDS_FOR // _ROUND + 1)]
    for number, one in enumerate(CLAIM_STORIES, FIRST_NUMBER):
        at = _claimed_at(one, base)
        order = _order(one, f"MG-{number}", at)
        scenes.append(Scene(at - timedelta(minutes=10), happens=partial(_tell, order=order)))
        if one.deposit_minor:
            scenes.append(
                Scene(at - timedelta(minutes=5), happens=partial(_put_down, story=one, order=order))
            )
        if one.kind:
            scenes.append(Scene(at, happens=partial(_claim, story=one, order=order)))
        scenes += [
            Scene(at + timedelta(hours=hours), happens=partial(_act, story=one, who=who, verb=verb, said=said, place=place))
            for place, (hours, who, verb, said) in enumerate(one.steps)
        ]  # fmt: skip
    return scenes


def _claimed_at(one: ClaimStory, base: datetime) -> datetime:
    """When the claim is made, or the promise is looked at."""
    at = base - timedelta(days=one.days_ago)
    if not one.at_noon:
        return at
    noon = at.astimezone(zone_of("zh-CN")).replace(hour=12, minute=0)
    return (noon if noon <= at else noon - timedelta(days=1)).astimezone(UTC)


def _order(one: ClaimStory, number: str, at: datetime) -> OrderInput:
    """The order of a story, which arrived some hours before its claim; late where shipping in time was promised."""
    delivered_at = at - timedelta(hours=one.arrived_hours_before)
    placed_at = delivered_at - timedelta(hours=66)
    made = order_input(
        Purchase(number=number, buyer=one.buyer, goods=one.goods, placed_at=placed_at, status=one.status)
    )
    if one.earnest_minor:
        made = _presold(made, one.earnest_minor, placed_at)
    facts = {**made.facts, "guarantees": list(one.promises), **one.facts}
    if "timely_shipping" in one.promises:
        facts["ship_by"] = (placed_at + timedelta(hours=48 if one.still_days else 12)).isoformat()
    if one.still_days:
        facts["tracking_stopped_at"] = (at - timedelta(days=one.still_days)).isoformat()
    lines = [_line(line, one) for line in made.lines]
    arrived_at = None if one.still_days else delivered_at
    parcels = [structs.replace(parcel, delivered_at=arrived_at) for parcel in made.parcels]
    return structs.replace(made, facts=facts, lines=lines, parcels=parcels)


def _presold(made: OrderInput, earnest_minor: int, placed_at: datetime) -> OrderInput:
    """The same order as a presale of which the earnest is paid."""
    goods = Presale(deposit_minor=earnest_minor, ship_by=placed_at + timedelta(days=2))
    order = structs.replace(
        made, lines=[structs.replace(line, goods=goods) for line in made.lines[:1]], shipping_minor=0, discount_minor=0
    )  # fmt: skip
    paid = structs.replace(made.payments[0], amount_minor=total_minor(order))
    return structs.replace(order, payments=[paid])


def _line(line: Any, one: ClaimStory) -> Any:
    told = structs.replace(line, facts={**line.facts, **one.line_facts})
    if one.price_now_minor is None:
        return told
    variant = {"sku": line.sku, "title": line.title, "price_minor": one.price_now_minor}
    product = msgspec.convert(msgspec.to_builtins(line.product) | {"variants": [variant]}, type(line.product))
    return structs.replace(told, product=product)


def _office(player: Player) -> ClaimOffice:
    engine = player.engine
    assert engine.writes.policy is not None
    return claim_office(engine.pool, engine.clock, engine.ids, engine.writes.policy)


async def _round(player: Player) -> None:
    """What a worker does for promises."""
    office = _office(player)
    await office.sweep()
    while await keep_promises(office):
        pass

    async def returned(job: Job) -> None:
        await look_at_return(office, int(job.payload["case_id"]))

    async def ruled(job: Job) -> None:
        await pay_as_ruled(office, int(job.payload["case_id"]))

    async def marked(job: Job) -> None:
        await record_as_ruled(office, int(job.payload["case_id"]))

    handlers = {JOB: returned, PAY_COMPENSATION: ruled, RECORD_MARKS: marked}
    await JobRunner(player.engine.pool, player.clock, handlers).run_ready()


async def _tell(player: Player, order: OrderInput) -> None:
    (outcome,) = await player.engine.record_orders([order])
    if isinstance(outcome, Exception):
        raise outcome
    player.orders[order.external_id] = outcome.order_id
    player.people[order.buyer.external_id] = outcome.buyer_id
    player.people[order.merchant.external_id] = outcome.merchant_id


async def _put_down(player: Player, story: ClaimStory, order: OrderInput) -> None:
    """What the shop has put down as a deposit. Played again, the key gives the first answer."""
    engine = player.engine
    paid = FundPaid(order.currency, story.deposit_minor, str(player.people[order.merchant.external_id]))
    who = player.staff.get("operator", Principal(PrincipalRole.OPERATOR, name="demo"))
    office = AdvanceOffice(engine.pool, engine.clock, engine.ids)
    await office.fill(who, paid, f"demo-deposit-{story.key}")


async def _claim(player: Player, story: ClaimStory, order: OrderInput) -> None:
    """The buyer makes the claim. Played again, the key gives the first answer."""
    who = Principal(PrincipalRole.BUYER, player.people[story.buyer])
    shown = await player.show(who, player.orders[order.external_id], story.photos)
    asked = ClaimAsked(
        order=order.external_id, kind=story.kind, facts=dict(story.told), note=story.note,
        files=tuple(shown.get("files", ())),
    )  # fmt: skip
    kept = await _office(player).open(who, asked, f"demo-claim-{story.key}", "zh-CN")
    player.claims[story.key] = msgspec.json.decode(kept.body)


async def _act(
    player: Player, story: ClaimStory, who: str, verb: str, said: dict[str, Any], place: int
) -> None:
    claim = player.claims[story.key]
    parties = {
        "buyer": Principal(PrincipalRole.BUYER, int(claim["buyer_id"])),
        "merchant": Principal(PrincipalRole.MERCHANT, int(claim["merchant_id"])),
        "desk": player.staff[DESK_OF["zh-CN"]],
    }
    key = f"demo-claim-{story.key}-{place}"
    shown = await player.show(parties[who], int(claim["order_id"]), said.get("photos", ()))
    told = {name: value for name, value in said.items() if name != "photos"}
    asked = ClaimSaid(**told, files=tuple(shown.get("files", ())))
    await _office(player).act(parties[who], int(claim["id"]), verb, asked, key, "zh-CN")
