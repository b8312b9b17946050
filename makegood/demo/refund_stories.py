"""PURE: the demo's cases about money alone, from the newest request to what ended weeks ago."""

from functools import partial

from makegood.demo.story import REFUND_ONLY, Story, buyer, desk, merchant, senior

story = partial(Story, type=REFUND_ONLY)

WAITING = (
    story(
        key="cherries-soft", buyer="li-na", goods={"cherries": 1, "oranges": 1}, days_ago=0.4, reason="spoilt",
        bought_days_before=2.8, note="开箱时大约三分之一的车厘子已经软烂，照片是签收后十分钟内拍的。", amount_minor=8_500,
        facts={"rotten_share": 3_300, "buyer_proof": True, "defect_visible": True},
    ),
    story(
        key="cable-crackles", buyer="priya-nair", goods={"cable": 3, "speaker": 1}, units=2, days_ago=1.9,
        reason="quality", note="Two of the three cables crackle on the left channel, whatever I plug them into.",
    ),
    story(
        key="buds-scratched", buyer="wang-wei", goods={"buds": 1}, days_ago=2, reason="quality", amount_minor=20_000,
        note="耳机充电盒全新拆封就有一道划痕，希望补偿，不想退货。",
        steps=(
            merchant(5, "offer", amount_minor=8_000, note="抱歉给您添麻烦了，补偿 80 元您看可以吗？"),
            buyer(20, "offer", amount_minor=15_000, note="换一个充电盒的价格是 180 元，我接受 150 元。"),
        ),
    ),
    story(
        key="atlas-delay", buyer="zhou-jie", goods={"atlas": 1}, days_ago=5, reason="not_shipped_in_time",
        note="发货比承诺晚了九天，要求补偿。", amount_minor=3_000,
        steps=(desk(6, "pause", reason="joint_suspension", note="双方同意先等物流公司的书面说明。"),),
    ),
    story(
        key="pan-rust", buyer="kenji-mori", goods={"pan": 1}, days_ago=11, reason="quality",
        note="Rust along the rim when unpacked, before first use.",
        steps=(
            merchant(10, "refuse", reason="no_fault_found", note="Raw iron darkens; that is no fault."),
            buyer(240, "reopen", note="A blacksmith confirms that it is rust under the coating; his letter is attached."),
        ),
    ),
    story(
        key="speaker-hum", buyer="tom-brennan", goods={"speaker": 1}, days_ago=3, reason="quality",
        note="A steady hum at low volume. I would keep it for a lower price.", amount_minor=6_000,
        steps=(merchant(20, "offer", amount_minor=4_000, note="We can take off 40 dollars, today."),),
    ),
    story(
        key="durian-unripe", buyer="zhao-lei", goods={"durian": 1}, days_ago=6, reason="quality",
        bought_days_before=4, note="放了一天还是打不开，果肉是生的。",
        steps=(merchant(10, "refuse", reason="evidence_lacking", note="请提供果肉和果柄的照片，我们再为您处理。"),),
    ),
    story(
        key="jasmine-short", buyer="zhu-yan", goods={"jasmine": 4}, days_ago=4, reason="missing_parts", units=1,
        note="四罐只收到三罐，外箱没有破损。", tenders=(("wallet", 100),),
        steps=(merchant(30, "offer", amount_minor=4_000, note="仓库称重有出入，先退 40 元，您看行吗？"),),
    ),
)  # fmt: skip

