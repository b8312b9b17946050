"""The demo's saved views: the lists that its people look at each day."""

from makegood.accounts import Principal, PrincipalRole
from makegood.flows.engine import Engine
from makegood.notifications import person_of
from makegood.views import keep_view

KEPT: dict[str, tuple[tuple[str, str, str], ...]] = {
    "operator": (
        ("/console/risk", "owner=merchant", "商家待办"),
        ("/console/risk", "owner=desk", "客服待裁决"),
    ),
    "desk": (
        ("/desk", "currency=CNY&sort=money", "金额最高"),
        ("/desk", "free=yes&language=zh-CN", "无人处理的中文售后"),
    ),
    "senior": (("/desk", "sort=age&tab=senior", "等待最久"),),
    "walkwell": (
        ("/work", "tab=returns", "在途退货"),
        ("/work", "reason=does_not_fit", "尺码问题"),
    ),
    "north-star": (("/work", "least=1000", "千元以上"),),
    "oak-and-ash": (("/work", "reason=damaged", "Damaged on the way"),),
}
"""Path, query and name, by the key of who keeps it: of a sign-in of the platform, or of a shop."""


async def keep_views(engine: Engine, staff: dict[str, Principal], merchants: dict[str, int]) -> None:
    """Keep them. Those that are there stay as they are."""
    async with engine.pool.acquire() as connection, connection.transaction():
        for key, views in KEPT.items():
            who = staff.get(key) or Principal(PrincipalRole.MERCHANT, merchants[key])
            for view in views:
                await keep_view(connection, person_of(who), view, engine.ids, engine.clock.now())
