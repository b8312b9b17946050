"""PURE: what the keys of outcomes are called, in both languages; a clock, limit or mark without an entry says its name."""

from makegood.policy.telling.mark_words import MARK_WORDS
from makegood.policy.text import Text

REMEDY_WORDS = {
    "refund_only": Text("refund without return", "仅退款"),
    "return_refund": Text("return & refund", "退货退款"),
    "exchange": Text("exchange", "换货"),
    "repair": Text("repair", "维修"),
    "reship": Text("reshipment", "补寄"),
    "price_reduction": Text("price reduction", "减价"),
    "cancel": Text("cancellation", "取消订单"),
    "intercept": Text("stopping it on its way", "物流拦截"),
    "modify_address": Text("change of the address", "修改地址"),
    "modify_payment": Text("change of the payment", "修改支付方式"),
    "modify_items": Text("change of the items", "修改商品"),
}
FREIGHT_WORDS = {
    "outbound": Text("outbound freight", "发货运费"),
    "return": Text("return freight", "退货运费"),
    "exchange": Text("freight of the exchange", "换货运费"),
}
PAYER_WORDS = {
    "buyer": Text("the buyer", "买家"),
    "shared": Text("both, shared", "双方分担"),
    "insurer": Text("the insurer", "保险公司"),
    "platform": Text("the platform", "平台"),
    "merchant": Text("the merchant", "商家"),
    "carrier": Text("the carrier", "承运人"),
}
CLOCK_WORDS = {
    "merchant_answer": Text("the merchant's time to answer", "商家处理时限"),
    "buyer_answer": Text("the buyer's time to answer", "买家处理时限"),
    "answer": Text("time to answer a question", "回复提问的时限"),
    "return_shipping": Text("time to send the goods back", "买家退货时限"),
    "return_transit": Text("time on the way back", "退货运输时限"),
    "inspection": Text("time to inspect the return", "商家验货时限"),
    "inspection_from_receipt": Text("time to inspect the return, from its receipt", "收到退货后的验货时限"),
    "evidence": Text("time to hand in evidence", "举证时限"),
    "escalation": Text(
        "time to try by yourselves before the platform is called in", "申请平台介入前的协商时限"
    ),
    "change_evidence": Text("time to hand in evidence on a change of an order", "订单变更的举证时限"),
    "ruling": Text("time to rule", "裁决时限"),
    "jury": Text("time for a panel of users", "大众评审时限"),
    "senior_ruling": Text("time for the senior ruling", "高级裁决时限"),
    "refund_processing": Text("time to pay the refund", "退款处理时限"),
    "refund_repair": Text("time to mend a failed refund", "退款异常处理时限"),
    "refund_deadline": Text("time until the refund is due", "退款期限"),
    "shipping_promise": Text("time to ship", "发货时限"),
    "service_answer": Text("time until customer service answers", "客服响应时限"),
    "appeal": Text("time to appeal", "申诉时限"),
    "appeal_answer": Text("time to answer an appeal", "答复申诉的时限"),
    "appeal_ruling": Text("time to decide an appeal", "申诉裁决时限"),
    "reopen": Text("time to reopen the case", "重新开启时限"),
    "new_circumstances": Text("time to bring new circumstances after a ruling", "裁决后提出新情况的时限"),
    "replacement": Text("time to send the replacement", "换货发出时限"),
    "replacement_transit": Text("time the replacement is on its way", "换货运输时限"),
    "repair": Text("time to repair", "维修时限"),
    "acceptance_papers": Text(
        "working days to show that court or police took the matter up", "提交受理材料的工作日时限"
    ),
    "joint_suspension": Text("longest suspension by agreement", "双方同意中止的最长期限"),
    "authority_suspension": Text(
        "longest suspension for court or police", "法院或公安处理期间中止的最长期限"
    ),
    "authentication": Text("time to authenticate", "鉴别时限"),
    "clawback": Text("time to claim back", "追回时限"),
    "complaint_acceptance": Text("time to decide on a complaint", "投诉受理时限"),
    "complaint_mediation": Text("time to mediate a complaint", "投诉调解时限"),
    "confirm_receipt": Text("time until receipt counts as confirmed", "自动确认收货时限"),
    "delivery": Text("time to deliver", "送达时限"),
    "insurance_payout": Text("time until the insurer pays", "保险理赔时限"),
    "repair_parts": Text("time to wait for a part", "等待零配件的时限"),
    "repair_payment": Text("time to pay a repair", "支付维修费的时限"),
    "repair_transit": Text("time for repaired goods to arrive", "修好商品寄回的时限"),
    "repair_works": Text("time that repaired goods have to work", "修好后应正常使用的期限"),
    "offer": Text("time for which an offer stands", "协商方案的有效时限"),
    "interception": Text("time to intercept the parcel", "拦截时限"),
    "difference_payment": Text("time to pay the difference", "支付差价时限"),
    "replacement_shipping": Text("time to send the replacement", "寄出换货商品时限"),
    "live_video_retention": Text("time for which a live stream is kept", "直播视频保存期"),
    "payment": Text("time to pay", "付款时限"),
    "pickup": Text("time to pick up", "上门取件时限"),
    "price_error_report": Text("time to report a wrong price", "错价报备时限"),
    "publication": Text("time to publish", "公示时限"),
    "report": Text("time to report", "反馈时限"),
    "retention": Text("time for which records are kept", "记录保存期"),
    "review": Text("time to review", "审核时限"),
    "rule_notice": Text("notice before a rule holds", "规则公示期"),
    "suspension": Text("longest suspension", "最长中止期"),
}
LIMIT_WORDS = {
    "rounds": Text("rounds of talks", "协商轮次"),
    "reopenings": Text("reopenings", "重新开启次数"),
    "appeals": Text("appeals", "申诉次数"),
    "questions": Text("questions of a party", "每方提问次数"),
    "messages": Text("messages of a party", "每方留言条数"),
    "repairs": Text("repairs", "维修次数"),
    "attempts": Text("attempts", "尝试次数"),
    "pauses": Text("pauses", "中止次数"),
    "desk_after_refusals": Text("refusals after which the desk is called in", "达到后平台自动介入的拒绝次数"),
    "extensions": Text("extensions of the time for evidence", "举证延长次数"),
    "jury_seats": Text("seats of a panel of users", "评审团席位数"),
    "jury_consents": Text("parties that agree to a panel", "须同意评审的当事方数"),
    "second_review_minor": Text("amount from which two rule, in minor units", "须两人裁决的金额（分）"),
    "second_review_marks": Text("marks from which two rule", "须两人裁决的记录数"),
    "blind_share_percent": Text("share of rulings made twice in the dark, in percent", "盲审抽样比例（%）"),
}
TENDER_WORDS = {
    "original": Text("refund as it was paid", "原路退回"),
    "gift_card": Text("refund as a gift card", "退至礼品卡"),
    "store_credit": Text("refund as store credit", "退至店铺余额"),
    "other": Text("refund in another way", "以其他方式退款"),
}
EVIDENCE_WORDS = {
    "photo": Text("a photo", "照片"),
    "video": Text("a video", "视频"),
    "inspection_report": Text("an inspection report", "检测报告"),
    "invoice": Text("the invoice", "发票"),
    "certificate": Text("a certificate", "凭证"),
    "chat": Text("the chat", "聊天记录"),
    "tracking": Text("the tracking", "物流信息"),
    "weight": Text("the weight", "称重记录"),
    "order_snapshot": Text("the snapshot of the order", "交易快照"),
    "statement": Text("a statement", "书面说明"),
    "hospital_report": Text("a hospital's report", "医院证明"),
    "brand_report": Text("the brand's report", "品牌方鉴定"),
    "website_log": Text("the log of the website", "网站记录"),
    "delivery_record": Text("the record of the delivery", "签收记录"),
    "police_report": Text("a police report", "报警回执"),
}
RULING_WORDS = {
    "pay_merchant": Text("the merchant is paid", "打款给商家"),
    "refund_only": Text("refund without return", "仅退款"),
    "return_refund": Text("return & refund", "退货退款"),
    "split": Text("the amount is split", "按比例分担"),
    "exchange": Text("exchange", "换货"),
    "repair": Text("repair", "维修"),
    "reship": Text("reshipment", "补寄"),
    "dismiss": Text("the claim is dismissed", "不予支持"),
    "restore": Text("what was paid without ground goes back to the merchant", "返还商家不当损失"),
    "agreement": Text("as both agree", "按双方协商"),
}
SINGLE_WORDS = {
    "burden": Text("the burden of proof", "举证责任"),
    "ruling": Text("the ruling", "裁决"),
    "refund": Text("the refund", "退款金额"),
    "compensation": Text("the compensation", "赔偿金额"),
    "compensation_by": Text("who pays the compensation", "赔偿承担方"),
    "deduction": Text("the deduction", "扣除金额"),
    "instant_refund": Text("instant refund", "极速退款"),
    "granted_at_once": Text("granted at once", "即时同意"),
    "human_review": Text("review by a person", "人工复核"),
    "merchant_may_refuse": Text("whether the merchant may refuse", "商家可否拒绝"),
}
PROVE_WORDS = {
    "both_agree": Text("proof that the settlement is void", "和解无效的举证"),
    "buyer_proof": Text("first proof of what is complained of", "所主张问题的初步举证"),
    "confirmation_induced": Text("proof that the confirmation of receipt was urged", "被诱导确认收货的举证"),
    "delivery_proof": Text("proof of the delivery to the buyer", "已送达买家的举证"),
    "inspection_report": Text("a report that confirms the fault", "检测报告"),
    "intact": Text("proof that the goods are no longer intact", "商品不完好的举证"),
    "flaw_known": Text("proof that the buyer knew this flaw before buying", "买家购买前已知该瑕疵的举证"),
    "misused": Text("proof that the buyer broke it", "买家使用不当的举证"),
    "late_shipping_accepted": Text("proof that later shipping was agreed", "买家同意延迟发货的举证"),
    "merchant_proof": Text("proof that the goods are in order", "商品符合要求的举证"),
    "promise_broken": Text("proof that the promise was broken", "商品不符合承诺的举证"),
    "promise_condition_met": Text("proof that the condition of the promise was met", "承诺条件已成就的举证"),
    "refund_ground": Text("proof of the ground of the refund", "退款理由的举证"),
    "return_delivered": Text("proof that the return was delivered", "退货已送达的举证"),
    "buyer_chose_carrier": Text("proof that the buyer chose another carrier", "买家另行选择快递的举证"),
    "late_ground": Text("proof that a longer time was promised", "承诺更长期限的举证"),
    "return_trouble": Text("proof that something else came back", "退回的并非原商品的举证"),
    "signing_proven": Text("proof that the buyer signed in order", "买家有效签收的举证"),
    "bought_knowingly": Text("proof that the buyer knew of the fault before buying", "购买者明知的举证"),
    "drug_fake_or_inferior": Text("a report that the medicine is fake or inferior", "假药、劣药的检验结论"),
    "food_unsafe": Text("a report that the food is unsafe", "食品不符合安全标准的检验结论"),
    "honest_mistake": Text("proof that the merchant did not mean to deceive", "并非欺骗、误导的举证"),
    "not_in_offer": Text("proof that the offer did not have what is missed", "所购款式并不包含的举证"),
    "record_shows_otherwise": Text("records of the offer, the order or the platform", "页面、订单或平台记录"),
    "source_shown": Text(
        "proof of a lawful source and of the inspection of what came in", "合法进货来源及进货查验的举证"
    ),
    "suits_age": Text("proof that the purchase suits the age", "与年龄、智力相适应的举证"),
}
PARTY_WORDS = {"buyer": Text("the buyer", "买家"), "merchant": Text("the merchant", "商家")}


