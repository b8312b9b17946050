"""PURE: the fixed texts of a conversation: one tap, read by everybody in their own language, facts told with it.

A reply is a code in the case's record, never a text that somebody filled in: so it is translated, counted and understood.
Its facts are told as `supply_facts` tells them; where the packs of an order ask for none of them, the words stand alone.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from makegood.cases.disputed import DISPUTED
from makegood.cases.model import Role, Stage
from makegood.cases.terms import FactValue

_BUYER = (Role.BUYER,)
_MERCHANT = (Role.MERCHANT,)
_DESK = (Role.DESK, Role.SENIOR)
_ANSWERING = (Stage.AWAITING_MERCHANT, Stage.AWAITING_BUYER)
_RETURNING = (Stage.AWAITING_RETURN, Stage.IN_RETURN_TRANSIT)
_MONEY = (Stage.REFUNDING, Stage.REFUND_HELD)


@dataclass(frozen=True, slots=True)
class QuickReply:
    """A fixed text: who may use it, at which stages it is offered, and the facts that it tells."""

    code: str
    roles: tuple[Role, ...]
    stages: tuple[Stage, ...]
    en: str
    zh: str
    facts: Mapping[str, FactValue] = field(default_factory=dict)


_REPLIES = (
    QuickReply(
        "goods_intact",
        _BUYER,
        (*_ANSWERING, *DISPUTED),
        "The goods are complete and undamaged, with labels and accessories.",
        "商品完好，吊牌和配件齐全。",
        {"intact": True},
    ),
    QuickReply(
        "goods_not_used",
        _BUYER,
        (*_ANSWERING, *DISPUTED),
        "I have only tried the goods, not used them.",
        "我只是试了一下，没有使用过。",
        {"goods_used": False},
    ),
    QuickReply(
        "goods_used",
        _BUYER,
        (*_ANSWERING, *DISPUTED),
        "I have already used the goods.",
        "商品我已经使用过了。",
        {"goods_used": True},
    ),
    QuickReply(
        "photos_follow",
        _BUYER,
        (*_ANSWERING, *DISPUTED),
        "I will send photos here shortly.",
        "我稍后在这里补充照片。",
    ),
    QuickReply(
        "sending_today",
        _BUYER,
        (Stage.AWAITING_RETURN,),
        "I will send the goods back today.",
        "我今天就把商品寄回。",
    ),
    QuickReply(
        "waiting_for_refund",
        _BUYER,
        _MONEY,
        "I have not received the money yet. Please look into it.",
        "我还没有收到退款，麻烦帮忙核实一下。",
    ),
    QuickReply(
        "want_a_person",
        _BUYER,
        (*_ANSWERING, *_RETURNING),
        "I would like a person to look at this.",
        "我希望由人工客服来处理。",
        {"human_requested": True},
    ),
    QuickReply(
        "send_photos",
        _MERCHANT,
        (*_ANSWERING, *DISPUTED),
        "Please send photos of the goods and of the packaging.",
        "麻烦提供商品和外包装的照片。",
    ),
    QuickReply(
        "looking_into_it",
        _MERCHANT,
        (*_ANSWERING, Stage.AWAITING_INSPECTION),
        "We are looking into it and will answer before the clock runs out.",
        "我们正在核实，会在时限内给您答复。",
    ),
    QuickReply(
        "asked_the_carrier",
        _MERCHANT,
        (*_ANSWERING, *_RETURNING),
        "We have asked the carrier and will tell you what they say.",
        "我们已联系快递核实，有结果会告诉您。",
    ),
    QuickReply(
        "return_with_all",
        _MERCHANT,
        (Stage.AWAITING_RETURN,),
        "Please send everything back together: goods, accessories, gifts and labels.",
        "寄回时请把商品、配件、赠品和吊牌一并寄回。",
    ),
    QuickReply(
        "return_arrived",
        _MERCHANT,
        (Stage.IN_RETURN_TRANSIT, Stage.AWAITING_INSPECTION),
        "Your parcel has arrived. We are inspecting it.",
        "您的退货已收到，我们正在验货。",
    ),
    QuickReply(
        "goods_came_back_intact",
        _MERCHANT,
        (Stage.AWAITING_INSPECTION, *DISPUTED),
        "What came back is complete and undamaged.",
        "退回的商品完好无损。",
        {"intact": True},
    ),
    QuickReply(
        "refund_sent",
        _MERCHANT,
        _MONEY,
        "The refund is on its way. Banks may need some days to show it.",
        "退款已发起，银行到账可能需要几天。",
    ),
    QuickReply(
        "evidence_please",
        _DESK,
        DISPUTED,
        "Please show what supports your side: photos, a video or papers.",
        "请提供能支持您主张的凭证：照片、视频或单据。",
    ),
    QuickReply(
        "settle_between_you",
        _DESK,
        DISPUTED,
        "You can still agree between you; otherwise the desk decides on the file.",
        "双方仍可自行协商；协商不成的，平台客服将依据现有凭证处理。",
    ),
    QuickReply(
        "stay_on_the_platform",
        (*_DESK, Role.MERCHANT, Role.BUYER),
        tuple(stage for stage in Stage if stage.is_open),
        "Please keep payment and conversation on the platform; only what is said here counts.",
        "请在平台内沟通和付款，只有这里的记录才能作为凭证。",
    ),
    QuickReply(
        "out_of_stock",
        _MERCHANT,
        (Stage.AWAITING_MERCHANT,),
        "The item is out of stock.",
        "商品已经缺货了。",
        {"none_left": True},
    ),
    QuickReply(
        "parcel_delayed",
        (Role.CARRIER,),
        _RETURNING,
        "The parcel is delayed on its way.",
        "包裹在运输途中有延误。",
    ),
    QuickReply("thank_you", (Role.BUYER, Role.MERCHANT), tuple(Stage), "Thank you.", "谢谢。"),
)
QUICK_REPLIES: Mapping[str, QuickReply] = {reply.code: reply for reply in _REPLIES}
"""Every fixed text by its code. A code that was ever used stays, since records name it."""


def reply_text(code: str, language: str) -> str:
    """A fixed text in a language; the code itself where there is none such."""
    reply = QUICK_REPLIES.get(code)
    if reply is None:
        return code
    return reply.zh if language == "zh-CN" else reply.en


def replies_for(roles: frozenset[Role], stage: Stage) -> tuple[QuickReply, ...]:
    """The fixed texts that some roles are offered at a stage."""
    return tuple(r for r in _REPLIES if stage in r.stages and roles.intersection(r.roles))
