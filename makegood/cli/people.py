"""`makegood people`: accounts of people, made and mended where nobody can sign in yet."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import TypeVar

import click

from makegood.accounts import (
    AccountOffice,
    Invited,
    NewPerson,
    Person,
    Principal,
    PrincipalRole,
    Seal,
    Tries,
    invite,
    invite_again,
    people_page,
    reset_second_factor,
)
from makegood.cli.console import print_json, remark
from makegood.cli.failure import CommandFailed
from makegood.cli.keys import party_named
from makegood.cli.ready_database import borrowed_database
from makegood.db.pool import Pool, connect_pool
from makegood.kit.clock import ShiftedClock
from makegood.kit.errors import Refused
from makegood.kit.ids import IdMaker
from makegood.kit.secret_files import with_secret
from makegood.kit.settings import Settings, load_settings
from makegood.orders import buyer_of_order

Answer = TypeVar("Answer")
ROLES = ("desk", "senior", "operator", "merchant", "buyer")
COMMAND_LINE = Principal(PrincipalRole.OPERATOR, name="command-line")
"""Whoever may run commands on the machine may do what an operator may; the record says that it was so."""

LAST = 2**63 - 1


@click.group("people", short_help="Invite people, list them, help who is locked out.")
def command() -> None:
    """Invite people, list them, help who is locked out.

    \b
    Examples:
      makegood people add zhou@platform.example "Zhou Qiming" --role operator
      makegood people add li@walkwell.example "Li Ming" --role merchant --subject walkwell
      makegood people list
      makegood people link zhou@platform.example
    """


@command.command("add", short_help="Make an account; prints the link for its first password.")
@click.argument("email")
@click.argument("name")
@click.option("--role", type=click.Choice(ROLES), required=True)
@click.option("--subject", help="For a buyer or merchant: who, as the marketplace calls them.")
@click.option("--language", type=click.Choice(("en", "zh-CN")), default="en", show_default=True)
@click.option("--json", "as_json", is_flag=True, help="Print a JSON object for machines.")
def add(email: str, name: str, role: str, subject: str | None, language: str, as_json: bool) -> None:
    """Make an account for NAME at EMAIL. The link that is printed sets the password; it works once, within seven days.

    \b
    Examples:
      makegood people add zhou@platform.example "Zhou Qiming" --role operator
    """

    async def work(office: AccountOffice) -> Invited:
        who = await party_named(office.pool, role, subject)
        new = NewPerson(email=email, name=name, role=PrincipalRole(role), subject=who, language=language)
        return await invite(office, COMMAND_LINE, new)

    _tell_link(_with_office(work), as_json)


@command.command("list", short_help="List accounts, newest first.")
@click.option("--json", "as_json", is_flag=True, help="Print a JSON array for machines.")
def list_people(as_json: bool) -> None:
    """List accounts, newest first: the first thousand.

    \b
    Examples:
      makegood people list
    """

    async def work(office: AccountOffice) -> list[Person]:
        return await people_page(office.pool, LAST, 1000)

    people = _with_office(work)
    if as_json:
        print_json([_as_json(person) for person in people])
        return
    if not people:
        click.echo("There are no accounts. `makegood people add` makes one.")
    for person in people:
        factor = "second factor" if person.has_second_factor else "-"
        click.echo(
            f"{person.role.value:<9} {person.status.value:<9} {factor:<14} {person.email:<34} {person.name}"
        )


@command.command("link", short_help="A new link for somebody's password.")
@click.argument("email")
@click.option(
    "--reset-second-factor", "reset", is_flag=True, help="Take away a second factor that was lost, too."
)
def link(email: str, reset: bool) -> None:
    """Print a new link with which the person at EMAIL sets a password; it works once, within seven days.

    \b
    Examples:
      makegood people link zhou@platform.example
      makegood people link zhou@platform.example --reset-second-factor
    """

    async def work(office: AccountOffice) -> Invited:
        found = [
            one
            for one in await people_page(office.pool, LAST, 100, search=email)
            if one.email == email.lower()
        ]
        if not found:
            raise CommandFailed(f"Nobody has the address {email}. `makegood people list` shows who is here.")
        if reset:
            await reset_second_factor(office, COMMAND_LINE, found[0].id)
        return await invite_again(office, COMMAND_LINE, found[0].id)

    _tell_link(_with_office(work), as_json=False)


def _tell_link(invited: Invited, as_json: bool) -> None:
    if as_json:
        print_json(_as_json(invited.person) | {"link": invited.link})
        return
    remark(
        f"{invited.person.name} ({invited.person.role.value}) sets a password here, once, within seven days:"
    )
    click.echo(invited.link)


def _as_json(person: Person) -> dict[str, object]:
    return {
        "id": str(person.id), "email": person.email, "name": person.name, "role": person.role.value,
        "subject": str(person.subject) if person.subject else None, "status": person.status.value,
        "has_second_factor": person.has_second_factor,
    }  # fmt: skip


def _with_office(work: Callable[[AccountOffice], Awaitable[Answer]]) -> Answer:
    settings = with_secret(load_settings())

    async def run(dsn: str) -> Answer:
        pool = await connect_pool(dsn, min_size=1, max_size=2, application_name="makegood people")
        try:
            return await work(_office(pool, settings))
        except Refused as refusal:
            raise CommandFailed(str(refusal)) from None
        finally:
            await pool.close()

    with borrowed_database(settings, remark) as dsn:
        return asyncio.run(run(dsn))


def _office(pool: Pool, settings: Settings) -> AccountOffice:
    """An office without mail: what is made here is printed here."""
    seal = Seal(settings.secret or "")
    return AccountOffice(
        pool=pool, ids=IdMaker(), clock=ShiftedClock(), seal=seal, tries=Tries(pool, seal),
        buyer_of_order=buyer_of_order, url=settings.url,
    )  # fmt: skip
