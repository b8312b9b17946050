"""PURE: the demo's cases about orders that are changed before they ship."""

from makegood.demo.story import Story, merchant

ORDER_CHANGE_STORIES = (
    # The shop has agreed; the marketplace was told where it goes now.
    Story(
        key="pan-goes-elsewhere", type="modify_address", buyer="kenji-mori", goods={"pan": 1}, days_ago=1.2,
        reason="no_reason", note="I moved last week and the old address was still in my profile.", status="paid",
        bought_days_before=0.4,
        change={"address": {"street": "14 Harbour Lane", "city": "Bristol", "postcode": "BS1 4RW", "country": "GB"}},
        steps=(merchant(3, "approve"),),
    ),
    # It waits for the shop, which has two days.
    Story(
        key="jasmine-goes-to-the-office", type="modify_address", buyer="zhu-yan", goods={"jasmine": 1}, days_ago=0.2,
        reason="no_reason", note="白天家里没人，麻烦改寄到公司。", status="paid", bought_days_before=0.3,
        change={"address": {"street": "文三路 90 号 3 楼前台", "city": "杭州", "region": "浙江", "postcode": "310012",
        "country": "CN"}},
    ),
)  # fmt: skip
