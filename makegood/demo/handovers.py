"""PURE: what the people of the demo's desk hand over to each other, and what they are working on, story by story."""

from makegood.demo.story import CLAIM, NOTE, Step


def notes(hours: float, known: str, still_open: str) -> Step:
    """The desk writes for whoever takes the case up next what is known and what is open."""
    return Step(hours, "desk", NOTE, {"known": known, "open": still_open})


def takes_up(hours: float) -> Step:
    """The desk works on it; colleagues see that for half an hour."""
    return Step(hours, "desk", CLAIM, {})


HANDED_OVER: dict[str, tuple[Step, ...]] = {
    "n7-not-new": (
        notes(
            99, "官网记录显示三个月前激活；商家承认是门店样机，称只做过检测。",
            "“全新机”是否允许样机检测激活，平台还没有先例；商家的检测记录没有提交。",
        ),
    ),
    "n7-lite-box": (
        notes(104, "外包装封签已拆；双方对是否激活说法不一。", "激活状态可以向厂商查询，尚未查询。"),
    ),
    "charger-hot": (
        notes(
            76, "测温时室温 24 度，用的是原装线；视频里能看到 71 度。",
            "商家的质检报告是同批次抽检，不是这一只，需要商家说明。",
        ),
    ),
    "lamp-shade": (
        notes(
            86, "The tear is 9 cm long and the frame is straight. The carton is gone, and the buyer says so.",
            "Whether the merchant asked for the carton on time: the first message about it is from day two.",
        ),
    ),
    "bookcase-dent": (takes_up(143.8),),
}  # fmt: skip
"""What the desk does in a story beside its steps, by the key of the story."""
