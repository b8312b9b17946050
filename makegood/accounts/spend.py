"""Using up a second factor: no code of an app and no recovery code is good twice."""

from typing import Any

from makegood.accounts.limits import for_second_factor
from makegood.accounts.office import AccountOffice
from makegood.accounts.refusals import WrongCode
from makegood.accounts.seal import plain_hash
from makegood.accounts.second_factor import recovery_code_of, step_of
from makegood.db.writes import Connection
from makegood.kit.ids import bucket_of

_FACTOR = "SELECT second_factor, last_step FROM people WHERE (bucket, id) = ($1, $2) AND second_factor_since IS NOT NULL"
_USE_STEP = """
UPDATE people SET last_step = $3 WHERE (bucket, id) = ($1, $2) AND last_step < $3 RETURNING id
"""
_USE_RECOVERY = """
DELETE FROM recovery_codes WHERE (bucket, person_id, code_hash) = ($1, $2, $3) RETURNING person_id
"""


async def spend_second_factor(office: AccountOffice, person_id: int, typed: str) -> None:
    """Use up a code of the app or a recovery code. Raises WrongCode, TooManyTries."""
    counted = for_second_factor(person_id)
    await office.tries.count(office.now(), *counted)
    if not await _spent(office, office.pool, person_id, typed):
        raise WrongCode()
    await office.tries.forget(counted)


async def _spent(office: AccountOffice, connection: Connection, person_id: int, typed: str) -> bool:
    bucket = bucket_of(person_id)
    recovery = recovery_code_of(typed)
    if recovery is not None:
        used = await connection.fetchval(_USE_RECOVERY, bucket, person_id, plain_hash(recovery))
        return used is not None
    row: Any = await connection.fetchrow(_FACTOR, bucket, person_id)
    secret = row and office.seal.opened(row["second_factor"], f"person:{person_id}")
    step = step_of(secret, typed, office.now(), row["last_step"]) if secret else None
    if step is None:
        return False
    # Two requests with the same code race here: one row changes for the first only.
    return await connection.fetchval(_USE_STEP, bucket, person_id, step) is not None
