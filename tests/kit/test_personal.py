"""Personal data in what people write is starred; numbers of orders, parcels and amounts are not."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from makegood.kit.personal import masked, masked_name


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("打我电话13812345678谢谢", "打我电话138****78谢谢"),
        ("电话 138 1234 5678", "电话 138****78"),
        ("+86 13812345678", "861****78"),
        ("座机010-12345678", "座机010****78"),
        ("call +44 20 7946 0958 please", "call 442****58 please"),
        ("身份证11010519491231002X", "身份证110****2X"),
        ("卡号6222 0212 3456 7890 123", "卡号6222 0212 3456 7890 123"),
        ("卡号4111 1111 1111 1111", "卡号****1111"),
        ("card 4111-1111-1111-1111.", "card ****1111."),
        ("寄到朝阳区建国路88号3号楼2单元501室", "寄到朝****"),
        ("住在 3栋2单元501室", "住在 ****"),
        ("I live at 12 Baker Street, London", "I live at ****, London"),
        ("ring 07700 900123", "ring 077****23"),
        ("ring (415) 555-0132", "ring 415****32"),
        ("appelez 06 12 34 56 78", "appelez 061****78"),
        ("write to li.na@mail.example please", "write to **** please"),
        ("加我微信 abc12345 聊", "加我微信 **** 聊"),
        ("微信号：lina_tea", "微信号：****"),
        ("my WeChat is li-na88, write me", "my WeChat is ****, write me"),
        ("vx: lina123", "vx: ****"),
        ("QQ 123456789", "QQ ****"),
        # What stays
        ("用微信支付退款", "用微信支付退款"),
        ("微信订单号4200001234", "微信订单号4200001234"),
        ("I paid by WeChat transfer", "I paid by WeChat transfer"),
        ("订单号13812345678", "订单号13812345678"),
        ("快递单号 4111111111111111", "快递单号 4111111111111111"),
        ("SF1381234567890 还没到", "SF1381234567890 还没到"),
        ("order 4111111111111111", "order 4111111111111111"),
        ("身份证110105194912310021", "身份证110105194912310021"),
        ("退我 100.02 元，2026年3月2日买的", "退我 100.02 元，2026年3月2日买的"),
        ("3 tins of 100 g for 33.34", "3 tins of 100 g for 33.34"),
        ("nothing here", "nothing here"),
        ("", ""),
    ],
)
def test_what_is_starred(written: str, shown: str) -> None:
    assert masked(written) == shown


def test_a_shop_is_reached_where_it_says() -> None:
    said = "寄回建国路88号 王先生 13812345678"
    assert masked(said, keeps_contact=True) == said
    assert masked("卡号4111111111111111", keeps_contact=True) == "卡号****1111"


@given(st.text(max_size=2000))
def test_any_text_is_read_and_what_is_starred_stays_so(text: str) -> None:
    assert masked(masked(text)) == masked(text)


def test_a_file_named_after_somebody_s_number_is_named_without_it() -> None:
    assert masked_name("IMG_13812345678.jpg") == "IMG_138____78.jpg"
    assert masked_name("leak.jpg") == "leak.jpg"
