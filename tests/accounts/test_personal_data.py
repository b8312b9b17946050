"""Where personal data and secrets are kept: every column that could hold some is listed, with how."""

from __future__ import annotations

import re
from typing import Any

PERSONAL = re.compile(r"email|e_mail|phone|address|password|secret|factor|(^|_)name$|(^|_)hash$|^code")
LISTED = {
    "people.email": "plain: for signing in and for mail",
    "people.name": "plain: shown to colleagues",
    "people.password_hash": "argon2id",
    "people.second_factor": "sealed with the installation's secret",
    "people.second_factor_new": "sealed with the installation's secret",
    "people.second_factor_since": "a time",
    "people_names.name": "plain: an address, or an identity at a provider",
    "buyers.email": "plain: the marketplace tells it with an order",
    "withdrawal_receipts.email": "plain: where a receipt goes; told to its buyer alone",
    "sessions.name": "plain: what the buyer is called",
    "sessions.secret_hash": "hash of 256 random bits",
    "recovery_codes.code_hash": "hash of 80 random bits",
    "one_time_codes.code_hash": "keyed hash of a short code, hash of a long one",
    "tries.name": "keyed hash",
    "audit_events.who_name": "plain: who changed something",
}
OURS = ("people", "people_names", "sessions", "recovery_codes", "one_time_codes", "tries", "audit_events")


async def test_every_column_of_accounts_that_names_somebody_is_listed(pool: Any) -> None:
    rows = await pool.fetch(
        "SELECT table_name || '.' || column_name AS name FROM information_schema.columns"
        " WHERE table_schema = 'public' AND (table_name = ANY($1) OR column_name = 'email')",
        list(OURS),
    )
    found = {row["name"] for row in rows if PERSONAL.search(row["name"].partition(".")[2])}
    assert found == set(LISTED)
