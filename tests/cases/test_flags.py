"""What is flagged in a message, and what is not, as people really write. A flag stops nothing: a person of the desk judges."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from makegood.cases import flags_of
from makegood.cases.flags import KINDS

CONTACT = [
    "加微信",
    "加我微信聊",
    "加 微 信",
    "加-微-信",
    "加❤微❤信",
    "加V信",
    "➕薇信",
    "+vx：abc12345",
    "加一下客服的微信吧",
    "V我",
    "v我吧",
    "微我",
    "vx: mount_tea88",
    "WX mountain2020",
    "微信号 mountain2020",
    "我的微信是tea12345",
    "QQ 123456789",
    "加qq群",
    "私下联系",
    "咱们线下沟通吧",
    "微信上聊",
    "telegram @teashop88",
    "加我电报",
    "add me on WhatsApp",
    "Text me at my telegram please",
    "dm us on instagram",
    "t.me/teashop",
    "wa.me/8613812345678",
    "my wechat is teashop",
    "我电话13812345678",
    "138 1234 5678",
    "138-1234-5678",
    "+86 13812345678",
    "打我手机 １３８１２３４５６７８",
    "一三八一二三四五六七八",
    "write to me: li.na@example.com",
    "call me on +44 7700 900123",
    "扫码加我好友",
    "加个好友详谈",
    "加\u200b微\u200b信",
]
PAYMENT = [
    "支付宝转账",
    "支付宝转账给你",
    "我支付宝转给您50",
    "微信转你20块行吗",
    "直接微信转账",
    "退款我打款到您支付宝",
    "转到你的支付宝",
    "私下退您30",
    "线下交易吧",
    "不走平台",
    "咱们绕过平台",
    "发个收款码给我",
    "给您发个红包",
    "微信红包补偿您",
    "v我50",
    "好评返现5元",
    "卡号 6222021234567890123",
    "现金转给您",
    "let's settle this outside the platform",
    "pay me via PayPal",
    "I can refund you through WeChat",
    "we will send you the money by Zelle",
    "venmo me",
    "cash outside of the app",
    "off-platform deal",
    "IBAN DE89 3704 0044 0532 0130 00",
    "refund for a 5-star review",
]
ABUSE = [
    "你个傻逼",
    "傻 逼",
    "sb吧",
    "操你妈",
    "去死吧",
    "弄死你",
    "我找人收拾你",
    "nmsl",
    "fuck you",
    "you are an idiot",
    "I will kill you",
    "I know where you live",
]
ORDINARY = [
    "微信支付付的款",
    "我是用微信支付付的款",
    "我用支付宝付的钱",
    "钱是微信付的，什么时候退？",
    "退款会退到我支付宝吗？",
    "支付宝付款的订单",
    "微信支付单号 4200001234202603021234567890",
    "订单号 2026030212345678901",
    "订单编号：13812345678",
    "快递单号 13912345678901",
    "运单SF1234567890123",
    "物流单号13812345678，请查收",
    "已经寄出，顺丰 SF1390000000000",
    "价格是138元，数量12345",
    "明天下午3点前寄出",
    "请退到原支付方式",
    "我稍微我行我素一点",
    "加急处理一下",
    "麻烦加个赠品",
    "质量太差了，很失望",
    "你们的客服态度不好",
    "垃圾桶的盖子坏了",
    "给你妈妈买的礼物",
    "卖家承诺送红包雨活动的券",
    "加热功能坏了",
    "微信小程序里看不到退款",
    "我在平台上已经申请了",
    "银行说还没到账",
    "I paid with PayPal, when will I get my refund?",
    "I paid by Alipay",
    "Order 2026030212345678",
    "tracking 13812345678901",
    "The parcel is at the reception, call before delivery",
    "Please refund me to the original card",
    "the app shows nothing",
    "The wire of the headphones is broken",
    "Size 5, star pattern",
    "I will stay on the platform",
    "The line on the screen is visible",
    "SKU SB-12",
    "It is a killer deal",
    "outside the box there was water",
    "order no. 13812345678",
    "",
    "谢谢！",
    "OK 👍",
]


@pytest.mark.parametrize("text", CONTACT)
def test_a_way_off_the_platform_is_flagged(text: str) -> None:
    assert "off_platform_contact" in flags_of(text)


@pytest.mark.parametrize("text", PAYMENT)
def test_payment_off_the_platform_is_flagged(text: str) -> None:
    assert "off_platform_payment" in flags_of(text)


@pytest.mark.parametrize("text", ABUSE)
def test_abuse_is_flagged(text: str) -> None:
    assert flags_of(text) == ("abuse",)


@pytest.mark.parametrize("text", ORDINARY)
def test_ordinary_talk_is_not(text: str) -> None:
    assert flags_of(text) == ()


def test_flags_come_once_and_in_order() -> None:
    assert flags_of("傻逼，加微信，加微信，支付宝转账") == KINDS


@given(st.text(max_size=2000))
def test_any_text_has_an_answer(text: str) -> None:
    assert set(flags_of(text)) <= set(KINDS)


@pytest.mark.parametrize(
    "piece", ["加", "微", "pay you ", "1", "a@", "138 ", "telegram ", "转到你", "without the "]
)
def test_long_texts_take_no_time(piece: str) -> None:
    started = time.perf_counter()
    flags_of((piece * 2000)[:2000])
    assert time.perf_counter() - started < 0.2
