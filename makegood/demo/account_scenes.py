"""When the demo's people are let in, sign in and leave, as scenes of its history."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from functools import partial

from makegood.demo.accounts import ACCOUNTS, Account
from makegood.demo.letting_in import FIRST, come_again, let_in, shut_out
from makegood.demo.order_book import Purchase
from makegood.demo.play import Player, Scene

APART = timedelta(minutes=9)
"""How long the first operator takes for each of the platform's people."""


def account_scenes(purchases: Sequence[Purchase], base: datetime) -> list[Scene]:
    """Who is let in and shut out, when. The platform's people are there first, a shop's as soon as it has sold something."""
    scenes = []
    for number, account in enumerate(ACCOUNTS.values()):
        began = known_at(purchases, account.shop) + (timedelta() if account.shop else APART * number)
        at = began if account.days_ago is None else base - timedelta(days=account.days_ago)
        scenes.append(Scene(at, happens=partial(_let_in, account=account)))
        if account.seen_hours_ago is not None:
            seen_at = base - timedelta(hours=account.seen_hours_ago)
            scenes.append(Scene(seen_at, happens=partial(_come_again, account=account)))
        if account.left_days_ago is not None:
            left_at = base - timedelta(days=account.left_days_ago)
            scenes.append(Scene(left_at, happens=partial(_shut_out, account=account)))
    return scenes


def known_at(purchases: Sequence[Purchase], shop: str | None) -> datetime:
    """When something can be done for a shop that has sold something (None: for anybody at all)."""
    first = min(one.told_at for one in purchases if shop in (None, one.shop.key))
    return first + timedelta(minutes=1) if shop else first


async def _let_in(player: Player, account: Account) -> None:
    subject = player.people[account.shop] if account.shop else None
    by = player.staff.get("operator", FIRST)
    person = await let_in(player.accounts, by, account, subject, player.keys)
    player.staff[account.key] = person.principal


async def _come_again(player: Player, account: Account) -> None:
    if account.key in player.keys:  # after a load that was interrupted nobody knows what they sign in with
        await come_again(player.accounts, account, player.keys[account.key])


async def _shut_out(player: Player, account: Account) -> None:
    await shut_out(player.accounts, player.staff["operator"], player.staff[account.key])