def own_name(name: str) -> Text:
    """A name that has no entry, with spaces for underscores."""
    plain = name.replace("_", " ")
    return Text(plain, plain)


def key_text(name: str) -> Text:
    """What a key is about, as a noun phrase: `remedy.exchange` is “exchange”."""
    if name in SINGLE_WORDS:
        return SINGLE_WORDS[name]
    group, _, rest = name.partition(".")
    match group:
        case "remedy":
            return REMEDY_WORDS.get(rest, own_name(rest))
        case "freight":
            return FREIGHT_WORDS.get(rest, own_name(rest))
        case "clock":
            return CLOCK_WORDS.get(rest, own_name(rest))
        case "limit":
            return LIMIT_WORDS.get(rest, own_name(rest))
        case "tender":
            return TENDER_WORDS.get(rest, own_name(rest))
        case "until":
            remedy = REMEDY_WORDS.get(rest, own_name(rest))
            return Text(f"the end of the window for {remedy.en}", f"{remedy.zh}的截止时间")
        case "evidence":
            return _evidence_text(rest)
        case "prove":
            return PROVE_WORDS.get(rest, own_name(rest))
        case _:
            mark = mark_text(rest)
            return Text(f"the mark “{mark.en}”", f"标记“{mark.zh}”")


def mark_text(mark: str) -> Text:
    """What a mark is called; one without an entry says its name."""
    return MARK_WORDS.get(mark, own_name(mark))


def _evidence_text(rest: str) -> Text:
    party, _, kind = rest.partition(".")
    who, what = PARTY_WORDS.get(party, own_name(party)), EVIDENCE_WORDS.get(kind, own_name(kind))
    return Text(f"{what.en} from {who.en}", f"{who.zh}提供{what.zh}")
