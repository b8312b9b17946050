"""PURE: couriers by the names that people type, and the codes by which they are followed (those of kuaidi100)."""

import re

COURIERS: dict[str, tuple[str, ...]] = {
    "shunfeng": ("顺丰", "顺丰速运", "sf", "sf express"),
    "zhongtong": ("中通", "中通快递", "zto"),
    "yuantong": ("圆通", "圆通速递", "yto"),
    "shentong": ("申通", "申通快递", "sto"),
    "yunda": ("韵达", "韵达快递"),
    "jd": ("京东", "京东物流", "京东快递", "jdl"),
    "jtexpress": ("极兔", "极兔速递", "j&t", "j&t express"),
    "ems": ("邮政特快", "中国邮政速递"),
    "youzhengguonei": ("邮政", "中国邮政", "china post"),
    "debangkuaidi": ("德邦", "德邦快递", "deppon"),
    "danniao": ("丹鸟", "菜鸟", "菜鸟速递", "cainiao"),
    "usps": ("us postal service",),
    "ups": ("united parcel service",),
    "fedex": ("federal express",),
    "dhl": ("dhl express",),
}
_CODES = {name: code for code, names in COURIERS.items() for name in (code, *names)}
_BLANKS = re.compile(r"\s+")


def courier_of(typed: str) -> str:
    """The code of a courier as somebody typed it; what is not known stays as it is, in small letters."""
    name = _BLANKS.sub(" ", typed.strip()).lower()
    return _CODES.get(name, name)


def number_of(typed: str) -> str:
    """A tracking number as it is compared: without blanks and hyphens, in capitals."""
    return re.sub(r"[\s-]+", "", typed).upper()
