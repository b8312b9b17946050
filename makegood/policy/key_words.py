"""PURE: what the keys of outcomes are called, in both languages; a clock, limit or mark without an entry says its name."""

from makegood.policy.text import Text

REMEDY_WORDS = {
    "refund_only": Text("refund without return", "仅退款"),
    "return_refund": Text("return & refund", "退货退款"),
    "exchange": Text("exchange", "换货"),
    "repair": Text("repair", "维修"),
    "reship": Text("reshipment", "补寄"),
    "price_reduction": Text("price reduction", "减价"),
    "cancel": Text("cancellation", "取消订单"),
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
    "return_shipping": Text("time to send the goods back", "买家退货时限"),
    "return_transit": Text("time on the way back", "退货运输时限"),
    "inspection": Text("time to inspect the return", "商家验货时限"),
    "inspection_from_receipt": Text("time to inspect the return, from its receipt", "收到退货后的验货时限"),
    "evidence": Text("time to hand in evidence", "举证时限"),
    "ruling": Text("time to rule", "裁决时限"),
    "senior_ruling": Text("time for the senior ruling", "高级裁决时限"),
    "refund_processing": Text("time to pay the refund", "退款处理时限"),
    "refund_repair": Text("time to mend a failed refund", "退款异常处理时限"),
    "refund_deadline": Text("time until the refund is due", "退款期限"),
    "shipping_promise": Text("time to ship", "发货时限"),
    "service_answer": Text("time until customer service answers", "客服响应时限"),
    "appeal": Text("time to appeal", "申诉时限"),
    "reopen": Text("time to reopen the case", "重新开启时限"),
    "replacement": Text("time to send the replacement", "换货发出时限"),
    "replacement_transit": Text("time the replacement is on its way", "换货运输时限"),
    "repair": Text("time to repair", "维修时限"),
}
LIMIT_WORDS = {
    "rounds": Text("rounds of talks", "协商轮次"),
    "reopenings": Text("reopenings", "重新开启次数"),
    "repairs": Text("repairs", "维修次数"),
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
    "human_review": Text("review by a person", "人工复核"),
    "merchant_may_refuse": Text("whether the merchant may refuse", "商家可否拒绝"),
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
        case _:
            mark = own_name(rest)
            return Text(f"the mark “{mark.en}”", f"标记“{mark.zh}”")


def _evidence_text(rest: str) -> Text:
    party, _, kind = rest.partition(".")
    who, what = PARTY_WORDS.get(party, own_name(party)), EVIDENCE_WORDS.get(kind, own_name(kind))
    return Text(f"{what.en} from {who.en}", f"{who.zh}提供{what.zh}")
