"""Every key that the shipped packs speak of has words of its own in Chinese."""

from __future__ import annotations

import re

from makegood.policy.publishing.shipped import load_shipped
from makegood.policy.telling.key_words import key_text


def test_every_key_of_the_shipped_packs_is_named_in_chinese() -> None:
    _, packs = load_shipped()
    keys = {outcome.key.name for pack in packs for rule in pack.rules for outcome in rule.outcomes}
    unnamed = sorted(name for name in keys if re.search(r"[A-Za-z]", key_text(name).zh))
    assert keys
    assert not unnamed