DISPUTED = (
    story(
        key="phone-not-received", buyer="wang-wei", goods={"n7-lite": 1}, days_ago=4, reason="not_received",
        note="物流显示签收，但我和家人都没有收到，小区驿站也没有记录。", status="shipped",
        steps=(
            merchant(20, "refuse", reason="delivered_signed", note="物流已签收，请先联系快递员。"),
            buyer(75, "escalate", note="签收人姓名不是我，驿站出具了说明。"),
        ),
    ),
    story(
        key="headphones-price", buyer="grace-okafor", goods={"headphones": 1}, days_ago=3, reason="not_as_described",
        note="Sold as wireless for the plane too; the adapter is not in the box.", amount_minor=5_000,
        steps=(merchant(40, "escalate", note="The listing names the adapter as sold apart. Please decide."),),
    ),
    story(
        key="charger-hot", buyer="yang-fan", goods={"charger": 1}, days_ago=5, reason="quality",
        note="充电十分钟后烫手，已经不敢用了。",
        steps=(
            merchant(12, "refuse", reason="no_fault_found", note="快充时发热属于正常现象。"),
            buyer(30, "escalate", note="用测温枪测到 71 度，有视频。"),
            merchant(50, "statement", is_all=True, note="同批次质检报告显示满载外壳温度 58 度，附报告编号。"),
            buyer(60, "statement", is_all=True, note="视频里可以看到型号和温度，请平台判断。"),
        ),
    ),
    story(
        key="bookcase-dent", buyer="amelia-hart", goods={"bookcase": 1}, days_ago=6, reason="damaged",
        note="The left side panel has a dent as wide as a thumb.", amount_minor=12_000,
        steps=(
            merchant(26, "offer", amount_minor=3_000, note="A touch-up kit and 30 pounds?"),
            buyer(40, "escalate", note="A dent cannot be touched up. I ask for a quarter of the price."),
        ),
    ),
    story(
        key="n7-not-new", buyer="wu-hao", goods={"n7": 1}, days_ago=6, reason="not_as_described", amount_minor=60_000,
        note="激活日期是三个月前，明显不是全新机。",
        steps=(
            buyer(20, "escalate", is_all=True, note="官网查询截图可以证明激活日期。"),
            merchant(30, "statement", is_all=True, note="该机为门店样机激活检测，未销售过。"),
            desk(100, "hand_up", note="涉及全新机认定标准，请资深同事裁决。"),
        ),
    ),
    story(
        key="lamp-flicker", buyer="jonas-weber", goods={"lamp": 1}, days_ago=8.5, reason="quality",
        note="The lamp flickers with every bulb that I tried.",
        steps=(buyer(24, "escalate", note="No answer to two messages about a fault of wiring."),),
    ),
)  # fmt: skip

PAYING = (
    story(
        key="oranges-dry", buyer="li-na", goods={"oranges": 2}, days_ago=1.2, reason="quality", behaves="late",
        bought_days_before=3.5, note="两箱橙子水分很少，像是去年的存货。", steps=(merchant(26, "approve"),),
    ),
    story(
        key="cable-wrong", buyer="daniel-reed", goods={"cable": 2}, days_ago=2.2, reason="wrong_item", behaves="late",
        note="I ordered three metres and got two of one metre each.",
    ),
    story(
        key="novel-missing-pages", buyer="he-xin", goods={"novel": 1, "atlas": 1}, days_ago=3, reason="quality",
        behaves="fail", note="第 113 到 128 页缺页。", steps=(merchant(30, "approve"),),
    ),
    story(
        key="rice-pot-crack", buyer="marc-dubois", goods={"rice-pot": 1}, days_ago=1.5, reason="damaged",
        behaves="late", note="A hairline crack; it leaks.",
        steps=(merchant(20, "approve"), buyer(30, "escalate", note="Where is my refund?")),
    ),
)  # fmt: skip

