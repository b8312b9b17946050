"""PURE: the demo's cases in which goods go back, stage by stage."""

from functools import partial

from makegood.demo.story import RETURN_REFUND, Story, buyer, carrier, desk, merchant, senior, sent_back, tells

story = partial(Story, type=RETURN_REFUND)

ASKING = (
    story(
        key="loafers-tight", buyer="li-na", goods={"loafers": 1}, days_ago=0.3, reason="does_not_fit",
        note="脚背太紧，鞋没有穿出门，吊牌都在。", facts={"intact": True, "parcel_opened": True},
    ),
    story(
        key="chairs-too-low", buyer="amelia-hart", goods={"chairs": 2}, units=1, days_ago=1.75, reason="no_reason",
        note="One pair is enough after all; the second is still in its wrapping.",
    ),
    story(
        key="kids-shoes-two", buyer="zhu-yan", goods={"kids-shoes": 2}, units=2, days_ago=1, reason="does_not_fit",
        note="尺码偏小，两双都想退。",
        steps=(buyer(9, "revise", items=[{"line_no": 1, "quantity": 1}], note="妹妹能穿其中一双，只退一双。"),),
    ),
    story(
        key="desk-veneer", buyer="sofia-rossi", goods={"desk": 1}, days_ago=2.5, reason="quality",
        note="The veneer lifts at one corner.",
        steps=(
            merchant(
                22, "offer", type="refund_only", amount_minor=9_000,
                note="Keep the desk, we glue the corner at your home and refund 90 pounds.",
            ),
        ),
    ),
    story(
        key="trail-worn", buyer="sun-peng", goods={"trail": 1}, days_ago=5, reason="quality",
        note="跑了两次鞋底就开胶。",
        steps=(merchant(16, "refuse", reason="worn", note="鞋底磨损明显，超出试穿范围。"),),
    ),
    story(
        key="teaset-chipped", buyer="chen-jing", goods={"teaset": 2}, days_ago=9, reason="no_reason",
        note="颜色和家里不搭，想退两套。",
        steps=(
            merchant(4, "approve"),
            sent_back(30, "顺丰", "SF3307120045"),
            merchant(80, "receive"),
            merchant(
                100, "inspect", accepted=[{"line_no": 1, "quantity": 1}], reason="damaged_by_buyer",
                note="其中一套盖碗有磕碰，一套完好，先退完好的一套。",
            ),
        ),
    ),
)  # fmt: skip

RETURNING = (
    story(
        key="n7-changed-mind", buyer="zhang-min", goods={"n7": 1, "charger": 1}, days_ago=3, reason="no_reason",
        note="七天内无理由退货，未激活。", facts={"intact": True, "activated": False}, steps=(merchant(5, "approve"),),
    ),
    story(
        key="headphones-weight", buyer="tom-brennan", goods={"headphones": 1}, days_ago=6, reason="no_reason",
        note="Too heavy for long flights.",
    ),
    story(
        key="loafers-colour", buyer="huang-ting", goods={"loafers": 1}, days_ago=5, reason="not_as_described",
        note="页面是棕色，收到的偏红。", steps=(merchant(11, "approve"), sent_back(60, "中通", "ZTO7712003391")),
    ),
    story(
        key="turntable-two", buyer="jonas-weber", goods={"turntable": 1, "cable": 2}, lines=(1, 2), days_ago=7,
        reason="no_reason", note="I was given one for my birthday the same week.",
        steps=(merchant(20, "approve"), sent_back(70, "BlueFreight", "BF-2204417")),
    ),
    story(
        key="puer-mould", buyer="liu-yang", goods={"puer": 2}, units=1, days_ago=8, reason="quality",
        note="打开就有霉味，茶饼背面发白。",
        steps=(merchant(7, "approve"), sent_back(40, "顺丰", "SF3307120188"), merchant(120, "receive")),
    ),
    story(
        key="bookcase-wrong", buyer="marc-dubois", goods={"bookcase": 1}, days_ago=10, reason="wrong_item",
        note="Four shelves came instead of five.",
        steps=(
            merchant(15, "approve"),
            sent_back(80, "ParcelLine", "PL-90311872"),
            carrier(140, "receive"),
        ),
    ),
)  # fmt: skip

