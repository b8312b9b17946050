"""PURE: what the shops of the demo said of their goods when they were bought, by the key of the product."""

from makegood.orders import Listing, ListingPicture


def _listing(
    key: str, title: str, text: str, attributes: dict[str, str], promises: tuple[str, ...] = ()
) -> Listing:
    address = f"https://shop.example/goods/{key}"
    return Listing(
        title=title, text=text, attributes=attributes, promises=list(promises), url=address,
        pictures=[ListingPicture(url=f"{address}/1.jpg")],
    )  # fmt: skip


LISTINGS = {
    "longjing": _listing(
        "longjing", "明前龙井 250 克 · 当年春茶",
        "清明前采摘，一芽一叶。\n铁罐密封，避光阴凉保存。",
        {"产地": "杭州西湖", "等级": "特级", "保质期": "18 个月"}, ("当年春茶，陈茶包退",),
    ),
    "teaset": _listing(
        "teaset", "手绘盖碗茶具一套", "一碗四杯，釉下手绘。\n手工器物，每件花纹略有不同。",
        {"材质": "白瓷", "容量": "160 毫升"}, ("运输破损包赔",),
    ),
    "n7": _listing(
        "n7", "北辰 N7 手机 256GB 墨黑", "全新国行，未拆封。\n电池典型容量 5000 毫安时。",
        {"内存": "12GB + 256GB", "屏幕": "6.7 英寸"}, ("全国联保一年", "正品保障"),
    ),
    "buds": _listing(
        "buds", "北辰降噪耳机", "主动降噪，续航 28 小时（含充电盒）。\n盒内：耳机、充电盒、三副耳塞、充电线。",
        {"蓝牙": "5.3", "防水": "IPX4"},
    ),
    "trail": _listing(
        "trail", "越野跑鞋 男款 42 码", "橡胶大底，适合山路。\n鞋型标准，脚背高请选大一码。",
        {"鞋面": "网布", "颜色": "灰绿"}, ("一年内开胶包换",),
    ),
    "lamp": _listing(
        "lamp", "Linen floor lamp", "Linen shade on an oak foot, 150 cm.\nSwitch on the cord, bulb not included.",
        {"Shade": "linen", "Socket": "E27"}, ("Two years on the switch and the cord",),
    ),
    "bookcase": _listing(
        "bookcase", "Oak bookcase, five shelves", "Solid oak, oiled. Comes in two parcels.\nEach shelf carries 25 kg.",
        {"Height": "190 cm", "Width": "80 cm"}, ("Shelves stay straight for five years",),
    ),
    "chairs": _listing(
        "chairs", "Dining chairs, a pair", "Beech, seats of grey wool.\nSeat height 46 cm.",
        {"Wood": "beech", "Cover": "wool, grey"},
    ),
}  # fmt: skip
