"""PURE: the demo's instant refunds: one that waits for its goods, one that the order has paid back, one to be paid back."""

from functools import partial

from makegood.demo.story import RETURN_REFUND, Story, buyer, carrier, merchant, sent_back

story = partial(Story, type=RETURN_REFUND, buyer="liu-yang", reason="no_reason", facts={"intact": True})

ADVANCE_STORIES = (
    # Paid when the carrier had picked it up; the shoes are still on their way.
    story(
        key="kids-shoes-at-once", buyer="wang-wei", goods={"kids-shoes": 1}, days_ago=1.5, note="尺码不合适，全新未穿。",
        steps=(merchant(4, "approve"), sent_back(12, "顺丰", "SF3307121101"), carrier(15, "note_pickup")),
    ),
    # The shop has the shoes and takes them: the order has paid the platform back.
    story(
        key="loafers-at-once", goods={"loafers": 1}, days_ago=4.5, note="颜色不喜欢，吊牌完好。",
        steps=(
            merchant(3, "approve"), sent_back(9, "顺丰", "SF3307121102"), merchant(60, "receive"), merchant(66, "inspect"),
        ),
    ),
    # One of two sets came back whole: for the other the buyer owes what was paid in advance.
    story(
        key="teaset-at-once", goods={"teaset": 2}, days_ago=4.6, note="两套都想退，未使用。",
        steps=(
            merchant(3, "approve"),
            sent_back(8, "顺丰", "SF3307121103"),
            merchant(50, "receive"),
            merchant(
                56, "inspect", accepted=[{"line_no": 1, "quantity": 1}], reason="damaged_by_buyer",
                note="其中一套壶嘴有磕碰，先退完好的一套。",
            ),
            buyer(60, "accept"),
        ),
    ),
)  # fmt: skip
