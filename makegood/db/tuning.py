"""How the embedded PostgreSQL is set up, from what the machine has. PURE"""

from __future__ import annotations

from dataclasses import dataclass

MIB = 1024 * 1024
SMALLEST_SHARED_MEMORY_BYTES = 256 * MIB


@dataclass(frozen=True, slots=True)
class Machine:
    """`shared_memory_bytes` is the size of /dev/shm, 0 where there is none."""

    memory_bytes: int
    cpu_count: int
    shared_memory_bytes: int


def server_settings(machine: Machine, socket_folder: str, port: int, *, durable: bool) -> dict[str, str]:
    """The lines of our own configuration file. Not `durable` is for tests that do not pull plugs."""
    settings = {
        **_connections(socket_folder, port),
        **_memory(machine),
        **_writing(),
        **_vacuum(),
        **_logging(),
        "jit": "off",  # our statements are short; compiling them costs more than it saves
        "timezone": "UTC",
        "log_timezone": "UTC",
    }
    if not durable:
        settings |= {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}
    return settings


def configuration_text(settings: dict[str, str]) -> str:
    """`settings` in the syntax of postgresql.conf."""
    lines = [
        "# Written by makegood at every start; put your own lines into makegood-local.conf beside this file."
    ]
    lines += [f"{name} = {_quoted(value)}" for name, value in sorted(settings.items())]
    return "\n".join([*lines, "include_if_exists = 'makegood-local.conf'", ""])


def _connections(socket_folder: str, port: int) -> dict[str, str]:
    return {
        "listen_addresses": "",
        "unix_socket_directories": socket_folder,
        "unix_socket_permissions": "0700",
        "port": str(port),
        "max_connections": "200",
        "password_encryption": "scram-sha-256",
    }


def _memory(machine: Machine) -> dict[str, str]:
    shared_mib = _between(64, machine.memory_bytes // MIB // 32, 1024)
    # Inside a container /dev/shm is often 64 MB, too little for a parallel query; files serve as well.
    roomy = machine.shared_memory_bytes >= SMALLEST_SHARED_MEMORY_BYTES
    return {
        "shared_buffers": f"{shared_mib}MB",
        "effective_cache_size": f"{_between(128, machine.memory_bytes // MIB // 2, 65536)}MB",
        "work_mem": "16MB",
        "maintenance_work_mem": f"{_between(32, machine.memory_bytes // MIB // 64, 512)}MB",
        "dynamic_shared_memory_type": "posix" if roomy else "mmap",
        "max_parallel_workers_per_gather": str(_between(0, machine.cpu_count // 2, 2)),
    }


def _writing() -> dict[str, str]:
    return {
        "fsync": "on",
        "synchronous_commit": "on",
        "full_page_writes": "on",
        "wal_level": "replica",
        "wal_compression": "on",
        "wal_buffers": "16MB",
        "max_wal_size": "2GB",
        "min_wal_size": "256MB",
        "checkpoint_timeout": "10min",
        "checkpoint_completion_target": "0.9",
        "random_page_cost": "1.1",
    }


def _vacuum() -> dict[str, str]:
    """Eager: dead rows at the head of the `due_at` index triple the cost of a sweep."""
    return {
        "autovacuum_naptime": "15s",
        "autovacuum_vacuum_scale_factor": "0.05",
        "autovacuum_vacuum_insert_scale_factor": "0.1",
        "autovacuum_analyze_scale_factor": "0.05",
        "autovacuum_vacuum_cost_limit": "1000",
    }


def _logging() -> dict[str, str]:
    """One file per weekday, begun anew a week later, so the log never grows without end."""
    return {
        "logging_collector": "on",
        "log_directory": "../logs",
        "log_filename": "postgresql-%a.log",
        "log_rotation_age": "1d",
        "log_rotation_size": "0",
        "log_truncate_on_rotation": "on",
        "log_line_prefix": "%m [%p] %u@%d ",
        "log_checkpoints": "off",
        "log_min_duration_statement": "5s",
        "log_parameter_max_length": "0",  # parameters are people's data
        "log_parameter_max_length_on_error": "0",
    }


def _quoted(value: str) -> str:
    return "'" + value.replace("\\", "\\\\").replace("'", "''") + "'"


def _between(lowest: int, value: int, highest: int) -> int:
    return max(lowest, min(value, highest))
