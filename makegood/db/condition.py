"""How the database is: its size, its largest tables, who is connected, its version."""

from msgspec import Struct

from makegood.db.writes import Connection

_CONDITION = """
SELECT current_setting('server_version') AS version, pg_database_size(current_database()) AS size_bytes,
    (SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()) AS connections,
    current_setting('max_connections')::integer AS most_connections
"""
_TABLES = """
SELECT relname AS name, pg_total_relation_size(relid) AS size_bytes, n_live_tup AS rows_about, n_dead_tup AS dead_rows_about
FROM pg_stat_user_tables ORDER BY pg_total_relation_size(relid) DESC, relname LIMIT $1
"""


class TableSize(Struct, frozen=True):
    """A table with its indexes. Rows are what the statistics say, which is about right."""

    name: str
    size_bytes: int
    rows_about: int
    dead_rows_about: int


class DatabaseCondition(Struct, frozen=True):
    """How the database is."""

    version: str
    size_bytes: int
    connections: int
    most_connections: int
    tables: list[TableSize]


async def database_condition(connection: Connection, most_tables: int = 8) -> DatabaseCondition:
    """Asks the catalog; no table is read."""
    row = await connection.fetchrow(_CONDITION)
    tables = await connection.fetch(_TABLES, most_tables)
    return DatabaseCondition(**row, tables=[TableSize(**table) for table in tables])
