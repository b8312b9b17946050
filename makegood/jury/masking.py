"""PURE: taking out of a text whose it is: names that are known, addresses of every kind, and long numbers.

What is left is for strangers to read. It errs on the side of hiding; a name that nobody told us stays, so a person of the
desk has read a dispute before it goes to a panel.
"""

import re
from collections.abc import Sequence

HIDDEN = "▇▇▇"
_ADDRESSES = re.compile(
    r"https?://\S+|www\.\S+|[\w.+-]+@[\w-]+\.[\w.-]+|@[\w-]{2,}"
    r"|(?i:\b(?:wechat|weixin|vx|wx|qq|whatsapp|telegram|alipay)\b|微信号?|支付宝账?号?|扣扣)\s*[:：号]?\s*[\w.@+-]{3,}",
)
_PLACES = re.compile(r"[\u4e00-\u9fff]{1,12}(?:路|街|巷|弄|道)\s*\d+\s*号?(?:\s*\d+\s*(?:室|楼|栋|单元|幢))*")
_NUMBERS = re.compile(r"(?<!\w)(?=(?:[ -]?[0-9A-Z]){6,})(?:[ -]?[A-Z]{0,4}[ -]?\d){6,}[A-Z]?(?!\w)")
_SHORTEST_NAME = 2


def masked(text: str, names: Sequence[str]) -> str:
    """The text with names, addresses and numbers of six digits and more covered."""
    for name in sorted({name for whole in names for name in _parts(whole)}, key=len, reverse=True):
        text = re.sub(re.escape(name), HIDDEN, text, flags=re.IGNORECASE)
    for pattern in (_ADDRESSES, _PLACES, _NUMBERS):
        text = pattern.sub(HIDDEN, text)
    return text


def _parts(name: str) -> list[str]:
    """A name, and what it is made of where that is a name too: “山间茶业 Mountain Tea” is called by either half."""
    whole = name.strip()
    halves = re.findall(r"[\u4e00-\u9fff]+|[A-Za-z][A-Za-z0-9'’. -]*[A-Za-z0-9]", whole)
    return [each for each in (whole, *halves) if len(each) >= _SHORTEST_NAME]
