"""PURE: who of the demo has an account: the platform's people and the staff of shops, with or without a second factor."""

from msgspec import Struct

from makegood.accounts import PrincipalRole, Standing


class Account(Struct, frozen=True, kw_only=True):
    """Somebody with an account. Those whose `key` is that of a sign-in (cast.py) can be tried out.

    `shop` is whose staff they are. `days_ago` is when they were let in, None for the beginning, `seen_hours_ago` when they
    signed in last, and `left_days_ago` when they were shut out again; who is `invited` has not chosen a password yet.
    """

    key: str
    name_en: str
    name_zh: str
    email: str
    role: PrincipalRole
    language: str = "zh-CN"
    shop: str | None = None
    has_second_factor: bool = False
    invited: bool = False
    days_ago: float | None = None
    left_days_ago: float | None = None
    seen_hours_ago: float | None = None

    @property
    def name(self) -> str:
        """The name as it is kept: as it is written at home, and in Latin letters."""
        return self.name_zh if self.name_zh == self.name_en else f"{self.name_zh} {self.name_en}"

    @property
    def standing(self) -> Standing:
        """How the account stands in the end."""
        if self.left_days_ago is not None:
            return Standing.DISABLED
        return Standing.INVITED if self.invited else Standing.ACTIVE


DRAFTER = "colleague"
"""Who of the platform's operators drafts, so that the operator whom a visitor can be is left to review."""
DESK_OF = {"zh-CN": "desk", "en": "desk-english"}
"""Who of the desk takes up cases in a buyer's language."""

PLATFORM = (
    Account(
        key="operator", name_en="Zhou Qiming", name_zh="周启明", email="zhou.qiming@market.example",
        role=PrincipalRole.OPERATOR, has_second_factor=True, seen_hours_ago=3.2,
    ),
    Account(
        key=DRAFTER, name_en="Lin Shuyao", name_zh="林书瑶", email="lin.shuyao@market.example",
        role=PrincipalRole.OPERATOR, has_second_factor=True, seen_hours_ago=22,
    ),
    Account(
        key="senior", name_en="Wu Man", name_zh="吴曼", email="wu.man@market.example",
        role=PrincipalRole.SENIOR, has_second_factor=True, seen_hours_ago=5.1,
    ),
    Account(
        key="desk", name_en="Chen Siyuan", name_zh="陈思远", email="chen.siyuan@market.example",
        role=PrincipalRole.DESK, has_second_factor=True, seen_hours_ago=1.4,
    ),
    Account(
        key="desk-english", name_en="Maya Lindqvist", name_zh="Maya Lindqvist", email="maya.lindqvist@market.example",
        role=PrincipalRole.DESK, language="en", seen_hours_ago=0.6,
    ),
    Account(
        key="desk-left", name_en="He Jun", name_zh="何俊", email="he.jun@market.example",
        role=PrincipalRole.DESK, left_days_ago=12,
    ),
    Account(
        key="desk-new", name_en="Tang Yue", name_zh="唐悦", email="tang.yue@market.example",
        role=PrincipalRole.DESK, invited=True, days_ago=1,
    ),
)  # fmt: skip

OWNER, CLERK = "walkwell-owner", "walkwell-clerk"
SHOPS_STAFF = (
    Account(
        key=OWNER, name_en="Xu Jianguo", name_zh="许建国", email="xu.jianguo@walkwell.example",
        role=PrincipalRole.MERCHANT, shop="walkwell", has_second_factor=True, seen_hours_ago=46,
    ),
    Account(
        key=CLERK, name_en="Lin Xiaoman", name_zh="林小满", email="lin.xiaoman@walkwell.example",
        role=PrincipalRole.MERCHANT, shop="walkwell", seen_hours_ago=2.3,
    ),
    Account(
        key="north-star-service", name_en="Fang Lei", name_zh="方磊", email="fang.lei@north-star.example",
        role=PrincipalRole.MERCHANT, shop="north-star", seen_hours_ago=4.7,
    ),
    Account(
        key="oak-and-ash-owner", name_en="Ruth Ashby", name_zh="Ruth Ashby", email="ruth@oak-and-ash.example",
        role=PrincipalRole.MERCHANT, language="en", shop="oak-and-ash", has_second_factor=True, seen_hours_ago=19.5,
    ),
    Account(
        key="harbour-audio-new", name_en="Dana Whitfield", name_zh="Dana Whitfield", email="dana@harbour-audio.example",
        role=PrincipalRole.MERCHANT, language="en", shop="harbour-audio", invited=True, days_ago=2,
    ),
)  # fmt: skip

ACCOUNTS = {account.key: account for account in (*PLATFORM, *SHOPS_STAFF)}
