"""PURE: the demo's cases about what came back: an empty box, and a return graded unit by unit."""

from msgspec import structs

from makegood.demo.story import RETURN_REFUND, Step, Story, buyer, merchant, says, sent_back


def showing(step: Step, *photos: str) -> Step:
    """A step with the photos that it shows."""
    return structs.replace(step, photos=photos)


RECEPTION_STORIES = (
    # Weighed and photographed at the door: both sides contradict each other, so a person decides.
    Story(
        key="headphones-empty-box", type=RETURN_REFUND, buyer="priya-nair", goods={"headphones": 1}, days_ago=6,
        reason="no_reason", note="They press on my glasses. Unworn apart from trying them on.", facts={"intact": True},
        photos=("phone-box",),
        steps=(
            merchant(4, "approve"),
            sent_back(22, "BlueFreight", "BF20261190"),
            showing(merchant(88, "receive", condition="opened", weight_grams=140), "parcel"),
            merchant(
                91, "inspect", units=[{"line_no": 1, "quantity": 1, "finding": "empty_box"}],
                note="The box weighs 140 grams; with the headphones in it, it is 420.",
            ),
            says(97, "buyer", "I packed them myself and handed the parcel over closed. Please ask BlueFreight."),
            buyer(
                98, "statement", is_all=True,
                note="The receipt of the drop-off says 0.43 kg. Somebody opened it on the way.",
            ),
            merchant(100, "said_everything"),
        ),
    ),
    # Three came back: one as new, one opened, one with a stain that does not come off. The third went home again.
    Story(
        key="teaset-graded", type=RETURN_REFUND, buyer="sun-peng", goods={"teaset": 3}, units=3, days_ago=12,
        reason="no_reason", note="公司活动取消，三套都想退。", facts={"intact": True},
        steps=(
            merchant(5, "approve"),
            sent_back(28, "顺丰", "SF3307125561"),
            merchant(
                76, "receive", condition="intact", weight_grams=2_860, units=[{"line_no": 1, "quantity": 3}],
            ),
            showing(
                merchant(
                    80, "inspect",
                    units=[
                        {"line_no": 1, "quantity": 1, "grade": "A"},
                        {"line_no": 1, "quantity": 1, "grade": "B"},
                        {"line_no": 1, "quantity": 1, "finding": "worn", "grade": "C"},
                    ],
                    note="一套有洗不掉的茶渍，照片附上；另外两套先为您退款。",
                ),
                "tea-mould",
            ),
            buyer(90, "accept"),
            merchant(140, "send_back", carrier="顺丰", tracking_no="SF3307126870"),
        ),
    ),
)  # fmt: skip
