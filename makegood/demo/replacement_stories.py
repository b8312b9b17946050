"""PURE: the demo's cases in which the buyer gets goods instead of money: exchanged, or sent what was missing."""

from makegood.demo.story import Story, buyer, merchant

EXCHANGE = "exchange"
RESHIP = "reship"

REPLACEMENT_STORIES = (
    # The seam came open; the same shoes again, and they are on their way to the buyer.
    Story(
        key="loafers-exchanged", type=EXCHANGE, buyer="zhou-jie", goods={"loafers": 1}, days_ago=7.2,
        reason="quality", note="左脚鞋底开胶，想换一双同款。", replacement={"wanted": [{"sku": "LOAFERS"}]},
        steps=(
            merchant(5, "approve"),
            buyer(22, "ship", carrier="SF", tracking_no="SF1459027731"),
            merchant(80, "receive"),
            merchant(90, "inspect"),
            merchant(112, "ship_replacement", carrier="SF", tracking_no="SF1459031188"),
        ),
    ),
    # The lid was not in the box; the shop sends one and has a day left to do it.
    Story(
        key="teaset-lid-missing", type=RESHIP, buyer="li-na", goods={"teaset": 1}, days_ago=1.4, amount_minor=3_000,
        reason="missing_parts", note="盒子里少了壶盖，其他都完好。", replacement={"parts": "壶盖"},
        steps=(merchant(7, "approve"),),
    ),
)  # fmt: skip
"""Each at another point of its way."""
