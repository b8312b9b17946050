"""What an order's page tells of goods with rules of their own, and what cancelling a presale would bring back today."""

from makegood.cases import EligibilityAsked, OrderFacts, Policy, RemedyAnswer, Role, eligibility_for
from makegood.orders import LineView, OrderView, Presale
from makegood.web.pages.orders.goods_words import GoodsCard, Wording, goods_card
from makegood.web.pages.shell import Reader
from makegood.web.pages.time import moment_text


def cards_of(order: OrderView, reader: Reader, answers: dict[int, str] | None = None) -> list[GoodsCard]:
    """A card for each line that has rules of its own; `answers`: what cancelling it would bring back now."""
    w = wording(order.currency, reader)
    return [_card(line, w, (answers or {}).get(line.line_no, "")) for line in order.lines if line.goods]


def card_of(line: LineView, currency: str, reader: Reader) -> GoodsCard:
    """The card of one line that has rules of its own."""
    return _card(line, wording(currency, reader), "")


def _card(line: LineView, w: Wording, now: str) -> GoodsCard:
    assert line.goods is not None
    card = goods_card(line.title, line.goods, line.records, w)
    return GoodsCard(card.title, card.kind, card.rows, card.note, now, line.line_no)


def wording(currency: str, reader: Reader) -> Wording:
    """How this reader reads times and amounts."""
    return Wording(reader.language, currency, lambda at: moment_text(at, reader.language, own=reader.zone))


def presale_answers(order: OrderFacts, policy: Policy, reader: Reader) -> dict[int, str]:
    """By line: what a presale that has not left gives back if the buyer cancels it now, by the very decision."""
    w = wording(order.currency, reader)
    open_lines = [
        line
        for line in order.lines
        if isinstance(line.goods, Presale) and line.left_quantity and order.status == "paid"
    ]
    return {
        line.line_no: _in_words(_cancelling(order, line.line_no, policy, reader), w, line.left_minor)
        for line in open_lines
    }


def _cancelling(order: OrderFacts, line_no: int, policy: Policy, reader: Reader) -> RemedyAnswer:
    asked = EligibilityAsked(order=str(order.id), line_no=line_no, reason="no_reason")
    found = eligibility_for(
        asked, policy.promises(order, reader.now), order, reader.now, Role.BUYER, reader.language
    )
    return next(each for each in found.remedies if each.remedy == "cancel")


def _in_words(answer: RemedyAnswer, w: Wording, paid_minor: int) -> str:
    if answer.answer != "open":
        why = answer.because.text if answer.because else ""
        return w.say("If you cancel now, nothing comes back. {why}", why=why)
    back = paid_minor if answer.refund_minor is None else answer.refund_minor
    return w.say("If you cancel now, {amount} comes back.", amount=w.money(back))
