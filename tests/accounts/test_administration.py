"""What an operator does to accounts, and the record of it that nobody rewrites."""

from __future__ import annotations

import asyncio
from typing import Any

import asyncpg
import pytest

from makegood.accounts import (
    AuditFilters,
    NewPerson,
    Principal,
    PrincipalRole,
    Stage,
    Standing,
    audit_page,
    change_role,
    disable,
    enable,
    end_sessions_of,
    invite,
    invite_again,
    people_page,
    person_by_id,
    reset_second_factor,
    session_of,
    sign_in,
)
from makegood.accounts.refusals import EmailNotUsable, EmailTaken, LastOperator, NameNotUsable, NotOneself
from makegood.kit.errors import Invalid, KeyReused, NotFound, NotPermitted
from tests.accounts.world import HERE, PASSWORD, ROOT, Accounts

DESK = PrincipalRole.DESK
LAST = 2**63 - 1


async def test_only_operators_manage_people(accounts: Accounts) -> None:
    person = await accounts.person()
    for role in (
        PrincipalRole.BUYER,
        PrincipalRole.MERCHANT,
        DESK,
        PrincipalRole.SENIOR,
        PrincipalRole.MARKETPLACE,
    ):
        by = Principal(role, 1 if role in ("buyer", "merchant") else None)
        with pytest.raises(NotPermitted):
            await invite(accounts.office, by, NewPerson(email="a@b.example", name="A", role=DESK))
        for act in (disable, enable, reset_second_factor, end_sessions_of, invite_again):
            with pytest.raises(NotPermitted):
                await act(accounts.office, by, person.id)
        with pytest.raises(NotPermitted):
            await change_role(accounts.office, by, person.id, PrincipalRole.OPERATOR, None)


@pytest.mark.parametrize(
    ("changes", "refusal"),
    [
        ({"email": "no address"}, EmailNotUsable), ({"email": "a@b"}, EmailNotUsable),
        ({"email": "a@b.example\n"}, None), ({"email": "a\x00@b.example"}, EmailNotUsable),
        ({"email": "a@b.example, c@d.example"}, EmailNotUsable), ({"email": "x" * 300 + "@b.example"}, EmailNotUsable),
        ({"name": " "}, NameNotUsable), ({"name": "x" * 101}, NameNotUsable), ({"name": "a\x00"}, NameNotUsable),
        ({"role": PrincipalRole.MERCHANT}, Invalid), ({"subject": 5}, Invalid),
        ({"role": PrincipalRole.SYSTEM}, Invalid), ({"role": PrincipalRole.MARKETPLACE}, Invalid),
    ],
)  # fmt: skip
async def test_who_can_be_invited(accounts: Accounts, changes: dict[str, Any], refusal: Any) -> None:
    new = NewPerson(**{"email": "a@b.example", "name": "Ann", "role": DESK} | changes)
    if refusal is None:
        assert (await invite(accounts.office, ROOT, new)).person.email == "a@b.example"
        return
    with pytest.raises(refusal):
        await invite(accounts.office, ROOT, new)


async def test_a_form_sent_twice_invites_once(accounts: Accounts) -> None:
    new = NewPerson(email="a@b.example", name="Ann", role=DESK)
    answers = await asyncio.gather(*(invite(accounts.office, ROOT, new, "form-1") for _ in range(4)))
    assert len({answer.person.id for answer in answers}) == 1
    assert len(accounts.letters) == 1
    assert [answer.is_sent for answer in answers].count(True) == 1
    with pytest.raises(EmailTaken):
        await invite(accounts.office, ROOT, new, "form-2")
    with pytest.raises(KeyReused):
        await invite(accounts.office, ROOT, NewPerson(email="c@b.example", name="C", role=DESK), "form-1")


async def test_without_mail_the_link_is_given_to_the_operator(accounts: Accounts) -> None:
    office = accounts.with_(mailer=None)
    invited = await invite(office, ROOT, NewPerson(email="a@b.example", name="Ann", role=DESK))
    assert invited.link is not None
    assert (await invite_again(office, ROOT, invited.person.id)).link != invited.link


async def test_another_role_signs_out(accounts: Accounts, pool: Any) -> None:
    person = await accounts.person("Li Ming", PrincipalRole.MERCHANT, 77)
    opened = await sign_in(accounts.office, person.email, PASSWORD, HERE)
    for _ in range(2):
        await change_role(accounts.office, ROOT, person.id, PrincipalRole.MERCHANT, 78)
    assert (await person_by_id(pool, person.id)).subject == 78
    assert await session_of(pool, opened.token, accounts.clock.now()) is None
    entries = await audit_page(pool, AuditFilters(what="person.role"))
    assert [(entry.who, entry.was, entry.became) for entry in entries] == [
        ("operator:root", {"role": "merchant", "subject": "77"}, {"role": "merchant", "subject": "78"})
    ]


