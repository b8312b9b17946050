"""PURE: the demo's dispute that a panel of users reads, half way: who sits on it, and how they have voted so far."""

from makegood.demo.story import REFUND_ONLY, Story, buyer, desk, merchant

PANEL_STORY = "loafers-leather"
CALLED_HOURS = 84
JURY_STORIES = (
    # Both sides leave it to users who know neither; a person of the desk rules when they are done.
    Story(
        key=PANEL_STORY, type=REFUND_ONLY, buyer="zhao-lei", goods={"loafers": 1}, days_ago=4,
        reason="not_as_described",
        note="页面写头层牛皮，收到的内里标签写二层，皮面有压纹。", photos=("shoe-sole",),
        steps=(
            merchant(7, "refuse", reason="as_described", note="鞋面是头层牛皮，内里为二层，页面参数里写明了。"),
            buyer(20, "escalate", is_all=True, note="标题和首图都只写头层牛皮，参数要翻到第四屏才看得到。"),
            merchant(32, "statement", is_all=True, note="参数表在商品页可以查看，材质按部位分列，没有误导。"),
            buyer(50, "agree_jury"),
            merchant(58, "agree_jury"),
            desk(CALLED_HOURS, "call_jury"),
        ),
    ),
)  # fmt: skip

USERS = 24
"""So many users besides the demo's buyers are ready to sit."""
VOTES = (
    ("buyer", "标题写头层牛皮，一般人会以为整双都是，参数放得太靠后了。"),
    ("buyer", "首图和标题是主要信息，和实物不一致就该算描述不符。"),
    ("merchant", "参数表写得清楚，买之前应该看一下，内里用二层也很常见。"),
    ("buyer", "如果只有鞋面是头层，标题就应该写鞋面头层牛皮。"),
    ("buyer", "The title promises one thing and the small print takes it back."),
    ("merchant", "鞋面确实是头层，商家没有说内里也是，只是没写全。"),
    ("buyer", "买家凭标题下单很正常，商家应该承担写得含糊的后果。"),
    ("merchant", "Materials are listed by part on the page, so nothing was hidden."),
    ("buyer", "同样的价格别家会写明部位，这样写容易让人误会。"),
    ("merchant", "商品页有说明，而且鞋子本身没有质量问题。"),
    ("buyer", "照片里的标签和标题对不上，我支持买家。"),
)
"""Votes that have come in so far."""
