"""All tasks of the retail store through the product's API: each from its first write to its last, on a fresh copy of the
imported store, and the end compared with what the data set's own tools would have made of it.
"""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from tests.real.retail_ends import WRITES, expected
from tests.real.retail_player import Player, RefusedByPolicy
from tests.real.retail_store import NEEDS_DATA, READS, Action, Task, speaker_of, tasks
from tests.real.shop import shop_over

pytestmark = NEEDS_DATA
TO_A_PERSON = "transfer_to_human_agents"
FORBIDDEN = {"105": "gift card"}
"""Writes that a task lists and the policy forbids: the task, and words of the refusal (decision 0019)."""
WITH_WRITES = [task for task in tasks() if any(action.name in WRITES for action in task.actions)]


def writes_of(task: Task) -> list[Action]:
    """What a task writes, in its order."""
    return [action for action in task.actions if action.name in WRITES]


def test_every_action_of_every_task_is_known() -> None:
    counts = Counter(action.name for task in tasks() for action in task.actions)
    assert set(counts) <= WRITES | READS | {TO_A_PERSON}


@pytest.mark.parametrize("task", WITH_WRITES, ids=[f"task {task.id}" for task in WITH_WRITES])
async def test_a_task_ends_as_the_store_would_have_it(task: Task, store_dsn: str, tmp_path: Path) -> None:
    user = speaker_of(task)
    carried_out: list[Action] = []
    refused: list[str] = []
    async with shop_over(store_dsn, tmp_path) as shop:
        player = Player(shop, await shop.buyer(user.user_id), user)
        for action in writes_of(task):
            try:
                await player.play(action)
            except RefusedByPolicy as refusal:
                refused.append(str(refusal))
            else:
                carried_out.append(action)
        right = expected(carried_out, user)
        end = await player.end(list(right.orders))
        assert await shop.book_is_clean()
    for number, order in right.orders.items():
        assert end.orders[number].units == +order.units, number
        assert end.orders[number].paid == Counter({k: v for k, v in order.paid.items() if v}), number
        assert end.orders[number].address == order.address, number
    assert end.gift_cards == right.gift_cards
    assert end.profile == right.profile
    assert [FORBIDDEN.get(task.id, "nothing") in words for words in refused] == [True] * (
        task.id in FORBIDDEN
    )
