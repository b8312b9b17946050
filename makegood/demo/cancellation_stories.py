"""PURE: the demo's cases about goods that shall not reach the buyer: cancelled, or stopped on their way."""

from makegood.demo.story import Story, buyer, carrier, merchant

CANCEL = "cancel"
INTERCEPT = "intercept"

CANCELLATION_STORIES = (
    # Half an hour after the purchase a rule grants it at once: nobody has to answer.
    Story(
        key="jasmine-cancelled-at-once", type=CANCEL, buyer="zhu-yan", goods={"jasmine": 2}, days_ago=0.3,
        reason="ordered_by_mistake", note="拍错了规格，重新下单。", status="paid", bought_days_before=0.02,
        tenders=(("wallet", 100),),
    ),
    # Custom work: the shop has to agree, and may ask for what it has spent.
    Story(
        key="stained-chairs-cancelled", type=CANCEL, buyer="tom-brennan", goods={"stained-chairs": 1}, days_ago=0.9,
        reason="no_reason", note="We are moving to a smaller flat after all. Can you stop before staining them?",
        status="paid", bought_days_before=0.8,
        steps=(merchant(9, "offer", amount_minor=15_900, note="The wood is cut; we can refund all but 40 pounds for it."),),
    ),
    # The shop had sent it already; the buyer refuses it at the door.
    Story(
        key="headphones-left-already", type=CANCEL, buyer="priya-nair", goods={"headphones": 1}, days_ago=3.5,
        reason="no_reason", note="My old pair turned up. Please do not send these.", status="paid", bought_days_before=0.6,
        steps=(
            merchant(5, "report_shipped", carrier="BlueFreight", tracking_no="BF20260771"),
            carrier(21, "record_interception", outcome="refused_at_door"),
        ),
    ),
    # On its way, and the carrier has a day to stop it.
    Story(
        key="kids-shoes-to-be-stopped", type=INTERCEPT, buyer="zhou-jie", goods={"kids-shoes": 1}, days_ago=0.3,
        reason="ordered_by_mistake", note="尺码买小了一号，麻烦拦截退回。", status="shipped", bought_days_before=1.4,
    ),
    # It was missed, and arrives: the case goes on as a return, which is the buyer's right.
    Story(
        key="novel-missed", type=INTERCEPT, buyer="chen-jing", goods={"novel": 1}, days_ago=1.6,
        reason="no_reason", note="朋友送了同一本。", status="shipped", bought_days_before=1.8,
        facts={"intact": True},
        steps=(carrier(16, "record_interception", outcome="missed"), buyer(18, "say", text="那我收到后寄回，不拆封。")),
    ),
)  # fmt: skip
