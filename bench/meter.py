"""Processor time and memory of the processes under measurement, read from the kernel's accounts."""

from __future__ import annotations

from dataclasses import dataclass

import psutil

from bench.site import cpu_seconds, postgres_pid
from makegood.db.throwaway import ThrowawayServer

MEBIBYTE = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Cpu:
    """User and system time used so far: by the application (serve and work), and by PostgreSQL with all its children."""

    app_seconds: float
    postgres_seconds: float

    def ms_since(self, before: Cpu, units: int) -> tuple[float, float]:
        """Milliseconds a unit of work that were used since `before`: application, PostgreSQL."""
        return (
            (self.app_seconds - before.app_seconds) * 1000 / units,
            (self.postgres_seconds - before.postgres_seconds) * 1000 / units,
        )


def read_cpu(server: ThrowawayServer, *application_pids: int) -> Cpu:
    """The accounts now."""
    return Cpu(sum(map(cpu_seconds, application_pids)), cpu_seconds(postgres_pid(server), True))


def memory_mib(pid: int) -> float:
    """Resident memory of a process, in MiB."""
    return float(psutil.Process(pid).memory_info().rss / MEBIBYTE)
