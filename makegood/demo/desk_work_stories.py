"""PURE: the demo's case that waits for a second reader, what the desk's people can take, their texts, rulings made twice."""

from typing import Any

from makegood.demo.story import REFUND_ONLY, Story, buyer, desk, merchant

DESK_WORK_STORIES = (
    # So much is at stake that a second person reads the ruling before it takes effect.
    Story(
        key="n7-pair-refurbished", type=REFUND_ONLY, buyer="zhao-lei", goods={"n7": 2}, days_ago=5,
        reason="not_as_described",
        note="两台“全新机”的保修都已经走了三个月，官网查到是翻新机的序列号。", photos=("phone-line",),
        steps=(
            merchant(8, "refuse", reason="as_described", note="序列号登记有误，机器是全新的。"),
            buyer(22, "escalate", is_all=True, note="厂商客服书面回复是官方翻新机，回复已上传。"),
            merchant(40, "statement", is_all=True, note="已联系厂商更正登记，等待回复。"),
            desk(
                104, "rule", favour="buyer",
                reason="厂商书面确认两台均为官方翻新机，商家按全新机出售，且四天内没有提交更正证明，支持退款。",
                citations=["ground/who_claims_proves", "《消费者权益保护法》第二十三条"],
            ),
        ),
    ),
)  # fmt: skip

SKILLS: dict[str, dict[str, Any]] = {
    "desk": {"languages": ("zh-CN",), "most_open": 12},
    "desk-english": {"languages": ("en",), "categories": ("home", "electronics"), "most_open": 8},
    "senior": {"most_open": 20},
}
"""What the people of the demo's desk can take, by their key."""

MACROS = (
    ("请补照片 · More photos", "{buyer}您好，请为“{item}”补充多角度照片，需看清问题部位和外包装。"),
    ("请商家说明 · Merchant, please explain", "请商家就“{reason}”逐项说明，并提交出库或质检记录。"),
    (
        "What we decide on",
        "We decide on what is in the file of order {order}. Please add what is still missing by {until}.",
    ),
)
"""Texts to begin with: title and body."""

RULED_TWICE = (
    (
        "trail-glue",
        "desk-english",
        "merchant",
        "出库照片看不出开胶，胶水痕迹不足以证明不是涉水造成，买家应进一步举证。",
    ),
    ("buds-tips", "desk-english", "merchant", "商品页的清单写明含已安装的一副，实收与描述一致，不支持补偿。"),
    ("loafers-scuff", "desk-english", "merchant", "出库照片显示该处完好，磨花位置符合穿着痕迹，不支持退货。"),
    (
        "lamp-switch",
        "desk",
        "buyer",
        "The switch failed within six months, and the seller did not prove that it worked on delivery.",
    ),
)
"""Rulings that were made again in the dark: the story, who made the second, for whom, and why. The first pair disagrees."""
