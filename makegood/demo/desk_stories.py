"""PURE: the demo's cases that people of the desk ruled on lately, some about money that had been given to the shop already,
and returns that are on their way, to be received by scanning their parcel.
"""

from functools import partial

from makegood.demo.handovers import notes
from makegood.demo.story import (
    REFUND_ONLY,
    RETURN_REFUND,
    Story,
    buyer,
    carrier,
    desk,
    merchant,
    reads,
    says,
    senior,
    sent_back,
    tells,
)

refund_only, returned = partial(Story, type=REFUND_ONLY), partial(Story, type=RETURN_REFUND)

RULED = (
    # The order was completed and its money given to the shop, so the refund is recovered from the shop's share.
    refund_only(
        key="trail-glue", buyer="xu-lin", goods={"trail": 1}, days_ago=5, reason="quality", amount_minor=22_000,
        note="只在公园跑了三次，左脚前掌就开胶了。", status="completed", bought_days_before=16, photos=("shoe-sole",),
        steps=(
            merchant(20, "refuse", reason="worn", note="确认收货后才反馈，鞋底有磨损。"),
            buyer(30, "escalate", is_all=True, note="开胶处的胶水痕迹很新，和磨损无关。"),
            merchant(48, "statement", is_all=True, note="同批次鞋没有其他买家反馈开胶。"),
            says(52, "buyer", "如果可以修补也行，但商家一直没有回复维修的问题。"),
            reads(60, "merchant"),
            desk(
                117, "rule", favour="buyer",
                reason="照片显示脱胶处胶面平整，属粘合不良而非穿着磨损，商家未能举证，支持补偿。",
                citations=["marketplace-disputes-quality/hidden_first_merchant", "《消费者权益保护法》第二十四条"],
            ),
            merchant(118.6, "appeal", grounds="鞋底脱胶处有明显水泡痕迹，是涉水所致，照片第二张可以看到，裁决没有提到。"),
        ),
    ),
    refund_only(
        key="n7-battery", buyer="chen-jing", goods={"n7": 1}, days_ago=6, reason="quality", amount_minor=90_000,
        note="用了两周，充满电放一夜掉四成，官方检测电池健康 91%。", status="completed", bought_days_before=17,
        photos=("phone-line",),
        steps=(
            merchant(10, "refuse", reason="no_fault_found", note="电池健康高于 80%，在保修标准以内。"),
            buyer(24, "escalate", is_all=True, note="新机两周就降到 91%，不是正常损耗。"),
            merchant(60, "statement", is_all=True, note="可免费更换电池，不同意按整机价格的三成补偿。"),
            desk(
                126, "rule", favour="split", amount_minor=45_000,
                reason="两周内降至 91% 明显快于同型号，但手机可正常使用且商家愿意换电池，按所请求的一半补偿。",
                citations=["ground/negotiable", "marketplace-disputes-quality/hidden_first_merchant"],
            ),
            merchant(129, "appeal", grounds="电池健康 91% 仍在保修标准以内，且我们愿意免费换电池，不应再补偿。"),
            senior(
                137, "rule_on_appeal", verdict="uphold",
                reason="保修标准不排除对异常损耗的补偿，金额也与换电池后的差价相当，维持原裁决。",
                citations=["ground/negotiable"],
            ),
        ),
    ),
    refund_only(
        key="buds-tips", buyer="zhu-yan", goods={"buds": 1}, days_ago=8, reason="missing_parts", amount_minor=6_000,
        note="页面写有四副耳塞套，盒子里只有三副。",
        steps=(
            merchant(8, "refuse", reason="as_described", note="四副含耳机上已装的一副，页面有图示。"),
            buyer(20, "escalate", is_all=True, note="图示太小，看不出来。"),
            merchant(40, "statement", is_all=True, note="附商品页截图，配件清单写明“含已安装一副”。"),
            desk(
                100, "rule", favour="merchant",
                reason="商品页配件清单写明四副含已安装的一副，实收与描述一致，不支持补偿。",
                citations=["ground/who_claims_proves"],
            ),
            buyer(121, "appeal", grounds="下单当天的页面快照里没有“含已安装一副”，这一句是我申请之后才加上去的。"),
            says(122, "buyer", "页面快照在订单详情里，日期是下单当天。", photos=("receipt",)),
            merchant(140, "statement", note="这一句是上架后补充的，补充时间以后台记录为准。"),
            senior(
                166, "rule_on_appeal", verdict="buyer",
                reason="下单时的页面快照没有该说明，应以下单时的页面为准，撤销原裁决，支持买家的补偿请求。",
                citations=["ground/who_claims_proves", "《电子商务法》第十七条"],
            ),
        ),
    ),
    # Handed up with a note, so that the senior need not begin anew.
    refund_only(
        key="teaset-glaze", buyer="zhao-lei", goods={"teaset": 1}, days_ago=18, reason="quality", amount_minor=8_000,
        note="盖碗内壁有三处缩釉，茶渍洗不掉。", photos=("tea-seal",),
        steps=(
            merchant(6, "refuse", reason="as_described", note="手工釉面略有不匀，页面有说明。"),
            buyer(18, "escalate", is_all=True, note="缩釉露胎，不是釉面不匀。"),
            merchant(30, "statement", is_all=True, note="手绘瓷器存在个体差异，属正常工艺。"),
            says(44, "buyer", "质检站的报告出来了：缩釉露胎，判定为二等品。", photos=("receipt",)),
            notes(
                59, "检测报告真实有效，判定为二等品；商家没有异议。", "手绘瓷器的“个体差异”能否包括二等品，平台没有统一口径。"
            ),
            desk(60, "hand_up", note="“个体差异”与二等品的界线需要统一口径。"),
            senior(
                100, "rule", favour="buyer", reason="检测报告认定为二等品，却按一等品出售，支持买家的补偿请求。",
                citations=["marketplace-disputes-quality/hidden_first_merchant", "《消费者权益保护法》第二十三条"],
            ),
        ),
    ),
    refund_only(
        key="lamp-switch", buyer="marc-dubois", goods={"lamp": 1}, days_ago=6, reason="quality", amount_minor=4_000,
        note="The foot switch works one time in three; I changed bulb and socket.", status="completed",
        bought_days_before=19,
        steps=(
            merchant(15, "refuse", reason="no_fault_found", note="It was tested before it left the workshop."),
            buyer(30, "escalate", is_all=True, note="A film of ten tries is with the carrier's claim number."),
            merchant(60, "statement", is_all=True, note="We would send a new switch, but it has to be fitted by the buyer."),
            desk(
                122, "rule", favour="buyer",
                reason="The fault showed within six months and the seller did not prove that it came later.",
                departure="The film of ten tries is with the carrier and was never tied to the fault that it shows.",
                citations=["eu-conformity/seller_proves", "Directive (EU) 2019/771, Article 11"],
            ),
            merchant(
                139, "appeal",
                grounds="Our test sheet of the very lamp, signed on the day it left, was sent and is not mentioned.",
            ),
        ),
    ),
    # The shop deceived its buyer, so the ruling gives three times the price on top of the refund.
    refund_only(
        key="trail-outlet", buyer="huang-ting", goods={"trail": 1}, days_ago=7, reason="not_as_described",
        note="页面写正品当季新款，鞋舌标是三年前的仿款。", bought_days_before=9,
        steps=(
            merchant(8, "refuse", reason="as_described", note="鞋盒换过，鞋是正品当季款。"),
            buyer(20, "escalate", is_all=True, note="品牌客服查了货号，回复不是他们生产的，聊天截图已上传。"),
            merchant(44, "statement", is_all=True, note="进货单找不到了，供货商口头说是正品。"),
            tells(70, "desk", fraud_established=True),
            desk(
                71, "rule", favour="buyer", compensation_minor=137_700,
                reason="品牌确认该货号不是其产品，商家按正品出售且拿不出进货凭证，构成欺诈，退款并按价款三倍赔偿。",
                citations=["cn-damages/deceit", "《消费者权益保护法》第五十五条第一款"],
            ),
        ),
    ),
    returned(
        key="loafers-scuff", buyer="huang-ting", goods={"loafers": 1}, days_ago=6, reason="quality",
        note="左鞋内侧一块磨花，出差回来拆开就有。", photos=("shoe-sole",), bought_days_before=14,
        steps=(
            merchant(9, "refuse", reason="worn", note="磨花在鞋底弯折处，是穿着痕迹。"),
            buyer(22, "escalate", is_all=True, note="开箱照片里鞋底是干净的。"),
            merchant(40, "statement", is_all=True, note="出库照片显示该处完好。"),
            desk(
                96, "rule", favour="merchant",
                reason="出库照片与磨损位置说明该处在签收后产生，买家没有提供开箱时该处的照片，不支持退货。",
                citations=["ground/who_claims_proves"],
            ),
            buyer(120, "appeal", grounds="开箱照片的第三张拍到了左鞋内侧，磨花清楚可见，请换一位同事再看一遍。"),
        ),
    ),
    returned(
        key="bookcase-warp", buyer="tom-brennan", goods={"bookcase": 1}, days_ago=7, reason="damaged",
        note="The back panel is warped, so the case rocks.", photos=("panel-dent",),
        steps=(
            says(20, "merchant", "Panels settle within a week of heating; please give it a few days."),
            buyer(40, "escalate", is_all=True, note="It has stood for two weeks and rocks more than before."),
            merchant(70, "statement", is_all=True, note="We offered to send a joiner and had no answer."),
            desk(
                90, "rule", favour="buyer",
                reason="The panel is warped, not settling; the bookcase goes back and the price is refunded.",
                departure="The photo of the panel came with the request and was never tied to the damage that it shows.",
                citations=["uk-consumer-rights/trader_proves", "Consumer Rights Act 2015, section 20"],
            ),
            sent_back(100, "ParcelLine", "PL-90311730"),
            merchant(138, "receive"),
            merchant(144, "inspect"),
            merchant(158, "appeal", grounds="The joiner's visit was offered twice in writing, which the ruling leaves out."),
        ),
    ),
)  # fmt: skip

