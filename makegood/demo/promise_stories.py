"""PURE: the demo's cases that show what promises do: whose right it is, until when, and what nobody has said yet."""

from makegood.demo.story import REFUND_ONLY, RETURN_REFUND, Story, buyer, merchant, tells

UNDECIDED = (
    # Nobody has said whether it is intact: the page asks, and until then the merchant may still refuse.
    Story(
        key="teaset-unsure", type=RETURN_REFUND, buyer="li-na", goods={"teaset": 1}, days_ago=0.6,
        reason="no_reason", note="打开看过，和茶桌不搭，还没有用过。",
    ),
    # Long after the completion only a fault that makes the phone useless gives a right to return it.
    Story(
        key="n7-lite-restarts", type=RETURN_REFUND, buyer="wang-wei", goods={"n7-lite": 1}, days_ago=1.1,
        reason="quality", note="用了一个多月，每天自动重启三四次。", status="completed", bought_days_before=38,
    ),
    # The buyer and the shop say different things, so that the fact is open until the desk finds.
    Story(
        key="loafers-tag", type=RETURN_REFUND, buyer="zhou-jie", goods={"loafers": 1}, days_ago=1.3,
        reason="no_reason", note="颜色和裙子不配，没有穿过。", facts={"intact": True},
        steps=(
            tells(9, "merchant", trademark_removed=True, intact=False),
            tells(13, "buyer", trademark_removed=False),
        ),
    ),
)  # fmt: skip

RIGHTS = (
    # The twentieth day: law is over, the shop's own promise of thirty days is not, and the shop may not refuse.
    Story(
        key="trail-twentieth-day", type=RETURN_REFUND, buyer="chen-jing", goods={"trail": 1}, days_ago=1.2,
        reason="no_reason", note="想换公路跑鞋，只在家里试过。", facts={"intact": True}, bought_days_before=22.85,
    ),
    # Not shipped yet, and bought by somebody whom the marketplace refunds at once.
    Story(
        key="longjing-not-shipped", type=REFUND_ONLY, buyer="li-na", goods={"longjing": 1}, days_ago=0.2,
        reason="ordered_by_mistake", note="地址选错了，还没有发货，想重新下单。", status="paid", bought_days_before=0.4,
    ),
    # So much money that a person looks at it.
    Story(
        key="n7-two-charging", type=RETURN_REFUND, buyer="wu-hao", goods={"n7": 2}, days_ago=1.4, reason="quality",
        note="两台手机充到八成就停，换了充电器也一样。", facts={"buyer_proof": True},
    ),
)  # fmt: skip

NO_RIGHT = (
    # The eighth day: the request may be made, but no right stands behind it.
    Story(
        key="buds-eighth-day", type=RETURN_REFUND, buyer="wang-wei", goods={"buds": 1}, days_ago=2.3,
        reason="no_reason", note="戴着不舒服，包装和配件都在。", facts={"intact": True}, bought_days_before=10.85,
        steps=(merchant(21, "refuse", reason="other", note="七天无理由退货期已过，恕不能退。"),),
    ),
    # Fresh food is excluded by law.
    Story(
        key="oranges-too-many", type=RETURN_REFUND, buyer="zhao-lei", goods={"oranges": 2}, days_ago=4,
        reason="no_reason", note="家里人也买了一箱，吃不完。", facts={"intact": True}, bought_days_before=3.5,
        steps=(
            merchant(8, "refuse", reason="other", note="鲜果属于鲜活易腐商品，不适用七天无理由退货。"),
            buyer(20, "withdraw"),
        ),
    ),
)  # fmt: skip

PROMISE_STORIES = (*UNDECIDED, *RIGHTS, *NO_RIGHT)
