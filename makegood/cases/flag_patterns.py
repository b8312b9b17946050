"""PURE: data: what the desk wants to see in messages: ways off the platform, and abuse, as people write them.

Each pattern is a regular expression over one of two forms of a message (makegood/cases/flags.py): PLAIN keeps words
apart, TIGHT has no spaces or signs, so that 加 v-信 is found. Lower case, half width. No pattern repeats without a bound.
"""

CONTACT = "off_platform_contact"
PAYMENT = "off_platform_payment"
ABUSE = "abuse"

_WECHAT = "(?:微信|薇信|威信|维信|徽信|微xin|wei信|weixin|v信|vx|wx|wechat|卫星号)"
_APPS_ZH = f"(?:{_WECHAT}|qq|扣扣|球球号|企鹅号|电报|飞机号|telegram|whatsapp|tg号)"
_APPS_EN = (
    r"(?:we ?chat|whats ?app|telegram|signal|viber|line|messenger|instagram|insta|facebook|skype|snapchat|qq)"
)
_PURSES_ZH = f"(?:{_WECHAT}|支付宝|zfb|银行卡|对公账户|零钱|卡里|卡上)"
_PURSES_EN = (
    r"(?:pay ?pal|venmo|zelle|cash ?app|alipay|we ?chat(?: pay)?|western union|bitcoin|usdt|crypto|revolut|wire"
    r"|bank transfer)"
)
_MARKET_EN = r"(?:platform|site|website|app|marketplace|system)"

TIGHT: tuple[tuple[str, str], ...] = (
    # 加微信, 加个v信, +vx, 添加我的qq; "加" alone is not enough
    (CONTACT, rf"(?:添加|加|➕|\+|jia)[一下个我您你们店家的客服]{{0,5}}{_APPS_ZH}"),
    (CONTACT, rf"{_APPS_ZH}(?:上|里)?(?:联系|聊|找我|私我|详谈|沟通|细说)"),
    # V我, 微我; but not 稍微我…
    (CONTACT, r"(?:(?<![a-z0-9])v我|(?<!稍)(?<!略)微我|vx我|加我好友|加个好友|加好友)"),
    (CONTACT, r"(?:私下|线下|平台外|站外)(?:里)?(?:联系|沟通|聊|谈|解决|协商)"),
    (CONTACT, r"(?:扫码|扫一扫|扫我|扫下方)[^支付付款]{0,6}(?:加|进群|好友)"),
    (CONTACT, r"(?:加|进)(?:我们的?)?(?:售后|客户|粉丝|福利|qq|微信)群"),
    (
        PAYMENT,
        rf"(?:{_PURSES_ZH}|现金|银行)(?:直接)?(?:给)?(?:我|你|您)?(?:转账|转给|转我|转你|转您|打款|打给|汇款|汇给)",
    ),
    (PAYMENT, rf"(?:转账?|打款?|汇款?)(?:到|给|进|至|去)(?:我|你|您)?(?:们)?的?{_PURSES_ZH}"),
    (
        PAYMENT,
        r"(?:私下|线下|平台外|站外)(?:里)?(?:直接)?(?:给你|给您|给我)?(?:转|付|退|补|赔|打款|交易|成交)",
    ),
    (PAYMENT, r"(?:不走|绕过|绕开|避开|跳过)(?:淘宝|天猫|平台|系统|官方)"),
    (PAYMENT, r"(?:收款码|付款码|收款二维码|收钱码)"),
    (PAYMENT, r"(?:发|包|补|给)(?:你|您|我)?(?:个|一个)?(?:微信|支付宝|大|小)?红包(?!雨|活动|券|优惠|抵扣)"),
    (PAYMENT, r"(?:微信|支付宝)红包(?:补|赔|给|发|退)"),
    (PAYMENT, r"(?:好评|五星|晒图)(?:后)?(?:返现|返\d|给\d)"),
    (PAYMENT, r"(?<![a-z0-9])v我\d{1,5}"),
    (PAYMENT, r"(?:银行)?卡号(?:是|为)?\d{12,19}"),
    (ABUSE, r"(?:傻逼|傻b|傻比|煞笔|沙比|傻叉|脑残|智障|贱人|狗东西|狗杂种|畜生|王八蛋|不要脸的东西)"),
    (ABUSE, r"(?:操|草|艹|肏|日|干)(?:你|尼|泥)(?:妈|马|大爷|全家|祖宗)"),
    (ABUSE, r"(?:你妈(?:的|逼|死|b)|尼玛死|死全家|全家死|去死吧|你去死|滚你)"),
    (
        ABUSE,
        r"(?:弄死|打死|砍死|整死|捅死)(?:你|您)|(?:找人|上门|带人)(?:打|弄|砍|收拾|搞)(?:你|您)|人肉(?:你|您)",
    ),
    (ABUSE, r"(?<![a-z0-9])(?:sb|nmsl|cnm|tmd|nmd|wdnmd)(?![a-z0-9])"),
)

