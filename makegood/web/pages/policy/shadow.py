"""What a version in the shadow would have decided otherwise so far: counts by outcome, and examples to read."""

from collections import Counter
from collections.abc import Mapping
from datetime import datetime
from typing import Any

import msgspec
from msgspec import Struct

from makegood.kit.i18n import text
from makegood.policy import Pack
from makegood.policy.outcomes import Key, UnknownKey, key
from makegood.policy.telling.words import Setting, key_text, setting_of, value_words

LOOKED_AT = 10_000
"""Only the newest are counted, so that the page costs the same after a year."""
MOST_EXAMPLES = 10
_DIFFERENCES = """
SELECT case_id, seq, at, differences::text AS differences FROM policy_differences
WHERE pack = $1 AND version = $2 ORDER BY at DESC, case_id, seq LIMIT $3
"""


class Differing(Struct, frozen=True):
    """An outcome that came out otherwise, in words: how often, what holds and what the shadow says."""

    about: str
    before: str
    after: str
    times: int


class DifferingCase(Struct, frozen=True):
    """A case of which the shadow says something else."""

    case_id: str
    seq: int
    at: datetime
    differences: list[Differing]


class ShadowSeen(Struct, frozen=True):
    """What was collected. `is_cut`: there are older ones that were not counted."""

    decisions: int
    is_cut: bool
    counts: list[Differing]
    examples: list[DifferingCase]


async def shadow_seen(pool: Any, name: str, version: str, pack: Pack | None, language: str) -> ShadowSeen:
    """The differences of a version, the most frequent and the newest first."""
    rows = await pool.fetch(_DIFFERENCES, name, version, LOOKED_AT)
    told = [(row, msgspec.json.decode(row["differences"])) for row in rows]
    setting = setting_of(pack) if pack else Setting()
    counts = Counter(
        (one["key"], *_sides(one, setting, language)) for _, differences in told for one in differences
    )
    return ShadowSeen(
        len(rows),
        len(rows) == LOOKED_AT,
        [
            Differing(_about(name, language), before, after, times)
            for (name, before, after), times in counts.most_common(30)
        ],
        [_example(row, differences, setting, language) for row, differences in told[:MOST_EXAMPLES]],
    )


def _example(
    row: Mapping[str, Any], differences: list[Any], setting: Setting, language: str
) -> DifferingCase:
    said = [
        Differing(_about(one["key"], language), *_sides(one, setting, language), 1) for one in differences
    ]
    return DifferingCase(str(row["case_id"]), row["seq"], row["at"], said)


def _sides(difference: Mapping[str, Any], setting: Setting, language: str) -> tuple[str, str]:
    """What holds and what the shadow says, in words."""
    try:
        about = key(difference["key"])
    except UnknownKey:
        return "", ""
    before, after = (_said(about, difference.get(side), setting, language) for side in ("live", "shadow"))
    return before, after


def _said(about: Key, outcome: Mapping[str, Any] | None, setting: Setting, language: str) -> str:
    if outcome is None:
        return text(language, "no rule says anything")
    if outcome["value"] is None:
        return text(language, "undecided")
    return value_words(about, outcome["value"], language, setting)


def _about(name: str, language: str) -> str:
    return key_text(name).in_(language)
