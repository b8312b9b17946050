"""PURE: the demo's orders of goods with rules of their own, each in a believable stage."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from msgspec import Struct, structs

from makegood.orders import (
    Agreed,
    Appraised,
    CustomMade,
    Delivered,
    Fresh,
    Goods,
    GoodsRecord,
    Installed,
    Large,
    LineInput,
    Measurement,
    OrderInput,
    Presale,
    ProductInput,
    SecondHand,
    Specified,
    Virtual,
    total_minor,
)

Told = Callable[[datetime], Goods]
Happened = Callable[[datetime], Sequence[tuple[GoodsRecord, str]]]
HOUR = timedelta(hours=1)
DAY = timedelta(days=1)


def nothing(base: datetime) -> Sequence[tuple[GoodsRecord, str]]:
    """Nothing has happened to it."""
    return ()


class Special(Struct, frozen=True, kw_only=True):
    """One order of one line. `shop_product`: something else that its shop sells; `asks`: the buyer's request, if any."""

    title: str
    kind: str
    category: str
    price_minor: int
    buyer: str
    shop_product: str
    goods: Told
    bought_days_ago: float
    known_days_ago: float
    happened: Happened = nothing
    status: str = "delivered"
    asks: Mapping[str, Any] = {}

    def told(self, frame: OrderInput, base: datetime) -> OrderInput:
        """The order with this line in place of the shop's other product, and paid as far as it is due."""
        line = LineInput(
            sku=frame.external_id,
            product=ProductInput(external_id=frame.external_id, category=self.category, title=self.title),
            title=self.title,
            quantity=1,
            unit_price_minor=self.price_minor,
            facts={"goods_kind": self.kind},
            goods=self.goods(base),
        )
        order = structs.replace(frame, lines=[line], shipping_minor=0, discount_minor=0)
        paid = structs.replace(frame.payments[0], amount_minor=total_minor(order))
        return structs.replace(order, payments=[paid])


def _curtains(base: datetime) -> Goods:
    return CustomMade(
        specification=[
            Specified(name="面料", value="亚麻 米白"),
            Specified(name="工艺", value="四爪钩，底边加铅线"),
        ],
        measurements=[
            Measurement(name="宽", millimetres=2_400),
            Measurement(name="高", millimetres=2_650),
        ],
        measured_by="merchant",
        measured_at=base - 11 * DAY,
    )


def _presale(base: datetime) -> Goods:
    return Presale(
        deposit_minor=20_000,
        ship_by=base + 12 * DAY,
        balance_from=base + 2 * DAY,
        balance_until=base + 4 * DAY,
    )


SPECIALS = (
    # The shop's fitter measured; what came is shorter than what was agreed, and the shop has the ball.
    Special(
        title="按尺寸定制亚麻窗帘", kind="home_textile", category="home.textile", price_minor=68_000, buyer="chen-jing",
        shop_product="teaset", goods=_curtains, bought_days_ago=9, known_days_ago=1.1,
        happened=lambda base: [(Agreed(at=base - 8.5 * DAY, agreed_by=["buyer", "merchant"]), "merchant")],
        asks={
            "type": "return_refund", "reason": "does_not_fit", "facts": {"made_as_agreed": False},
            "note": "高度短了 8 厘米，挂上露出一截窗台。",
        },
    ),
    # Delivered and never used: the shop revokes the licence, and with that refunds it.
    Special(
        title="北辰云盘 2TB 年卡（激活码）", kind="virtual", category="virtual.licence", price_minor=19_800, buyer="zhu-yan",
        shop_product="buds", goods=lambda base: Virtual(), bought_days_ago=1.3, known_days_ago=0.4, status="paid",
        happened=lambda base: [(Delivered(at=base - 1.29 * DAY, reference="NS-CLOUD-88213"), "marketplace")],
        asks={"type": "refund_only", "reason": "ordered_by_mistake", "note": "买重了，激活码还没用过。"},
    ),
    # The earnest is paid, the balance is still to come: its page says what cancelling would bring back today.
    Special(
        title="北辰 N8 手机 预售", kind="phone", category="electronics.phone", price_minor=399_900, buyer="li-na",
        shop_product="n7", goods=_presale, bought_days_ago=3, known_days_ago=2.9, status="paid",
    ),
    # A fault that the offer did not name, in the 180 days.
    Special(
        title="二手北辰 N6 手机 128GB", kind="phone", category="electronics.phone", price_minor=98_000, buyer="wang-wei",
        shop_product="n7-lite", bought_days_ago=40, known_days_ago=1.8,
        goods=lambda base: SecondHand(
            seller="business", condition="good", flaws=["后盖有细划痕", "电池健康度 86%"], appraised_first=True
        ),
        happened=lambda base: [
            (Appraised(at=base - 39.5 * DAY, appraiser="中检鉴定", verdict="passed", report_no="ZJ20260188"), "marketplace")
        ],
        asks={
            "type": "return_refund", "reason": "quality", "facts": {"flaw_known": False},
            "note": "扬声器一开大就破音，页面上没写。",
        },
    ),
    # A fifth has died: the band says what comes back, and the shop has a day to answer.
    Special(
        title="阳澄湖大闸蟹 鲜活 10 只", kind="fresh", category="food.fresh", price_minor=36_800, buyer="zhao-lei",
        shop_product="cherries", goods=lambda base: Fresh(state="alive", weight_grams=1_750, pieces=10),
        bought_days_ago=3, known_days_ago=0.2,
        asks={
            "type": "refund_only", "reason": "spoilt", "facts": {"rotten_share": 2_000, "defect_visible": True},
            "note": "开箱 10 只里有 2 只已死。",
        },
    ),
    # Installed by the shop's fitter, who answers for what he broke.
    Special(
        title="北辰 75 英寸电视 含壁挂安装", kind="large_appliance", category="electronics.tv", price_minor=549_900,
        buyer="zhang-min", shop_product="charger", bought_days_ago=4, known_days_ago=0.6,
        goods=lambda base: Large(needs_installation=True, crated=True, site_conditions=["承重墙", "距插座 1.5 米以内"]),
        happened=lambda base: [
            (Installed(at=base - 0.9 * DAY, installed_by="merchant", fitter="李师傅"), "merchant")
        ],
        asks={
            "type": "return_refund", "reason": "installation", "facts": {"installation_trouble": "damaged"},
            "note": "师傅装壁挂时磕到屏幕右下角，有一道裂纹。",
        },
    ),
)  # fmt: skip
"""Custom-made, virtual, presale, second-hand, fresh and large."""
