"""The data rules (docs/concepts/data.md) hold in the catalog of the real database, whatever the migrations say."""

from __future__ import annotations

import ast
import re
from typing import Any

from tests.tidy.tree import MIGRATIONS, PACKAGE, files, found, none_of, parsed, place

# Small tables that every shard has a copy of. Anything else leads with its bucket.
REFERENCE_TABLES = {
    "advance_caps": "a row a currency",
    "api_keys": "keys of machines, a few an installation",
    "clock": "one row",
    "jury_settings": "one row",
    "day_figures": "a few rows a day",
    "peer_figures": "a few rows a trade, counted anew now and then",
    "desk_macros": "a few texts of the platform's own desk",
    "desk_people": "one row a person of the desk",
    "funds_told": "one row an account of the platform or of an insurer, and a currency, that stood low",
    "merchants": "read everywhere, written when a merchant's data change",
    "policy_books": "one row for each set of texts that ever decided together",
    "policy_catalogues": "one row an edition of the facts",
    "policy_shelf": "one row",
    "policy_versions": "a few a pack",
    "reconciliations": "one row for each check that an operator asks for",
    "schema_migrations": "one row a migration",
    "sweeps": "one row a kind of sweep",
    "workers": "one row a worker",
}
ADD_A_BUCKET = (
    "Give the table `bucket smallint NOT NULL` first in its primary key, unique constraints and foreign keys. A table "
    "that is small and read everywhere may be a reference table: list it in REFERENCE_TABLES with the reason."
)
WORLD = re.compile(
    r"\b(now|random|gen_random_uuid|uuidv[47]|clock_timestamp|statement_timestamp|transaction_timestamp|timeofday)\s*\("
    r"|\b(current_timestamp|current_date|localtimestamp)\b",
    re.IGNORECASE,
)
ADVISORY = re.compile(r"pg_(try_)?advisory", re.IGNORECASE)
NOTIFY = re.compile(r"\bpg_notify\b|^\s*(NOTIFY|LISTEN)\s+\w", re.IGNORECASE | re.MULTILINE)

TABLES = """
SELECT c.oid::int, c.relname AS name FROM pg_class c
WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p') AND NOT c.relispartition
"""
BUCKETS = """
SELECT c.relname AS name, t.typname AS type, a.attnotnull AS required FROM pg_attribute a
JOIN pg_class c ON c.oid = a.attrelid JOIN pg_type t ON t.oid = a.atttypid
WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p') AND a.attname = 'bucket'
"""
UNIQUE_INDEXES = """
SELECT t.relname AS "table", i.relname AS name, x.indisprimary AS is_primary, a.attname AS first FROM pg_index x
JOIN pg_class t ON t.oid = x.indrelid JOIN pg_class i ON i.oid = x.indexrelid
LEFT JOIN pg_attribute a ON a.attrelid = t.oid AND a.attnum = x.indkey[0]
WHERE t.relnamespace = 'public'::regnamespace AND x.indisunique
"""
FOREIGN_KEYS = """
SELECT t.relname AS "table", k.conname AS name, f.relname AS target, k.confdeltype::text AS on_delete,
    a.attname AS first, b.attname AS target_first
FROM pg_constraint k JOIN pg_class t ON t.oid = k.conrelid JOIN pg_class f ON f.oid = k.confrelid
JOIN pg_attribute a ON a.attrelid = t.oid AND a.attnum = k.conkey[1]
JOIN pg_attribute b ON b.attrelid = f.oid AND b.attnum = k.confkey[1]
WHERE k.contype = 'f' AND t.relnamespace = 'public'::regnamespace
"""
DEFAULTS = """
SELECT c.relname || '.' || a.attname AS name, c.relname AS "table", pg_get_expr(d.adbin, d.adrelid) AS expression,
    a.attidentity <> '' AS is_identity
FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid
LEFT JOIN pg_attrdef d ON d.adrelid = c.oid AND d.adnum = a.attnum
WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p') AND (d.oid IS NOT NULL OR a.attidentity <> '')
"""
FUNCTIONS = (
    "SELECT proname AS name, prosrc AS source FROM pg_proc WHERE pronamespace = 'public'::regnamespace"
)
TRIGGERS = """
SELECT t.tgname || ' on ' || t.tgrelid::regclass AS name, p.prosrc AS source
FROM pg_trigger t JOIN pg_proc p ON p.oid = t.tgfoid WHERE NOT t.tgisinternal
"""


