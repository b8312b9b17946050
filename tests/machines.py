"""How Hypothesis tells stories on the real database: in a loop of its own, since it is not asynchronous."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine, Iterator
from contextlib import suppress
from typing import Any, TypeVar

from hypothesis import HealthCheck, settings
from hypothesis.stateful import RuleBasedStateMachine, run_state_machine_as_test

from makegood.db.pool import Pool, connect_pool
from makegood.kit.errors import Refused
from tests.conftest import database_from

Answer = TypeVar("Answer")


class OnTheBook(RuleBasedStateMachine):
    """A story on a database. `go` runs a coroutine in the loop of its pool; `numbers` are for what each story adds."""

    go: Callable[[Coroutine[Any, Any, Any]], Any]
    pool: Pool
    numbers: Iterator[int]

    def tried(self, attempt: Coroutine[Any, Any, Answer]) -> Answer | None:
        """A refusal is an answer; anything else that is raised fails the test."""
        with suppress(Refused):
            answer: Answer = self.go(attempt)
            return answer
        return None


def tell_stories(
    machine: type[OnTheBook],
    server_url: str,
    template: str,
    *,
    stories: int,
    steps: int,
    always_the_same: bool = True,
) -> None:
    """Tell many stories of at most so many steps, on one database."""
    with asyncio.Runner() as runner:
        databases = database_from(server_url, template)
        dsn = runner.run(databases.__aenter__())
        machine.go, machine.pool = runner.run, runner.run(connect_pool(dsn, 1, 4))  # type: ignore[assignment]
        machine.numbers = iter(range(10**6))
        try:
            run_state_machine_as_test(
                machine,
                settings=settings(
                    max_examples=stories, stateful_step_count=steps, deadline=None, database=None,
                    derandomize=always_the_same, suppress_health_check=list(HealthCheck),
                ),
            )  # fmt: skip
        finally:
            machine.pool.terminate()
            runner.run(databases.__aexit__(None, None, None))