DISPUTED = (
    story(
        key="n7-inspection", buyer="wang-wei", goods={"n7": 1}, days_ago=9, reason="quality",
        note="屏幕右下角有一条亮线。",
        steps=(
            merchant(6, "approve"),
            sent_back(30, "京东物流", "JD0088123764"),
            merchant(100, "receive"),
            merchant(
                130, "inspect", accepted=[{"line_no": 1, "quantity": 0}], reason="damaged_by_buyer",
                note="机身有进液痕迹，不符合退货条件。",
            ),
            buyer(195, "escalate", note="寄出前的开机视频可以证明没有进液。"),
        ),
    ),
    story(
        key="trail-sole", buyer="xu-lin", goods={"trail": 1}, days_ago=3, reason="quality",
        note="左脚鞋垫缝线凸起，磨脚。",
        steps=(
            merchant(22, "refuse", reason="no_fault_found", note="请先尝试更换鞋垫。"),
            buyer(50, "escalate", note="缝线在鞋底，不在鞋垫。"),
        ),
    ),
    story(
        key="kids-shoes-lost", buyer="he-xin", goods={"kids-shoes": 1}, days_ago=9, reason="wrong_item",
        note="收到的是 30 码。",
        steps=(
            merchant(9, "approve"),
            sent_back(50, "中通", "ZTO7712009876"),
            carrier(160, "report_lost"),
        ),
    ),
    story(
        key="lamp-shade", buyer="elena-petrova", goods={"lamp": 2}, units=1, days_ago=6, reason="damaged",
        bought_days_before=19,
        note="The shade of one lamp is torn.",
        steps=(
            merchant(18, "refuse", reason="evidence_lacking", note="Please send a picture of the carton."),
            buyer(
                50, "escalate", is_all=True,
                note="The carton was collected with the waste; the picture of the shade is clear.",
            ),
            merchant(85, "statement", is_all=True, note="Without the carton we cannot claim from our carrier."),
        ),
    ),
    story(
        key="n7-lite-box", buyer="liu-yang", goods={"n7-lite": 1}, days_ago=7, reason="no_reason",
        note="不喜欢这个颜色，只拆了外包装。",
        steps=(
            merchant(10, "refuse", reason="sealed_goods_opened", note="封签已拆，影响二次销售。"),
            buyer(20, "escalate", is_all=True, note="拆外包装不影响商品完好。"),
            tells(22, "buyer", intact=True, parcel_opened=True, activated=False),
            tells(39, "merchant", activated=True, intact=False),
            merchant(40, "statement", is_all=True, note="页面注明激活后不支持无理由，封签是判断依据。"),
            desk(105, "hand_up", note="封签与激活的关系需要统一口径。"),
        ),
    ),
    story(
        key="turntable-transit", buyer="grace-okafor", goods={"turntable": 1}, days_ago=9.2, reason="damaged",
        note="The lid was cracked on arrival.",
        steps=(
            merchant(10, "refuse", reason="evidence_lacking", note="No picture of the parcel was sent."),
            buyer(30, "escalate", note="Pictures of parcel and lid are attached now."),
        ),
    ),
)  # fmt: skip

PAYING = (
    story(
        key="loafers-heel", buyer="yang-fan", goods={"loafers": 1, "trail": 1}, days_ago=8, reason="quality", behaves="late",
        note="给家人买的，走了一次鞋跟就松了。",
        steps=(
            merchant(4, "approve"),
            sent_back(28, "中通", "ZTO7712014420"),
            merchant(110, "receive"),
            merchant(187, "inspect"),
        ),
    ),
    story(
        key="chairs-second", buyer="jonas-weber", goods={"chairs": 1}, days_ago=12, reason="no_reason",
        behaves="late", note="They do not fit under the table.",
        steps=(
            merchant(9, "approve"),
            sent_back(50, "ParcelLine", "PL-90311955"),
            merchant(116, "receive"),
        ),
    ),
    story(
        key="buds-return", buyer="yang-fan", goods={"buds": 2}, units=1, days_ago=9, reason="no_reason",
        note="给家人买的，他已经有了。", behaves="fail",
        steps=(
            merchant(12, "approve"),
            sent_back(40, "京东物流", "JD0088125001"),
            merchant(120, "receive"),
            merchant(180, "inspect"),
        ),
    ),
    story(
        key="knife-return", buyer="priya-nair", goods={"knife": 1}, days_ago=7, reason="wrong_item",
        note="I ordered 170 mm; this is the 135 mm blade.", behaves="late",
        steps=(
            merchant(8, "approve"),
            sent_back(30, "Yamabiko", "YB-5511-0920"),
            merchant(100, "receive"),
            merchant(155, "inspect"),
            buyer(163, "escalate", note="The bank has no refund on its list."),
        ),
    ),
)  # fmt: skip

