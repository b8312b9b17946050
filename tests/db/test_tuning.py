"""The server's settings follow the machine."""

from __future__ import annotations

import pytest

from makegood.db.tuning import MIB, Machine, configuration_text, server_settings

GIB = 1024 * MIB


@pytest.mark.parametrize(
    ("memory_bytes", "shared_buffers"),
    [(1 * GIB, "64MB"), (16 * GIB, "512MB"), (24 * GIB, "768MB"), (512 * GIB, "1024MB")],
)
def test_memory_is_a_share_of_the_machine(memory_bytes: int, shared_buffers: str) -> None:
    settings = server_settings(Machine(memory_bytes, 2, GIB), "/run", 5432, durable=True)
    assert settings["shared_buffers"] == shared_buffers


def test_little_shared_memory_is_not_relied_on() -> None:
    assert (
        server_settings(Machine(GIB, 2, 64 * MIB), "/run", 5432, durable=True)["dynamic_shared_memory_type"]
        == "mmap"
    )
    assert (
        server_settings(Machine(GIB, 2, GIB), "/run", 5432, durable=True)["dynamic_shared_memory_type"]
        == "posix"
    )


def test_only_tests_do_without_durability() -> None:
    machine = Machine(GIB, 2, GIB)
    assert server_settings(machine, "/run", 5432, durable=True)["fsync"] == "on"
    assert server_settings(machine, "/run", 5432, durable=False)["fsync"] == "off"


def test_values_are_quoted() -> None:
    assert "unix_socket_directories = '/it''s \\\\here'" in configuration_text(
        {"unix_socket_directories": "/it's \\here"}
    )
