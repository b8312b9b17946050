"""PURE: what the shops of the demo sell, with what the packs ask of goods."""

from msgspec import Struct

MARKETS = {"CNY": "CN", "GBP": "UK", "EUR": "EU", "USD": "US", "JPY": "JP"}
"""Whose law holds for what is sold in a currency; for the last two only the ground rules are shipped."""


class Product(Struct, frozen=True):
    """Something that a shop sells; the price is in minor units of `currency`. `kind` and `traits` are the catalogue's words."""

    key: str
    merchant: str
    title: str
    category: str
    kind: str
    price_minor: int
    currency: str = "CNY"
    traits: tuple[str, ...] = ()


PRODUCTS = {
    product.key: product
    for product in (
        Product("longjing", "mountain-tea", "明前龙井 250 克", "food.tea", "food", 26_800),
        Product("puer", "mountain-tea", "陈年普洱茶饼 357 克", "food.tea", "food", 45_800),
        Product("jasmine", "mountain-tea", "茉莉花茶 100 克", "food.tea", "food", 5_800),
        Product("teaset", "mountain-tea", "手绘盖碗茶具一套", "home.tableware", "other", 19_900),
        Product("n7", "north-star", "北辰 N7 手机 256GB 墨黑", "electronics.phone", "phone", 329_900),
        Product("n7-lite", "north-star", "北辰 N7 青春版 128GB 海蓝", "electronics.phone", "phone", 189_900),
        Product("buds", "north-star", "北辰降噪耳机", "electronics.audio", "electronics", 39_900),
        Product("charger", "north-star", "67W 快充套装", "electronics.accessory", "electronics", 12_900),
        Product("trail", "walkwell", "越野跑鞋 男款 42 码", "fashion.shoes", "shoes", 45_900),
        Product("loafers", "walkwell", "女士乐福鞋 37 码 棕色", "fashion.shoes", "shoes", 36_900),
        Product("kids-shoes", "walkwell", "儿童运动鞋 28 码", "fashion.shoes", "shoes", 19_900),
        Product("novel", "paper-crane", "《南方来信》精装本", "books", "books", 6_800),
        Product("atlas", "paper-crane", "中国地理图册 新版", "books", "books", 12_800),
        Product("picture-books", "paper-crane", "儿童绘本礼盒 十二册", "books.children", "books", 22_800),
        Product("cherries", "orchard-lane", "车厘子 2 公斤 JJ 级", "food.fresh", "fresh", 25_800, traits=("perishable",)),
        Product("durian", "orchard-lane", "金枕榴莲 3 公斤", "food.fresh", "fresh", 32_900, traits=("perishable",)),
        Product("oranges", "orchard-lane", "脐橙 5 公斤", "food.fresh", "fresh", 6_900, traits=("perishable",)),
        Product("desk", "oak-and-ash", "Ash desk, 140 cm", "home.furniture", "furniture", 38_900, "GBP"),
        Product("bookcase", "oak-and-ash", "Oak bookcase, five shelves", "home.furniture", "furniture", 45_900, "GBP"),
        Product("chairs", "oak-and-ash", "Dining chairs, a pair", "home.furniture", "furniture", 17_900, "GBP"),
        Product(
            "stained-chairs", "oak-and-ash", "Dining chairs, stained to your colour", "home.furniture", "furniture",
            19_900, "GBP", ("custom_made",),
        ),
        Product("lamp", "oak-and-ash", "Linen floor lamp", "home.lighting", "small_appliance", 11_900, "EUR"),
        Product("headphones", "harbour-audio", "Harbour One headphones", "electronics.audio", "electronics", 24_900, "USD"),
        Product("speaker", "harbour-audio", "Pier portable speaker", "electronics.audio", "electronics", 12_900, "USD"),
        Product("turntable", "harbour-audio", "Lantern turntable", "electronics.audio", "electronics", 39_900, "USD"),
        Product("cable", "harbour-audio", "Braided audio cable, 3 m", "electronics.accessory", "electronics", 1_900, "USD"),
        Product("knife", "kumo-kitchen", "三徳包丁 Santoku knife, 170 mm", "home.kitchen", "other", 12_800, "JPY"),
        Product("rice-pot", "kumo-kitchen", "土鍋 Donabe rice pot", "home.kitchen", "other", 15_400, "JPY"),
        Product("pan", "kumo-kitchen", "鉄フライパン Iron pan, 24 cm", "home.kitchen", "other", 6_800, "JPY"),
    )
}  # fmt: skip
