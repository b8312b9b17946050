"""What an operator watches: late clocks, jobs by state, workers that live."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

from makegood.db.jobs import heartbeat
from tests.web_app import site


async def test_metrics_tell_of_late_clocks_jobs_and_workers(fresh_dsn: str, tmp_path: Path) -> None:
    async with site(fresh_dsn, tmp_path) as served:
        order = await served.world.order()
        await served.world.open(order)
        pool = served.app.state.pool
        await pool.execute("UPDATE cases SET wake_at = $1", datetime(2020, 1, 1, tzinfo=UTC))
        await pool.execute(
            "INSERT INTO jobs (bucket, id, kind, payload, run_at, dead) VALUES (1, 1, 'send_refund', '{}', $1, true)",
            datetime(2020, 1, 1, tzinfo=UTC),
        )
        await heartbeat(pool, "worker-1", datetime.now(UTC), datetime.now(UTC))
        text = (await served.client.get("/metrics")).text
    assert "makegood_clocks_late 1.0" in text
    assert 'makegood_jobs{kind="send_refund",state="dead"} 1.0' in text
    assert "makegood_workers 1.0" in text
    assert "李娜" not in text
    assert "li-na" not in text
