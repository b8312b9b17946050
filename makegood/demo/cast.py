"""PURE: who is in the demo marketplace: merchants, buyers, and the people of the desk. What is sold stands in goods.py."""

from msgspec import Struct

from makegood.accounts import PrincipalRole


class Merchant(Struct, frozen=True):
    """A shop of the demo. `guarantees` are the services of the marketplace that it has joined."""

    key: str
    name: str
    carrier: str
    return_address: str
    calendar: str = "always"
    guarantees: tuple[str, ...] = ()


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
        Merchant(
            "mountain-tea", "山间茶业 Mountain Tea", "顺丰", "杭州市西湖区龙井路 18 号",
            guarantees=("no_reason_return", "freight_cover", "authenticity"),
        ),
        Merchant(
            "north-star", "北辰数码 North Star Phones", "京东物流", "深圳市南山区科苑路 6 号 3 栋",
            guarantees=("no_reason_return", "authenticity"),
        ),
        Merchant("walkwell", "行者鞋履 Walkwell Shoes", "中通", "泉州市晋江市鞋都路 77 号", guarantees=("authenticity",)),
        Merchant(
            "paper-crane", "纸鹤书店 Paper Crane Books", "圆通", "南京市鼓楼区上海路 5 号", "china_office",
            guarantees=("no_reason_return", "returns_on_us"),
        ),
        Merchant(
            "orchard-lane", "果园里 Orchard Lane", "顺丰", "烟台市福山区果园路 2 号",
            guarantees=("bad_item_refund", "full_weight"),
        ),
        Merchant("oak-and-ash", "Oak & Ash Furniture", "ParcelLine", "Unit 4, Mill Lane, Sheffield S3 8EN"),
        Merchant("harbour-audio", "Harbour Audio", "BlueFreight", "210 Pier Street, Portland, ME 04101"),
        Merchant("kumo-kitchen", "雲の台所 Kumo Kitchen", "Yamabiko", "京都市中京区錦小路通 12"),
    )
}  # fmt: skip

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