_TO_ME = r"\b(?:me|us|you|it|him)\b"
_ACCOUNT = r"(?=[a-z0-9_-]{0,19}\d)[a-z0-9_-]{5,20}(?![a-z0-9])"
"""A name with at least one digit in it."""
_OUTSIDE = rf"\b(?:outside|off|around|without)\b ?(?:of )?(?:the |this )?{_MARKET_EN}\b"
_MONEY_EN = r"\b(?:pay|payment|refund|deal|money|cash|settled?|transfer)\b"
PLAIN: tuple[tuple[str, str], ...] = (
    # the name of an app with an account beside it; 微信支付 and what follows it is a way to pay, not an account
    (
        CONTACT,
        rf"{_APPS_ZH}(?!支付|付|钱包|零钱|账单| ?pay) ?(?:号码?|id|账号)? ?(?:是|为|[:=])? ?{_ACCOUNT}",
    ),
    (
        CONTACT,
        r"\b(?:add|text|message|msg|dm|contact|reach|write|find|ping|hit|call|chat)\b.{0,20}"
        rf"\b(?:on|via|at|through|over|by|my)\b.{{0,12}}\b{_APPS_EN}\b",
    ),
    (CONTACT, rf"\bmy {_APPS_EN}(?: number| id| name)? ?(?:is|:)"),
    (CONTACT, r"(?:\bt\.me/|\bwa\.me/|\bline\.me/)[a-z0-9_+]{3,40}"),
    (CONTACT, r"(?<![a-z0-9])@[a-z0-9_]{5,32}\b.{0,12}\btelegram\b|\btelegram\b.{0,12}@[a-z0-9_]{5,32}"),
    (CONTACT, r"[a-z0-9][a-z0-9._+-]{0,40}@[a-z0-9-]{1,40}\.[a-z]{2,10}\b"),
    (CONTACT, r"\b(?:call|text|phone|ring|whatsapp) (?:me|us)\b.{0,20}\+?\d[\d ()-]{7,16}\d"),
    (
        PAYMENT,
        rf"\b(?:pay|send|transfer|wire|refund|reimburse)\b.{{0,25}}{_TO_ME}.{{0,25}}"
        rf"\b(?:via|by|through|with|using|on|over|to)\b.{{0,15}}\b{_PURSES_EN}\b",
    ),
    (PAYMENT, rf"{_OUTSIDE}.{{0,30}}{_MONEY_EN}"),
    (PAYMENT, rf"{_MONEY_EN}.{{0,40}}{_OUTSIDE}"),
    (PAYMENT, r"\boff-platform\b"),
    (PAYMENT, r"\b(?:venmo|zelle|cashapp) (?:me|us|you)\b"),
    (PAYMENT, r"\biban\b.{0,6}[a-z]{2}\d{2}[a-z0-9 ]{10,30}"),
    (PAYMENT, r"\b(?:gift|refund|bonus|cash ?back|reward)\b.{0,30}\b(?:5|five)[ -]star"),
    (
        ABUSE,
        r"\b(?:fuck(?:ing|er|ers)?|motherfucker|asshole|bitch|cunt|bastard|dickhead|retard(?:ed)?|piece of shit)\b",
    ),
    (ABUSE, r"\b(?:you(?:'re| are)?|u r) (?:an? |such an? |all )?(?:idiots?|morons?|scum)\b"),
    (ABUSE, r"\b(?:kill|stab|beat|hurt) (?:you|u)\b|\bi know where you live\b|\bgo die\b"),
)

NUMBERED = (
    "单号", "运单", "订单", "快递", "物流", "编号", "流水", "序列号", "货号", "条码", "order", "tracking", "parcel", "waybill",
    "serial", "sku", "no.", "invoice", "reference",
)  # fmt: skip
"""Words before a long number that say what it is: then it is no telephone."""
MOBILE = r"(?<![0-9a-z])(?:\+?86)?1[3-9][0-9]{9}(?![0-9a-z])"
"""A Chinese mobile number in a run of digits."""
SPOKEN_DIGITS = str.maketrans("〇零一二三四五六七八九壹贰叁肆伍陆柒捌玖幺", "001234567891234567891")
"""Digits in characters, as they are written to get past a filter."""
