"""PURE: personal data in what people write: telephone numbers, addresses, mail, names in chats (WeChat, QQ), numbers of
identity cards and of bank cards.

What one party writes is shown to the other with these starred; the desk reads all of it. Numbers of orders and parcels stay:
an identity card's number and a bank card's have a check digit (GB 11643, ISO/IEC 7812), and a word before a number says what it
is. A shop's own telephone and address are no secret: goods go back there.
"""

import re

_NUMBERED = (
    "单号", "运单", "订单", "快递", "物流", "编号", "流水", "序列号", "货号", "条码", "order", "tracking", "parcel", "waybill",
    "serial", "sku", "no.", "invoice", "reference",
)  # fmt: skip
_LOOKED_BACK = 14
_DIGIT = re.compile(r"\d")
_IDENTITY = re.compile(
    r"(?<![0-9A-Za-z])\d{6}(?:19|20)\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])\d{3}[\dXx](?![0-9A-Za-z])"
)
_CARD = re.compile(r"(?<![0-9A-Za-z])\d(?:[ -]?\d){14,18}(?![0-9A-Za-z])")
_PHONE = re.compile(
    r"(?<![0-9A-Za-z])(?:"
    r"(?:\+?86[ -]?)?1[3-9]\d(?:[ -]?\d{4}){2}"  # a Chinese mobile number
    r"|0\d{2,3}[ -]\d{7,8}"  # a Chinese landline
    r"|\+[1-9]\d{0,2}(?:[ .()-]{0,2}\d){7,12}"  # any country's, as it is dialled from abroad
    r"|07\d{3} ?\d{3} ?\d{3}"  # a British mobile number
    r"|\(?[2-9]\d{2}\)?[ .-][2-9]\d{2}[.-]\d{4}"  # one of the North American plan
    r"|0[67](?:[ .]\d{2}){4}"  # a French mobile number
    r")(?![0-9A-Za-z])"
)
_MAIL = re.compile(r"[A-Za-z0-9_%+-][A-Za-z0-9._%+-]{0,63}@[A-Za-z0-9-]{1,63}(?:\.[A-Za-z0-9-]{1,63}){1,4}")
_CHAT = re.compile(
    r"((?<![A-Za-z0-9])(?:微\s?信|威信|薇信|wechat|weixin|wx|vx)(?:\s?(?:id|号码?|账号|是|is)){0,2}\s{0,3}(?:[:：]\s{0,3})?)"
    r"(?=[A-Za-z_-]{0,19}\d|(?<=[:：])|(?<=[:：]\s))[A-Za-z][A-Za-z0-9_-]{5,19}(?![A-Za-z0-9_@-])"
    r"|((?<![A-Za-z0-9])qq(?:\s?(?:号码?|是|is)){0,2}\s{0,3}(?:[:：]\s{0,3})?)[1-9]\d{4,10}(?![0-9A-Za-z@])",
    re.IGNORECASE,
)
_CHATS = re.compile("信|wechat|weixin|wx|vx|qq", re.IGNORECASE)
_STREET_ZH = re.compile(
    r"[\u4e00-\u9fff]{1,4}(?:路|街|大道|巷|弄|胡同|道)\s?\d{1,5}\s?(?:号|弄)(?:[\u4e00-\u9fff]{0,10}?\d{1,5}\s?(?:号楼|号|栋|幢|座|单元|层|楼|室)){0,4}"
)
_HOME_ZH = re.compile(r"\d{1,4}\s?(?:号楼|栋|幢|座)\s?(?:\d{1,3}\s?单元\s?)?\d{1,5}\s?(?:室|号)?")
_STREET_EN = re.compile(
    r"\b\d{1,5}[A-Za-z]?,? (?:[A-Z][A-Za-z'.-]{0,20} ){1,4}"
    r"(?:Street|St|Road|Rd|Avenue|Ave|Lane|Ln|Drive|Dr|Boulevard|Blvd|Court|Ct|Close|Crescent|Square|Terrace|Place)\b\.?"
)
_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_LAST = "10X98765432"
STARS = "****"


def masked(text: str, keeps_contact: bool = False) -> str:
    """A text with personal data starred. `keeps_contact`: a shop's telephone and address stay."""
    if "@" in text and not keeps_contact:
        text = _MAIL.sub(STARS, text)
    if not keeps_contact and _CHATS.search(text):
        text = _CHAT.sub(lambda found: f"{found[1] or found[2]}{STARS}", text)
    if not _DIGIT.search(text):
        return text
    text = _IDENTITY.sub(_identity, text)
    text = _CARD.sub(_card, text)
    if keeps_contact:
        return text
    text = _PHONE.sub(_phone, text)
    for pattern in (_STREET_ZH, _HOME_ZH, _STREET_EN):
        text = pattern.sub(STARS, text)
    return text


def masked_name(name: str, keeps_contact: bool = False) -> str:
    """The name of a file with personal data out of it, in letters that names of files may have."""
    return masked(name, keeps_contact).replace(STARS, "____")


def _identity(found: re.Match[str]) -> str:
    """An identity card's number, by its check digit."""
    number = found[0].upper()
    total = sum(int(digit) * weight for digit, weight in zip(number, _WEIGHTS, strict=False))
    return f"{number[:3]}{STARS}{number[-2:]}" if _LAST[total % 11] == number[-1] else found[0]


def _card(found: re.Match[str]) -> str:
    """A bank card's number, by its check digit, unless a word says that it is another number."""
    digits = [int(each) for each in found[0] if each.isdigit()]
    doubled = [
        sum(divmod(2 * each, 10)) if place % 2 else each for place, each in enumerate(reversed(digits))
    ]
    is_card = sum(doubled) % 10 == 0 and any(digits) and not _is_numbered(found)
    return f"{STARS}{''.join(map(str, digits[-4:]))}" if is_card else found[0]


def _phone(found: re.Match[str]) -> str:
    if _is_numbered(found):
        return found[0]
    digits = [each for each in found[0] if each.isdigit()]
    return f"{''.join(digits[:3])}{STARS}{''.join(digits[-2:])}"


def _is_numbered(found: re.Match[str]) -> bool:
    """Whether the words before a number say that it is one of an order or a parcel."""
    near = found.string[max(0, found.start() - _LOOKED_BACK) : found.start()].lower()
    return any(word in near for word in _NUMBERED)