ENDED = (
    story(
        key="tea-damp", buyer="li-na", goods={"longjing": 2, "jasmine": 1}, units=1, days_ago=24, reason="quality",
        note="一罐封口不严，茶叶已经受潮。", steps=(merchant(3, "approve"),),
    ),
    story(
        key="buds-one-side", buyer="zhang-min", goods={"buds": 1}, days_ago=22, reason="quality",
        note="右耳声音明显比左耳小，客服让我重置也没有用。",
        steps=(
            merchant(18, "refuse", reason="no_fault_found", note="远程检测未见异常。"),
            buyer(40, "escalate", is_all=True, note="线下门店检测单已上传。"),
            merchant(60, "statement", is_all=True, note="门店检测环境有噪声，结果仅供参考。"),
            desk(
                90, "rule", favour="split", amount_minor=20_000,
                reason="检测单可信，但耳机仍可使用，按货款的一半退还。",
                citations=["ground/negotiable", "marketplace-disputes-quality/hidden_first_merchant"],
            ),
        ),
    ),
    story(
        key="picture-books-torn", buyer="chen-jing", goods={"picture-books": 1, "novel": 2}, days_ago=20,
        reason="damaged", note="礼盒里有两册书角撕裂。", amount_minor=3_800,
        tenders=(("gift_card", 30), ("card", 70)), steps=(merchant(6, "approve"),),
    ),
    story(
        key="turntable-belt", buyer="elena-petrova", goods={"turntable": 1}, days_ago=17, reason="missing_parts",
        note="The spare belt from the listing was not in the box.", amount_minor=1_500, behaves="timeout-after",
        steps=(merchant(9, "approve"),),
    ),
    story(
        key="chairs-wobble", buyer="amelia-hart", goods={"chairs": 2}, units=1, days_ago=15, reason="quality",
        note="One of the four chairs wobbles.", amount_minor=9_000, tenders=(("store_credit", 40), ("card", 60)),
        steps=(
            merchant(20, "offer", amount_minor=6_000, note="A new set of feet is in the post; 60 pounds for your trouble."),
            buyer(44, "accept"),
        ),
    ),
    story(
        key="knife-handle", buyer="kenji-mori", goods={"knife": 1, "pan": 1}, days_ago=13, reason="quality",
        note="The handle has a splinter.", amount_minor=2_500, behaves="fail",
        steps=(merchant(12, "approve"), desk(30, "redirect_refund")),
    ),
    story(
        key="cherries-late", buyer="huang-ting", goods={"cherries": 1}, days_ago=14, reason="not_shipped_in_time",
        note="约定周三发货、周五送达，周五才发出，周日才到。", amount_minor=5_000,
        steps=(merchant(8, "refuse", reason="weather", note="当天航班因台风取消，属不可抗力。"),),
    ),
    story(
        key="speaker-colour", buyer="daniel-reed", goods={"speaker": 1}, days_ago=19, reason="not_as_described",
        note="The blue is darker than in the picture.", amount_minor=4_000,
        steps=(
            merchant(15, "refuse", reason="as_described", note="Colour and number match the listing."),
            buyer(22, "escalate", is_all=True, note="Please compare picture and speaker."),
            merchant(40, "statement", is_all=True, note="Photograph beside the colour card enclosed."),
            desk(
                70, "rule", favour="merchant", reason="The colour is the one that was shown and named in the listing.",
                citations=["ground/who_claims_proves"],
            ),
        ),
    ),
    story(
        key="n7-hand-up", buyer="sun-peng", goods={"n7-lite": 1, "charger": 1}, lines=(1, 2), days_ago=26,
        reason="not_as_described", note="宣传页写的是 80W 快充，实际只有 67W。", amount_minor=30_000,
        steps=(
            buyer(10, "escalate", is_all=True, note="宣传页截图日期早于下单日期。"),
            merchant(30, "statement", is_all=True, note="宣传页随后更正，下单页标注为 67W。"),
            desk(50, "hand_up", note="宣传与下单页不一致，提请资深裁决。"),
            senior(
                80, "rule", favour="buyer", reason="以买家下单前看到的宣传为准，支持按充电功率的差价补偿。",
                citations=[
                    "marketplace-disputes-description/hidden_mismatch_first_merchant", "《电子商务法》第十七条",
                ],
            ),
        ),
    ),
    story(
        key="novel-order-twice", buyer="xu-lin", goods={"novel": 1}, days_ago=9, reason="ordered_by_mistake", status="paid",
        note="不小心下了两单。", steps=(merchant(30, "approve"),), tenders=(("wallet", 100),),
    ),
    story(
        key="oranges-found", buyer="ma-ning", goods={"oranges": 1}, days_ago=12, reason="not_received",
        note="物流显示签收但没有看到。", steps=(buyer(7, "withdraw"),),
    ),
    story(
        key="desk-scratch", buyer="sofia-rossi", goods={"desk": 1}, days_ago=10, reason="damaged", amount_minor=5_000,
        note="A scratch under the edge.",
        steps=(
            merchant(20, "offer", amount_minor=2_000, note="20 pounds, as it does not show?"),
            buyer(28, "withdraw"),
        ),
    ),
)  # fmt: skip

REFUND_STORIES = (*WAITING, *DISPUTED, *PAYING, *ENDED)