async def test_the_list_of_reference_tables_is_true(pool: Any) -> None:
    names = {row["name"] for row in await pool.fetch(TABLES)}
    none_of(
        (f"{name} does not exist" for name in sorted(set(REFERENCE_TABLES) - names)),
        "Take it out of REFERENCE_TABLES.",
    )


async def test_every_other_table_has_a_bucket(pool: Any) -> None:
    buckets = {row["name"]: row for row in await pool.fetch(BUCKETS)}
    names = sorted(row["name"] for row in await pool.fetch(TABLES) if row["name"] not in REFERENCE_TABLES)
    none_of((f"{name} has no bucket" for name in names if name not in buckets), ADD_A_BUCKET)
    wrong = [name for name in names if (buckets[name]["type"], buckets[name]["required"]) != ("int2", True)]
    none_of((f"{name}.bucket is not smallint NOT NULL" for name in wrong), ADD_A_BUCKET)


async def test_keys_lead_with_the_bucket(pool: Any) -> None:
    indexes = [row for row in await pool.fetch(UNIQUE_INDEXES) if row["table"] not in REFERENCE_TABLES]
    none_of(
        (
            f"{row['table']}: {row['name']} begins with {row['first']}"
            for row in indexes
            if row["first"] != "bucket"
        ),
        ADD_A_BUCKET,
    )
    with_key = {row["table"] for row in indexes if row["is_primary"]}
    names = {row["name"] for row in await pool.fetch(TABLES)} - set(REFERENCE_TABLES)
    none_of((f"{name} has no primary key" for name in sorted(names - with_key)), ADD_A_BUCKET)


async def test_foreign_keys_stay_in_their_bucket(pool: Any) -> None:
    keys = [row for row in await pool.fetch(FOREIGN_KEYS) if row["target"] not in REFERENCE_TABLES]
    none_of(
        (
            f"{row['table']}: {row['name']} goes from {row['first']} to {row['target']}.{row['target_first']}"
            for row in keys
            if (row["first"], row["target_first"]) != ("bucket", "bucket")
        ),
        ADD_A_BUCKET,
    )
    none_of(
        (f"{row['table']}: {row['name']}" for row in keys if row["on_delete"] in ("n", "d")),
        "ON DELETE SET NULL and SET DEFAULT are refused by a distributed database. Delete or keep the row.",
    )


async def test_values_that_change_are_passed_in(pool: Any) -> None:
    defaults = [row for row in await pool.fetch(DEFAULTS) if row["table"] not in REFERENCE_TABLES]
    none_of(
        (
            f"{row['name']}: {row['expression'] or 'identity'}"
            for row in defaults
            if row["is_identity"] or WORLD.search(row["expression"]) or "nextval" in row["expression"]
        ),
        "Time, ids and chance are arguments of the statement: ids come from kit/ids.py, the time from the clock.",
    )
    none_of(
        (f"{row['name']}()" for row in await pool.fetch(FUNCTIONS) if WORLD.search(row["source"])),
        "Our SQL functions are given the time and the ids. Add an argument.",
    )


async def test_no_trigger_tells_anybody(pool: Any) -> None:
    none_of(
        (row["name"] for row in await pool.fetch(TRIGGERS) if NOTIFY.search(row["source"])),
        "NOTIFY takes a lock of the whole server at commit and does not cross machines. Write to the outbox.",
    )


def test_nobody_listens_or_takes_advisory_locks() -> None:
    none_of(
        found(ADVISORY, [*files(".sql", under=MIGRATIONS), *files(".py", under=PACKAGE)]),
        "Advisory locks are lost on a distributed database and by a pooler. Lock a row.",
    )
    none_of(
        found(NOTIFY, files(".sql", under=MIGRATIONS)),
        "NOTIFY takes a lock of the whole server at commit and does not cross machines. Write to the outbox.",
    )


def test_statements_in_python_are_given_the_time() -> None:
    def statements(path: Any) -> list[ast.Constant]:
        return [
            node
            for node in ast.walk(parsed(path))
            if isinstance(node, ast.Constant)
            and isinstance(node.value, str)
            and re.match(r"\s*(SELECT|INSERT|UPDATE|DELETE|WITH)\b", node.value)
        ]

    none_of(
        (
            f"{place(path, node.lineno)}: {' '.join(str(node.value).split())[:80]}"
            for path in files(".py", under=PACKAGE)
            if PACKAGE / "cli" not in path.parents  # which asks after the machine's own time
            for node in statements(path)
            if WORLD.search(str(node.value))
        ),
        "Give the statement the time as an argument, so that an advanced clock and a test see the same.",
    )
