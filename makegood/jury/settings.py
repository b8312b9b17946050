"""The row of settings: whether there are panels of users, and who may sit on them."""

from datetime import datetime

from makegood.db.writes import Connection
from makegood.jury.model import JurySettings
from makegood.jury.refusals import JuryOff, SettingsChanged

_SET = """
INSERT INTO jury_settings (is_on, known_days, least_orders, rest_days, set_by, set_at) VALUES ($1, $2, $3, $4, $5, $6)
ON CONFLICT (one) DO UPDATE SET is_on = $1, known_days = $2, least_orders = $3, rest_days = $4, set_by = $5, set_at = $6,
    version = jury_settings.version + 1 WHERE jury_settings.version = $7
RETURNING version
"""


async def read_settings(connection: Connection) -> JurySettings:
    """How panels are set here; off where nobody has set anything."""
    row = await connection.fetchrow(
        "SELECT is_on, known_days, least_orders, rest_days, version FROM jury_settings"
    )
    return JurySettings(**row) if row else JurySettings()


async def set_settings(connection: Connection, wanted: JurySettings, by: str, now: datetime) -> JurySettings:
    """Set them; `wanted.version` is the one that was read. The same again changes nothing. Raises SettingsChanged."""
    kept = await read_settings(connection)
    if (kept.is_on, kept.known_days, kept.least_orders, kept.rest_days) == (
        wanted.is_on, wanted.known_days, wanted.least_orders, wanted.rest_days,
    ) and kept.version:  # fmt: skip
        return kept
    version = await connection.fetchval(
        _SET, wanted.is_on, wanted.known_days, wanted.least_orders, wanted.rest_days, by, now, wanted.version
    )
    if version is None or (version == 1 and wanted.version != 0):
        raise SettingsChanged()
    return await read_settings(connection)


async def require_on(connection: Connection) -> JurySettings:
    """Raises JuryOff."""
    kept = await read_settings(connection)
    if not kept.is_on:
        raise JuryOff()
    return kept
