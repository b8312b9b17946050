"""The part of a worker that seats panels of users, and tells their cases what they found."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from makegood.accounts import SYSTEM
from makegood.cases import (
    NotInThisStage,
    NoVerdictAwaited,
    OrderFacts,
    RecordVerdict,
    Request,
    StoredCase,
    read_case,
)
from makegood.db.job_outcome import RunLater
from makegood.db.job_rows import Job
from makegood.db.writes import Writes
from makegood.flows.engine import Engine
from makegood.jury import SEAT, TELL, About, Invited, panel_of, seat_panel, seats_of, tally, tell_job
from makegood.kit.ids import bucket_of
from makegood.notifications import NEXT_JUROR, Told

INVITED = "jury.invited"
SOONEST = timedelta(seconds=1)


@dataclass(frozen=True, slots=True)
class JuryWork:
    """The part of a worker that seats panels and tells cases what they found."""

    engine: Engine

    @property
    def handlers(self) -> Mapping[str, Callable[[Job], Awaitable[None]]]:
        """By the kind of the job."""
        return {SEAT: self.seat, TELL: self.tell}

    async def seat(self, job: Job) -> None:
        """Draw lots for the free seats, and come back when the next invitation lapses."""
        now = self.engine.clock.now()
        look_at = await self.draw(int(job.payload["case_id"]))
        if look_at and job.payload["again"]:
            raise RunLater(max(look_at - now, SOONEST))

    async def draw(self, case_id: int) -> datetime | None:
        """One round: lots are drawn, people invited; when to look again, None once the panel is done."""
        engine, bucket = self.engine, bucket_of(case_id)
        now = engine.clock.now()
        async with engine.pool.acquire() as connection, connection.transaction():
            case, order = await read_case(connection, case_id)
            round_ = await seat_panel(connection, about(case, order), engine.ids, now)
            writes = Writes()
            for invited in round_.invited:
                writes.add("add_notifications", self._told(invited))
            if round_.ended:
                writes.add("defer_jobs", tell_job(bucket, engine.ids(bucket), case_id, now))
            await writes.send(connection)
        return round_.look_at

    async def tell(self, job: Job) -> None:
        """Tell the case what its panel found. A case that has gone on meanwhile stays as it is."""
        case_id = int(job.payload["case_id"])
        panel = await panel_of(self.engine.pool, case_id)
        if panel is None or panel.ended not in ("majority", "no_majority", "not_filled"):
            return
        found = tally(await seats_of(self.engine.pool, case_id), panel.seats)
        verdict = RecordVerdict(panel.verdict, panel.ended, found.for_buyer, found.for_merchant)  # type: ignore[arg-type]
        try:
            await self.engine.command(Request(SYSTEM, verdict, case_id=case_id))
        except (NotInThisStage, NoVerdictAwaited):
            return

    def _told(self, invited: Invited) -> dict[str, Any]:
        """An invitation, for who was drawn; it names neither the case nor its parties."""
        told = Told(
            event=INVITED, actor="system", yours=True, due_at=invited.until, what="A dispute between two strangers",
            silence=NEXT_JUROR, path=f"/jury/{invited.seat_id}",
        )  # fmt: skip
        return {
            "bucket": bucket_of(invited.seat_id), "id": self.engine.ids(bucket_of(invited.seat_id)),
            "recipient": f"buyer:{invited.buyer_id}", "kind": "jury", "case_id": invited.seat_id, "seq": 1,
            "at": self.engine.clock.now(), "fields": told,
        }  # fmt: skip


def about(case: StoredCase, order: OrderFacts) -> About:
    """The case that a panel is drawn for."""
    lines = [line for item in case.state.items if (line := order.line(item.line_no))]
    categories = tuple(dict.fromkeys(line.category for line in lines))
    return About(case.state.id, case.state.buyer_id, case.state.merchant_id, categories)
