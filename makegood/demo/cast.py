"""PURE: who is in the demo marketplace: merchants with what they sell, buyers, and the people of the desk."""

from msgspec import Struct

from makegood.accounts import PrincipalRole


class Merchant(Struct, frozen=True):
    """A shop of the demo."""

    key: str
    name: str
    carrier: str
    return_address: str
    calendar: str = "always"


class Product(Struct, frozen=True):
    """Something that a shop sells; the price is in minor units of `currency`."""

    key: str
    merchant: str
    title: str
    category: str
    price_minor: int
    currency: str = "CNY"


class Buyer(Struct, frozen=True):
    """A buyer of the demo, who writes in `language`."""

    key: str
    name: str
    language: str


class Sign(Struct, frozen=True):
    """Someone a visitor of the demo can be. `subject` is the key of a buyer or merchant above."""

    key: str
    name_en: str
    name_zh: str
    role: PrincipalRole
    label_en: str
    label_zh: str
    subject: str | None = None


MERCHANTS = {
    merchant.key: merchant
    for merchant in (
        Merchant("mountain-tea", "山间茶业 Mountain Tea", "顺丰", "杭州市西湖区龙井路 18 号"),
        Merchant("north-star", "北辰数码 North Star Phones", "京东物流", "深圳市南山区科苑路 6 号 3 栋"),
        Merchant("walkwell", "行者鞋履 Walkwell Shoes", "中通", "泉州市晋江市鞋都路 77 号"),
        Merchant(
            "paper-crane", "纸鹤书店 Paper Crane Books", "圆通", "南京市鼓楼区上海路 5 号", "china_office"
        ),
        Merchant("orchard-lane", "果园里 Orchard Lane", "顺丰", "烟台市福山区果园路 2 号"),
        Merchant("oak-and-ash", "Oak & Ash Furniture", "ParcelLine", "Unit 4, Mill Lane, Sheffield S3 8EN"),
        Merchant("harbour-audio", "Harbour Audio", "BlueFreight", "210 Pier Street, Portland, ME 04101"),
        Merchant("kumo-kitchen", "雲の台所 Kumo Kitchen", "Yamabiko", "京都市中京区錦小路通 12"),
    )
}

PRODUCTS = {
    product.key: product
    for product in (
        Product("longjing", "mountain-tea", "明前龙井 250 克", "food.tea", 26_800),
        Product("puer", "mountain-tea", "陈年普洱茶饼 357 克", "food.tea", 45_800),
        Product("jasmine", "mountain-tea", "茉莉花茶 100 克", "food.tea", 5_800),
        Product("teaset", "mountain-tea", "手绘盖碗茶具一套", "home.tableware", 19_900),
        Product("n7", "north-star", "北辰 N7 手机 256GB 墨黑", "electronics.phone", 329_900),
        Product("n7-lite", "north-star", "北辰 N7 青春版 128GB 海蓝", "electronics.phone", 189_900),
        Product("buds", "north-star", "北辰降噪耳机", "electronics.audio", 39_900),
        Product("charger", "north-star", "67W 快充套装", "electronics.accessory", 12_900),
        Product("trail", "walkwell", "越野跑鞋 男款 42 码", "fashion.shoes", 45_900),
        Product("loafers", "walkwell", "女士乐福鞋 37 码 棕色", "fashion.shoes", 36_900),
        Product("kids-shoes", "walkwell", "儿童运动鞋 28 码", "fashion.shoes", 19_900),
        Product("novel", "paper-crane", "《南方来信》精装本", "books", 6_800),
        Product("atlas", "paper-crane", "中国地理图册 新版", "books", 12_800),
        Product("picture-books", "paper-crane", "儿童绘本礼盒 十二册", "books.children", 22_800),
        Product("cherries", "orchard-lane", "车厘子 2 公斤 JJ 级", "food.fresh", 25_800),
        Product("durian", "orchard-lane", "金枕榴莲 3 公斤", "food.fresh", 32_900),
        Product("oranges", "orchard-lane", "脐橙 5 公斤", "food.fresh", 6_900),
        Product("desk", "oak-and-ash", "Ash desk, 140 cm", "home.furniture", 38_900, "GBP"),
        Product("bookcase", "oak-and-ash", "Oak bookcase, five shelves", "home.furniture", 45_900, "GBP"),
        Product("chairs", "oak-and-ash", "Dining chairs, a pair", "home.furniture", 17_900, "GBP"),
        Product("lamp", "oak-and-ash", "Linen floor lamp", "home.lighting", 11_900, "EUR"),
        Product("headphones", "harbour-audio", "Harbour One headphones", "electronics.audio", 24_900, "USD"),
        Product("speaker", "harbour-audio", "Pier portable speaker", "electronics.audio", 12_900, "USD"),
        Product("turntable", "harbour-audio", "Lantern turntable", "electronics.audio", 39_900, "USD"),
        Product("cable", "harbour-audio", "Braided audio cable, 3 m", "electronics.accessory", 1_900, "USD"),
        Product("knife", "kumo-kitchen", "三徳包丁 Santoku knife, 170 mm", "home.kitchen", 12_800, "JPY"),
        Product("rice-pot", "kumo-kitchen", "土鍋 Donabe rice pot", "home.kitchen", 15_400, "JPY"),
        Product("pan", "kumo-kitchen", "鉄フライパン Iron pan, 24 cm", "home.kitchen", 6_800, "JPY"),
    )
}