async def test_shut_out_and_let_in(accounts: Accounts, pool: Any) -> None:
    person = await accounts.person("Li Ming", PrincipalRole.MERCHANT, 77)
    opened = await sign_in(accounts.office, person.email, PASSWORD, HERE)
    await disable(accounts.office, ROOT, person.id)
    assert await session_of(pool, opened.token, accounts.clock.now()) is None
    with pytest.raises(Invalid):
        await invite_again(accounts.office, ROOT, person.id)
    await enable(accounts.office, ROOT, person.id)
    assert (await person_by_id(pool, person.id)).status is Standing.ACTIVE
    assert (await sign_in(accounts.office, person.email, PASSWORD, HERE)).stage is Stage.WHOLE


async def test_a_lost_phone(accounts: Accounts) -> None:
    person = await accounts.person()
    first = await sign_in(accounts.office, person.email, PASSWORD, HERE)
    await accounts.with_second_factor(person, first.token)
    await reset_second_factor(accounts.office, ROOT, person.id)
    assert (await sign_in(accounts.office, person.email, PASSWORD, HERE)).stage is Stage.SET_UP


async def test_an_operator_is_left_even_when_two_remove_each_other(accounts: Accounts) -> None:
    one, two = [await accounts.person(name, PrincipalRole.OPERATOR) for name in ("Zhou", "Wang")]
    answers = await asyncio.gather(
        disable(accounts.office, one.principal, two.id), disable(accounts.office, two.principal, one.id),
        return_exceptions=True,
    )  # fmt: skip
    assert sum(isinstance(answer, LastOperator) for answer in answers) == 1
    left = one if isinstance(answers[1], LastOperator) else two
    with pytest.raises(LastOperator):
        await change_role(accounts.office, ROOT, left.id, DESK, None)
    with pytest.raises(NotOneself):
        await disable(accounts.office, left.principal, left.id)


async def test_the_list_is_narrowed_and_goes_on(accounts: Accounts, pool: Any) -> None:
    people = [await accounts.person(name) for name in ("Ann Bee", "Cao Dan", "Eve Fox")]
    await disable(accounts.office, ROOT, people[1].id)
    first = await people_page(pool, LAST, 2)
    assert [one.name for one in first] == ["Eve Fox", "Cao Dan"]
    assert [one.name for one in await people_page(pool, first[-1].id, 2)] == ["Ann Bee"]
    assert [one.name for one in await people_page(pool, LAST, 9, status=Standing.DISABLED)] == ["Cao Dan"]
    assert [one.name for one in await people_page(pool, LAST, 9, search="BEE@shop")] == ["Ann Bee"]
    assert [one.name for one in await people_page(pool, LAST, 9, search="%_")] == []
    assert await people_page(pool, LAST, 9, role=PrincipalRole.SENIOR) == []
    with pytest.raises(NotFound):
        await person_by_id(pool, 1)


async def test_the_record_is_only_appended_to_and_holds_no_secret(accounts: Accounts, pool: Any) -> None:
    person = await accounts.person()
    entries = await audit_page(pool, AuditFilters(subject=f"person:{person.id}"))
    assert [entry.what for entry in entries] == ["person.password_set", "person.invited"]
    assert await audit_page(pool, AuditFilters(who="operator:ro"), entries[0].id) == entries[1:]
    for statement in ("UPDATE audit_events SET who = 'x'", "DELETE FROM audit_events"):
        with pytest.raises(asyncpg.RestrictViolationError):
            await pool.execute(statement)
    told = str(entries)
    assert accounts.letters[0].secret.rpartition("/")[2] not in told
    assert person.email not in told


async def test_secrets_are_sealed_for_their_owner(accounts: Accounts, pool: Any) -> None:
    person = await accounts.person()
    first = await sign_in(accounts.office, person.email, PASSWORD, HERE)
    app, codes = await accounts.with_second_factor(person, first.token)
    rows = str([dict(row) for row in await pool.fetch("SELECT * FROM people, recovery_codes")])
    assert app.secret not in rows
    assert codes[0] not in rows
    kept = await pool.fetchval("SELECT second_factor FROM people")
    assert accounts.office.seal.opened(kept, f"person:{person.id}") == app.secret
    assert accounts.office.seal.opened(kept, "person:1") is None
    assert accounts.office.seal.opened(kept[:-1], f"person:{person.id}") is None