ON_THE_WAY = (
    returned(
        key="trail-narrow", buyer="zhou-jie", goods={"trail": 1}, days_ago=3, reason="does_not_fit",
        note="脚背太窄，只在家里试穿过。", facts={"intact": True},
        steps=(
            merchant(5, "approve"),
            says(6, "merchant", reply="return_with_all"),
            sent_back(26, "中通", "ZTO7712021130"),
        ),
    ),
    returned(
        key="kids-shoes-grow", buyer="ma-ning", goods={"kids-shoes": 2}, units=1, days_ago=6, reason="does_not_fit",
        note="孩子脚长得快，一双已经小了，没有下地穿。", facts={"intact": True},
        steps=(merchant(7, "approve"), sent_back(30, "中通", "ZTO7712020077"), carrier(141, "receive")),
    ),
    returned(
        key="buds-double", buyer="sun-peng", goods={"buds": 1, "charger": 1}, days_ago=4, reason="no_reason",
        note="家人也买了一副，未拆封。", facts={"intact": True},
        steps=(merchant(6, "approve"), sent_back(28, "京东物流", "JD0088126690")),
    ),
    returned(
        key="chairs-fabric", buyer="sofia-rossi", goods={"chairs": 1}, days_ago=4, reason="not_as_described",
        note="The fabric is grey; the listing shows sand.", photos=("parcel",),
        steps=(
            merchant(16, "approve"),
            says(40, "buyer", "Both chairs are back in their carton; the carrier comes tomorrow."),
            sent_back(60, "ParcelLine", "PL-90312044"),
        ),
    ),
)  # fmt: skip

DESK_STORIES = (*RULED, *ON_THE_WAY)
