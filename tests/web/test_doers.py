"""The names behind the labels of the record."""

from __future__ import annotations

from makegood.accounts import NewPerson, Principal, PrincipalRole, invite
from makegood.web.pages.doers import doers_of
from makegood.web.pages.shell import Reader
from tests.web_app import Site
from tests.world import NOON, OPERATOR, buyer_of, merchant_of

MANAGER = Principal(PrincipalRole.OPERATOR, name="manager")


async def test_people_shops_and_buyers_are_named_and_keys_are_not(shop: Site) -> None:
    order = await shop.world.order("D-1")
    office = shop.app.state.accounts
    new = NewPerson(email="gao@platform.example", name="Gao Lan", role=PrincipalRole.DESK)
    person = (await invite(office, MANAGER, new)).person.principal
    shop_label, buyer_label = merchant_of(order).label, buyer_of(order).label
    reader = Reader(OPERATOR, "en", NOON, "/")
    unnamed = ["operator:key-4", "system:makegood", "desk:person-1", "desk:person-x", "buyer:", None]
    member = f"{person.label}:Gao Lan"
    found = await doers_of(
        shop.app.state.pool, [person.label, member, shop_label, buyer_label, *unnamed], reader
    )
    assert found.keys() == {person.label, member, shop_label, buyer_label}
    assert found[person.label] == found[member] == "Gao Lan"
