"""How much the demo's platform refunds at once, what it sets aside, and a shop whose money does not cover what it owes."""

from datetime import datetime, timedelta

from makegood.accounts import Principal, PrincipalRole
from makegood.advances import AdvanceOffice, CapsTold, FundPaid
from makegood.demo.play import Player, Scene
from makegood.flows.sweep import sweep_all_clearing

ROOM_SET_BEFORE = timedelta(days=5)
SWEPT_BEFORE = timedelta(minutes=30)
PER_BUYER_MINOR, TOTAL_MINOR, FUND_MINOR = 300_000, 20_000_000, 5_000_000
_OPERATOR = Principal(PrincipalRole.OPERATOR, name="demo")


def advance_scenes(base: datetime) -> list[Scene]:
    """The room is set before the first instant refund; later merchants' shares are swept, debts and all."""
    return [
        Scene(base - ROOM_SET_BEFORE, happens=_set_room),
        Scene(base - SWEPT_BEFORE, happens=_sweep),
    ]


async def _set_room(player: Player) -> None:
    engine = player.engine
    office = AdvanceOffice(engine.pool, engine.clock, engine.ids)
    who = player.staff.get("operator", _OPERATOR)
    await office.set_caps(who, "CNY", CapsTold(PER_BUYER_MINOR, TOTAL_MINOR), "demo-advance-caps")
    await office.fill(who, FundPaid("CNY", FUND_MINOR), "demo-fund")


async def _sweep(player: Player) -> None:
    await sweep_all_clearing(player.engine.pool, player.engine.ids, player.clock.now())
