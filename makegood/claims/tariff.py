"""PURE: what a cover of return freight costs and what it insures. A tariff is one method; the shipped one is a table."""

from collections.abc import Mapping
from typing import Protocol

from msgspec import Struct

from makegood.claims.kinds import INSURER_NAMES, PLATFORM

_NAMES = """
北京 天津 河北 山西 内蒙古 辽宁 吉林 黑龙江 上海 江苏 浙江 安徽 福建 江西 山东 河南 湖北 湖南 广东 广西 海南 重庆 四川 贵州 云南
西藏 陕西 甘肃 青海 宁夏 新疆 香港 澳门 台湾
"""
PROVINCES = tuple(_NAMES.split())
FAR = frozenset({"内蒙古", "西藏", "青海", "宁夏", "新疆", "甘肃", "海南", "香港", "澳门", "台湾"})


class Route(Struct, frozen=True):
    """From the buyer back to the merchant, each a place as an address has it; empty where it is not known."""

    from_place: str
    to_place: str


class Quote(Struct, frozen=True):
    """The premium and the sum insured in minor units, and the name of the route's class."""

    route: str
    premium_minor: int
    insured_minor: int


class Tariff(Protocol):
    """Prices a cover. One that weighs risk (the shop's or the buyer's returns) has the same single method."""

    name: str

    def quote(self, route: Route, currency: str) -> Quote | None:
        """The price of a route; None where nothing is insured in this currency."""


class TableTariff:
    """A tariff by route: within a province, between provinces, and to or from far ones (insurers' tables pay 5 to 25 yuan)."""

    name = "by_route"

    def __init__(self, table: Mapping[str, tuple[int, int]], currency: str) -> None:
        self._table = table
        self._currency = currency

    def quote(self, route: Route, currency: str) -> Quote | None:
        """The price of a route's class."""
        if currency != self._currency:
            return None
        name = route_class(route)
        premium, insured = self._table[name]
        return Quote(name, premium, insured)


BY_ROUTE = TableTariff(
    {"same_province": (40, 800), "other_province": (80, 1200), "far": (250, 2500)}, currency="CNY"
)
"""Premium and sum insured by class of route, in fen."""


TARIFFS: Mapping[str, Tariff] = dict.fromkeys((*INSURER_NAMES, PLATFORM), BY_ROUTE)
"""The tariff of each insurer, and of the platform for its own plan: the shipped table, until one brings its own."""


def route_class(route: Route) -> str:
    """`same_province`, `far`, or `other_province`, which is also what a route is of which an end is not known."""
    ends = (province_of(route.from_place), province_of(route.to_place))
    if FAR & set(ends) and ends[0] != ends[1]:
        return "far"
    return "same_province" if ends[0] and ends[0] == ends[1] else "other_province"


def province_of(place: str) -> str:
    """The province that a place names first; empty where it names none."""
    found = [(place.find(name), name) for name in PROVINCES if name in place]
    return min(found)[1] if found else ""
