"""PURE: the way of the money and of the goods, step by step."""

from msgspec import Struct

from makegood.cases import CaseView, LegWay
from makegood.cases.view import LegView
from makegood.web.pages import words

BY_BANK = "Paid back by the bank"
_REACHED = {"sending": 2, "unknown": 2, "failed": 2, "paid": 3}
_TONES = {"sending": "moving", "unknown": "moving", "failed": "bad", "paid": "good"}
_MONEY_REACHED = {"held": 1, "refunding": 2, "refunded": 3, "released": 1}
_MONEY_TONES = {"held": "calm", "refunding": "moving", "refunded": "good", "released": "calm"}


class Step(Struct, frozen=True):
    """One step of a way: `done`, `now` or `next`, in a tone."""

    label: str
    state: str
    tone: str


class MoneyWay(Struct, frozen=True):
    """One tender's money. `status` is an English word."""

    tender: str
    amount_minor: int
    status: str
    tone: str
    steps: list[Step]
    attempt: int

    @property
    def is_told(self) -> bool:
        """Whether the status says more than the steps do."""
        return self.status == BY_BANK or (self.status not in words.MONEY.values() and self.tone != "good")


def steps(labels: list[str], reached: int, tone: str) -> list[Step]:
    """Steps of which `reached` have been reached; the last of them is where things stand."""
    return [
        Step(
            label,
            "now" if at == reached else "done" if at < reached else "next",
            tone if at == reached else "calm",
        )
        for at, label in enumerate(labels, 1)
    ]


def money_ways(view: CaseView) -> list[MoneyWay]:
    """A way for each leg of the refund; before there are legs, one for what is asked for or was granted."""
    way = ("released",) if view.money.value == "released" else ("held", "refunding", "refunded")
    labels = [words.MONEY[one] for one in way]
    if view.legs:
        return [
            MoneyWay(
                words.word(words.TENDERS, leg.tender), leg.amount_minor, _status(leg),
                _TONES[leg.status.value], steps(labels, _REACHED[leg.status.value], _TONES[leg.status.value]), leg.attempt,
            )
            for leg in view.legs
        ]  # fmt: skip
    money = view.money.value
    tone = _MONEY_TONES[money]
    amount = view.requested_minor if view.approved_minor is None else view.approved_minor
    return [MoneyWay("", amount, words.MONEY[money], tone, steps(labels, _MONEY_REACHED[money], tone), 1)]


def _status(leg: LegView) -> str:
    return BY_BANK if leg.way is LegWay.BANK else words.LEGS[leg.status.value]


def goods_way(view: CaseView) -> list[Step]:
    """Where the goods are on their way back; before and beside a return, just where they are."""
    goods = view.goods.value
    back = ["with_buyer", "returning", "returned"]
    if view.type.value == "intercept" and goods in ("in_transit", "returning", "returned"):
        back[0] = "in_transit"
    if goods in back and (view.type.value == "return_refund" or goods != "with_buyer"):
        tone = _GOODS_TONES[goods]
        return steps([words.GOODS[one] for one in back], back.index(goods) + 1, tone)
    return [
        Step(
            words.GOODS[goods],
            "now",
            "bad" if goods == "lost" else "moving" if goods == "in_transit" else "calm",
        )
    ]


_GOODS_TONES = {"with_buyer": "calm", "in_transit": "moving", "returning": "moving", "returned": "good"}


class Figure(Struct, frozen=True):
    """An amount with its English name."""

    label: str
    amount_minor: int
    strong: bool = False


FIGURES = ("Asked for", "Offered", "Granted", "Refunded", "On top, by the ruling")


def figures(view: CaseView) -> list[Figure]:
    """Asked for, offered, granted, refunded, as far as they are known, and what the ruling gives on top."""
    shown = [Figure("Asked for", view.requested_minor)]
    if view.offer is not None:
        shown.append(Figure("Offered", view.offer.amount_minor))
    if view.approved_minor is not None:
        shown.append(Figure("Granted", view.approved_minor))
    shown.append(Figure("Refunded", view.refunded_minor, strong=True))
    if view.ruling is not None and view.ruling.compensation_minor:
        shown.append(Figure("On top, by the ruling", view.ruling.compensation_minor))
    return shown
