"""Keeps the children of `makegood up` and its database running: who dies is started again, ever more patiently."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence

from makegood.cli.child import Child, ChildPlan
from makegood.cli.failure import CommandFailed

FIRST_DELAY_SECONDS = 0.5
LONGEST_DELAY_SECONDS = 30.0
HEALTHY_AFTER_SECONDS = 60.0
LOOK_EVERY_SECONDS = 0.1
DATABASE_EVERY_SECONDS = 1.0
STOP_PATIENCE_SECONDS = 20.0
TRIES_BEFORE_READY = 3


def delay_seconds(deaths: int) -> float:
    """How long to wait before a child that died `deaths` times in a row is started again. PURE"""
    return float(min(FIRST_DELAY_SECONDS * 2 ** min(deaths - 1, 10), LONGEST_DELAY_SECONDS))


class Kept:
    """One plan and its current child."""

    def __init__(self, plan: ChildPlan, start: Callable[[ChildPlan], Child]) -> None:
        self.plan = plan
        self.deaths = 0
        self.child: Child | None = None
        self._start = start
        self._started_at = 0.0
        self._start_at = 0.0
        self.last_words: Sequence[str] = ()

    def look(self, now: float, say: Callable[[str], None]) -> None:
        """Notice a death, and start the child when it is time."""
        if self.child is not None and (ended := self.child.how_it_ended()) is not None:
            self.deaths = 1 if now - self._started_at > HEALTHY_AFTER_SECONDS else self.deaths + 1
            self._start_at = now + delay_seconds(self.deaths)
            say(
                f"{self.plan.name} ended ({ended}); starting it again in {self._start_at - now:g} s. "
                f"Its log: {self.plan.log}"
            )
            self.last_words, self.child = list(self.child.last_lines), None
        if self.child is None and now >= self._start_at:
            self.child, self._started_at = self._start(self.plan), now


class Supervisor:
    """`look_after_database` is called about once a second, and brings the database back if it is gone."""

    def __init__(
        self,
        plans: Sequence[ChildPlan],
        look_after_database: Callable[[], None],
        say: Callable[[str], None],
        echo: Callable[[str], None] | None = None,
    ) -> None:
        self.kept = [Kept(plan, lambda plan: Child(plan, echo)) for plan in plans]
        self._look_after_database = look_after_database
        self._say = say
        self._database_at = 0.0

    def look(self) -> None:
        """One round: database, then children."""
        now = time.monotonic()
        if now >= self._database_at:
            self._look_after_database()
            self._database_at = time.monotonic() + DATABASE_EVERY_SECONDS
        for kept in self.kept:
            kept.look(time.monotonic(), self._say)

    def run_until_ready(self, is_ready: Callable[[], bool], patience_seconds: float) -> None:
        """Start everything and return once `is_ready`. Raises `CommandFailed` when a child does not get up."""
        deadline = time.monotonic() + patience_seconds
        while True:
            self.look()
            if is_ready():
                return
            for kept in self.kept:
                if kept.deaths >= TRIES_BEFORE_READY:
                    raise CommandFailed(
                        f"{kept.plan.name} does not start. {_quoted(kept.last_words, kept.plan)}"
                    )
            if time.monotonic() > deadline:
                raise CommandFailed(
                    f"The server has not become ready in {patience_seconds:g} s. See {self.kept[0].plan.log}."
                )
            time.sleep(LOOK_EVERY_SECONDS / 2)

    def run(self) -> None:
        """Look after everything until interrupted."""
        while True:
            self.look()
            time.sleep(LOOK_EVERY_SECONDS)

    def stop(self, patience_seconds: float = STOP_PATIENCE_SECONDS) -> None:
        """End all children, side by side."""
        children = [kept.child for kept in self.kept if kept.child is not None]
        for child in children:
            child.ask_to_stop()
        deadline = time.monotonic() + patience_seconds
        for child in children:
            child.stop(max(0.0, deadline - time.monotonic()))


def _quoted(lines: Sequence[str], plan: ChildPlan) -> str:
    said = [line for line in lines if line.strip()][-5:]
    return "It said:\n" + "\n".join(f"    {line}" for line in said) if said else f"See {plan.log}."
