"""`makegood keys`: API keys for machines, made, listed and revoked."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from typing import Any, TypeVar

import click
import msgspec

from makegood.accounts import SCOPES, Key, PrincipalRole, create_key, revoke_key, scopes_of
from makegood.accounts import list_keys as keys_of_installation
from makegood.cli.console import print_json, remark
from makegood.cli.failure import CommandFailed
from makegood.cli.ready_database import borrowed_database
from makegood.db.pool import connect
from makegood.db.writes import Connection
from makegood.kit.ids import IdMaker, stable_bucket
from makegood.kit.settings import load_settings

Answer = TypeVar("Answer")
ROLES = [role.value for role in PrincipalRole if role is not PrincipalRole.SYSTEM]
OF_PARTIES = ("buyer", "merchant")

_PARTIES = {
    "buyer": "SELECT id FROM buyers WHERE bucket = $1 AND external_id = $2",
    "merchant": "SELECT id FROM merchants WHERE $1::smallint IS NOT NULL AND external_id = $2",
}


@click.group("keys", short_help="Make, list and revoke API keys.")
def command() -> None:
    """Make, list and revoke API keys.

    \b
    Examples:
      makegood keys create "shop back end" --role marketplace
      makegood keys list --json
      makegood keys revoke 123456789012345678
    """


@command.command("create", short_help="Make a key; its secret is shown this once.")
@click.argument("name")
@click.option("--role", type=click.Choice(ROLES), default="marketplace", show_default=True)
@click.option("--subject", help="For a buyer or merchant: who, as the marketplace calls them.")
@click.option(
    "--scope", "scopes", multiple=True, type=click.Choice(SCOPES),
    help="What the key is allowed; may be given several times.  [default: all that its role can use]",
)  # fmt: skip
@click.option("--json", "as_json", is_flag=True, help="Print a JSON object for machines.")
def create(name: str, role: str, subject: str | None, scopes: tuple[str, ...], as_json: bool) -> None:
    """Make a key called NAME. Its secret is shown this once; only its hash is kept.

    \b
    Examples:
      makegood keys create "shop back end" --role marketplace
      makegood keys create reports --role operator --scope cases:read --scope orders:read
      makegood keys create workbench --role merchant --subject walkwell
    """
    if not name.strip() or len(name) > 100:
        raise CommandFailed("A key's name has 1 to 100 characters.", 2)
    wanted = _scopes(role, scopes)

    async def work(connection: Connection) -> tuple[int, str]:
        who = await party_named(connection, role, subject)
        key_id = IdMaker()(stable_bucket(name))
        return key_id, await create_key(
            connection, key_id, name.strip(), PrincipalRole(role), who, wanted, datetime.now(UTC)
        )

    key_id, secret = _with_database(work)
    if as_json:
        print_json(
            {
                "id": str(key_id),
                "name": name.strip(),
                "role": role,
                "scopes": wanted,
                "secret": secret,
            }
        )
        return
    remark(f"Key {key_id} for {role}. Keep its secret; it is not shown again:")
    click.echo(secret)


@command.command("list", short_help="List keys, without their secrets.")
@click.option("--all", "with_revoked", is_flag=True, help="Revoked ones too.")
@click.option("--json", "as_json", is_flag=True, help="Print a JSON array for machines.")
def list_keys(with_revoked: bool, as_json: bool) -> None:
    """List keys, without their secrets.

    \b
    Examples:
      makegood keys list
      makegood keys list --all --json
    """

    async def work(connection: Connection) -> list[Key]:
        return await keys_of_installation(connection, with_revoked=with_revoked)

    keys = _with_database(work)
    if as_json:
        print_json([_as_json(key) for key in keys])
        return
    if not keys:
        click.echo("There are no keys. `makegood keys create NAME` makes one.")
    for key in keys:
        revoked = f"  revoked {key.revoked_at:%Y-%m-%d}" if key.revoked_at else ""
        click.echo(
            f"{key.id}  {key.role.value:<12} {key.name:<24} made {key.created_at:%Y-%m-%d}{revoked}\n"
            f"    {' '.join(_usable(key))}"
        )


@command.command("revoke", short_help="Make a key useless.")
@click.argument("key_id", type=click.IntRange(1, 2**63 - 1))
def revoke(key_id: int) -> None:
    """Make the key KEY_ID (from `makegood keys list`) useless, at once and for good.

    \b
    Examples:
      makegood keys revoke 123456789012345678
    """

    async def work(connection: Connection) -> None:
        if not await revoke_key(connection, key_id, datetime.now(UTC)):
            raise CommandFailed(
                f"There is no key {key_id} in use. `makegood keys list` shows those that are."
            )

    _with_database(work)
    click.echo(f"Key {key_id} is revoked.")


def _with_database(work: Callable[[Connection], Awaitable[Answer]]) -> Answer:
    async def run(dsn: str) -> Answer:
        connection = await connect(dsn, "makegood keys")
        try:
            return await work(connection)
        finally:
            await connection.close()

    with borrowed_database(load_settings(), remark) as dsn:
        return asyncio.run(run(dsn))


def _scopes(role: str, asked: tuple[str, ...]) -> tuple[str, ...]:
    """The scopes of a new key: those asked for, else all that its role can use. Raises `CommandFailed`."""
    usable = scopes_of(PrincipalRole(role))
    useless = [scope for scope in asked if scope not in usable]
    if useless:
        raise CommandFailed(
            f"A key for the role {role} can never use {', '.join(useless)}. It can use {', '.join(usable)}.",
            2,
        )
    return asked or usable


def _usable(key: Key) -> list[str]:
    """What a key is really good for: one made long ago may name scopes that its role cannot use."""
    return [scope for scope in key.scopes if scope in scopes_of(key.role)]


async def party_named(connection: Connection, role: str, external_id: str | None) -> int | None:
    """The id of the buyer or merchant that a key or account is for. Raises `CommandFailed` when there is none of that name."""
    if (role in OF_PARTIES) != (external_id is not None):
        raise CommandFailed(
            "What is for a buyer or merchant says with --subject for which; what is for other roles does not.",
            2,
        )
    if external_id is None:
        return None
    found = await connection.fetchval(_PARTIES[role], stable_bucket(external_id), external_id)
    if found is None:
        raise CommandFailed(
            f"There is no {role} {external_id!r} here; it is known once an order of theirs is in."
        )
    return int(found)


def _as_json(key: Key) -> dict[str, Any]:
    subject = str(key.subject) if key.subject is not None else None
    return {**msgspec.structs.asdict(key), "id": str(key.id), "subject": subject, "scopes": _usable(key)}
