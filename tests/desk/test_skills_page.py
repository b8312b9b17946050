"""An operator sets what somebody of the desk can take: from the account, or from the service board."""

from __future__ import annotations

import pytest

from makegood.accounts import NewPerson, PrincipalRole, invite
from makegood.desk import DeskPerson, Skills, keep_person, person_listed
from tests.web.pages_world import Browser
from tests.web_app import Site
from tests.world import OPERATOR, SENIOR


async def account(shop: Site, role: PrincipalRole) -> int:
    """Somebody with an account."""
    new = NewPerson(email=f"{role.value}@example.com", name="Lin", role=role, subject=None, language="en")
    return (await invite(shop.app.state.accounts, OPERATOR, new, f"invite-{role.value}")).person.id


@pytest.mark.parametrize("language", ["en", "zh-CN"])
async def test_from_the_account_to_what_they_can_take(shop: Site, language: str) -> None:
    number = await account(shop, PrincipalRole.DESK)
    pool, path = shop.app.state.pool, f"/desk/service/people/person-{number}"
    operator = Browser(shop, OPERATOR, language)
    assert f'href="{path}"' in (await operator.open(f"/console/people/{number}")).text
    page = await operator.open(path)
    assert page.status == 200, page.text[-500:]
    assert await person_listed(pool, f"person-{number}") is None, "to look sets nothing"
    typed = {
        "type_refund_only": "yes", "language_zh-CN": "yes", "categories": "food， home", "most_open": "７",
        "most_minor": "500000", "merchants": "",
    }  # fmt: skip
    board = await operator.send(page, path, **typed)
    assert board.status == 200
    assert f'id="person-{number}"' in board.text
    listed = await person_listed(pool, f"person-{number}")
    assert listed is not None
    assert listed.skills == Skills(("refund_only",), ("food", "home"), ("zh-CN",), (), 7, 500_000)
    again = await operator.open(path)
    assert again.forms[path] == {
        "type_refund_only": "yes", "language_zh-CN": "yes", "categories": "food, home", "merchants": "",
        "most_open": "7", "most_minor": "500000",
    }  # fmt: skip


async def test_what_is_declared_and_what_the_page_has_no_box_for_stays(shop: Site) -> None:
    pool, now = shop.app.state.pool, shop.app.state.clock.now()
    kept = Skills(languages=("ja",), merchants=(912_000,), most_open=3)
    await keep_person(pool, DeskPerson("chen", "Chen", kept), OPERATOR, now)
    operator, path = Browser(shop, OPERATOR), "/desk/service/people/chen"
    page = await operator.open(path)
    assert (await operator.send(page, path)).status == 200
    listed = await person_listed(pool, "chen")
    assert listed is not None
    assert listed.skills == kept


@pytest.mark.parametrize(
    "typed",
    [{"most_open": "0"}, {"most_open": "many"}, {"most_open": "201"}, {"most_minor": "0"}, {"most_minor": "-3"},
     {"categories": "x" * 61}],
)  # fmt: skip
async def test_what_cannot_be_used_is_refused_and_changes_nothing(shop: Site, typed: dict[str, str]) -> None:
    pool, now = shop.app.state.pool, shop.app.state.clock.now()
    await keep_person(pool, DeskPerson("chen", "Chen", Skills(most_open=3)), OPERATOR, now)
    operator, path = Browser(shop, OPERATOR), "/desk/service/people/chen"
    refused = await operator.send(await operator.open(path), path, **typed)
    assert refused.status == 422
    assert 'role="alert"' in refused.text
    listed = await person_listed(pool, "chen")
    assert listed is not None
    assert listed.skills == Skills(most_open=3)


async def test_only_operators_and_only_people_of_the_desk(shop: Site) -> None:
    buyer = await account(shop, PrincipalRole.OPERATOR)
    operator = Browser(shop, OPERATOR)
    for person in ("nobody", f"person-{buyer}", "person-1", "person-x"):
        assert (await operator.open(f"/desk/service/people/{person}")).status == 404, person
        assert (
            await operator.post(f"/desk/service/people/{person}", {"most_open": "3"})
        ).status_code == 404, person
    desk = await account(shop, PrincipalRole.DESK)
    assert (await Browser(shop, SENIOR).open(f"/desk/service/people/person-{desk}")).status == 403
    assert (
        f"/desk/service/people/person-{buyer}" not in (await operator.open(f"/console/people/{buyer}")).text
    )