ENDED = (
    story(
        key="trail-size", buyer="wu-hao", goods={"trail": 1}, days_ago=25, reason="does_not_fit", note="大了半码。",
        facts={"intact": True},
        steps=(
            merchant(3, "approve"),
            sent_back(26, "中通", "ZTO7711990001"),
            merchant(90, "receive"),
            merchant(95, "inspect"),
        ),
    ),
    story(
        key="teaset-gift", buyer="li-na", goods={"teaset": 1, "puer": 1}, lines=(1,), days_ago=23,
        reason="no_reason", note="朋友已经有一套一样的。", tenders=(("gift_card", 25), ("card", 75)),
        steps=(sent_back(70, "顺丰", "SF3307110020"), merchant(120, "receive")),
    ),
    story(
        key="desk-too-wide", buyer="amelia-hart", goods={"desk": 1}, days_ago=27, reason="no_reason",
        note="Two centimetres too wide for the alcove. My mistake.",
        steps=(
            merchant(16, "approve"),
            sent_back(100, "ParcelLine", "PL-90300412"),
            merchant(190, "receive"),
            merchant(210, "inspect"),
        ),
    ),
    story(
        key="n7-speaker", buyer="wang-wei", goods={"n7": 1}, days_ago=28, reason="quality", note="外放有杂音。",
        facts={"return_freight_paid": 1_800},
        steps=(
            merchant(20, "refuse", reason="no_fault_found", note="未听到异常。"),
            buyer(30, "escalate", is_all=True, note="录音已上传。"),
            merchant(60, "statement", is_all=True, note="建议先升级系统。"),
            tells(99, "desk", defect="established"),
            desk(
                100, "rule", favour="buyer", with_return=True,
                reason="录音里的杂音清晰可辨，商家未能证明系使用不当，支持退货退款。",
                citations=["cn-quality/return_within_seven_days", "marketplace-disputes-quality/faulty_goes_back"],
            ),
            sent_back(130, "京东物流", "JD0088101119"),
            merchant(190, "receive"),
            merchant(200, "inspect"),
        ),
    ),
    story(
        key="durian-no-return", buyer="zhou-jie", goods={"durian": 1}, days_ago=16, reason="quality",
        note="发酵味很重，不敢吃。", steps=(merchant(5, "approve"), merchant(6, "waive_return")),
    ),
    story(
        key="headphones-late-bank", buyer="daniel-reed", goods={"headphones": 1}, days_ago=18, reason="no_reason",
        note="Bought the same pair twice.", behaves="twice",
        steps=(
            merchant(5, "approve"),
            sent_back(30, "BlueFreight", "BF-2204020"),
            merchant(110, "receive"),
            merchant(130, "inspect"),
        ),
    ),
    story(
        key="rice-pot-by-silence", buyer="kenji-mori", goods={"rice-pot": 1}, days_ago=29, reason="no_reason",
        note="Too large for two people.",
        steps=(
            buyer(20, "escalate", is_all=True, note="The shop does not answer."),
            merchant(40, "statement", is_all=True, note="We were closed for a holiday."),
            desk(60, "hand_up", note="A question of holiday rules."),
            senior(
                90, "rule", favour="split", amount_minor=12_000, with_return=False,
                reason="A holiday is announced beforehand; half of what the goods cost is fair to both.",
                departure="The shop was closed in good faith, and the buyer keeps goods that are in order.",
                citations=["ground/negotiable"],
            ),
        ),
    ),
    story(
        key="jasmine-not-sent", buyer="ma-ning", goods={"jasmine": 3}, days_ago=15, reason="no_reason",
        note="味道太淡。", steps=(merchant(6, "approve"),),
    ),
    story(
        key="chairs-refused", buyer="marc-dubois", goods={"stained-chairs": 1}, days_ago=13,
        reason="no_reason", note="They are darker than we hoped.",
        steps=(merchant(9, "refuse", reason="made_to_order", note="The stain was mixed to your order."),),
    ),
    story(
        key="kids-shoes-kept", buyer="zhang-min", goods={"kids-shoes": 1}, days_ago=11, reason="does_not_fit",
        note="以为小了，其实正好。", steps=(merchant(10, "approve"), buyer(30, "withdraw")),
    ),
    story(
        key="lamp-kept", buyer="sofia-rossi", goods={"lamp": 1}, days_ago=14, reason="no_reason",
        note="It did not match the sofa.", steps=(buyer(13, "withdraw"),),
    ),
)  # fmt: skip

RETURN_STORIES = (*ASKING, *RETURNING, *DISPUTED, *PAYING, *ENDED)