BUYERS = {
    key: Buyer(key, name, language)
    for language, people in (
        (
            "zh-CN",
            {
                "li-na": "李娜", "wang-wei": "王伟", "zhang-min": "张敏", "liu-yang": "刘洋", "chen-jing": "陈静",
                "yang-fan": "杨帆", "zhao-lei": "赵磊", "huang-ting": "黄婷", "zhou-jie": "周洁", "wu-hao": "吴昊",
                "xu-lin": "徐琳", "sun-peng": "孙鹏", "ma-ning": "马宁", "zhu-yan": "朱燕", "he-xin": "何欣",
            },
        ),
        (
            "en",
            {
                "amelia-hart": "Amelia Hart", "tom-brennan": "Tom Brennan", "priya-nair": "Priya Nair",
                "jonas-weber": "Jonas Weber", "sofia-rossi": "Sofia Rossi", "kenji-mori": "Kenji Mori",
                "grace-okafor": "Grace Okafor", "daniel-reed": "Daniel Reed", "elena-petrova": "Elena Petrova",
                "marc-dubois": "Marc Dubois",
            },
        ),
    )
    for key, name in people.items()
}  # fmt: skip

SIGNS = (
    Sign(
        "li-na", "Li Na", "李娜", PrincipalRole.BUYER,
        "Li Na buys tea, fruit and shoes", "李娜，买茶叶、水果和鞋", "li-na",
    ),
    Sign(
        "wang-wei", "Wang Wei", "王伟", PrincipalRole.BUYER,
        "Wang Wei buys phones, and argues", "王伟，买手机，也讲道理", "wang-wei",
    ),
    Sign(
        "amelia-hart", "Amelia Hart", "Amelia Hart", PrincipalRole.BUYER,
        "Amelia Hart furnishes a house", "阿米莉亚，正在布置新家", "amelia-hart",
    ),
    Sign(
        "north-star", "North Star Phones", "北辰数码", PrincipalRole.MERCHANT,
        "North Star Phones, a merchant with disputes", "北辰数码，有几起纠纷的商家", "north-star",
    ),
    Sign(
        "walkwell", "Walkwell Shoes", "行者鞋履", PrincipalRole.MERCHANT,
        "Walkwell Shoes, a merchant with many returns", "行者鞋履，退货较多的商家", "walkwell",
    ),
    Sign(
        "oak-and-ash", "Oak & Ash Furniture", "Oak & Ash", PrincipalRole.MERCHANT,
        "Oak & Ash Furniture, a merchant in pounds and euros", "橡木与白蜡家具，以英镑和欧元经营的商家", "oak-and-ash",
    ),
    Sign("desk", "Chen Siyuan", "陈思远", PrincipalRole.DESK, "Chen Siyuan rules at the desk", "陈思远，平台客服，负责裁决"),
    Sign("senior", "Wu Man", "吴曼", PrincipalRole.SENIOR, "Wu Man, a senior of the desk", "吴曼，平台资深裁决员"),
    Sign("operator", "Zhou Qiming", "周启明", PrincipalRole.OPERATOR, "Zhou Qiming runs the platform", "周启明，平台运营"),
)  # fmt: skip
