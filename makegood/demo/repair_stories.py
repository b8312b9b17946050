"""PURE: the demo's cases about repairs, and about keeping the goods for less."""

from makegood.demo.story import RETURN_REFUND, Story, buyer, merchant

REPAIR = "repair"
PRICE_REDUCTION = "price_reduction"

REPAIR_STORIES = (
    # Under the statutory guarantee; the part has to be waited for, and the buyer has another phone meanwhile.
    Story(
        key="n7-lite-repaired", type=REPAIR, buyer="wang-wei", goods={"n7-lite": 1}, days_ago=9.3,
        reason="quality", note="充电口松动，插上线经常断充。",
        steps=(
            merchant(4, "approve"),
            buyer(20, "ship", carrier="SF", tracking_no="SF1459040021"),
            merchant(70, "receive"),
            merchant(92, "diagnose", covered=True, fault="充电接口焊点脱落，属于质保范围。"),
            merchant(93, "note_loaner", what="北辰 N5 备用机"),
            merchant(118, "wait_for_parts", part="充电接口模组"),
        ),
    ),
    # Dropped, so the warranty does not pay; a price stands and the buyer thinks about it.
    Story(
        key="n7-screen-quoted", type=REPAIR, buyer="zhao-lei", goods={"n7": 1}, days_ago=5.2,
        reason="quality", note="屏幕右下角有竖线。",
        steps=(
            merchant(6, "approve"),
            buyer(18, "ship", carrier="SF", tracking_no="SF1459040377"),
            merchant(66, "receive"),
            merchant(88, "diagnose", covered=False, amount_minor=59_900, fault="屏幕受外力撞击破裂，不在质保范围。"),
        ),
    ),
    # Two rungs from either side; the next word is the merchant's.
    Story(
        key="teaset-kept-for-less", type=PRICE_REDUCTION, buyer="chen-jing", goods={"teaset": 1}, days_ago=1.2,
        amount_minor=6_000, reason="quality", note="壶身有一处釉面小瑕疵，不影响使用，希望减价。",
        steps=(
            merchant(5, "offer", amount_minor=2_000, note="手工釉面难免有细小差异，减 20 元您看可以吗？"),
            buyer(20, "offer", amount_minor=4_000, note="瑕疵在正面，40 元我就留下。"),
        ),
    ),
    # The merchant would rather not have it back: keep it for less, until tomorrow.
    Story(
        key="loafers-keep-for-less", type=RETURN_REFUND, buyer="li-na", goods={"loafers": 1}, days_ago=1.0,
        reason="quality", note="鞋面有一道浅划痕。",
        steps=(merchant(9, "offer", type=PRICE_REDUCTION, amount_minor=8_000, note="不用寄回，给您减 80 元如何？"),),
    ),
)  # fmt: skip
"""Each at another point of its way."""
