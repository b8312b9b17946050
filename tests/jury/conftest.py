"""What tests of panels may ask for."""

from __future__ import annotations

from typing import Any

import pytest

from tests.jury.panel_world import PanelWorld, build_panel_world


@pytest.fixture
async def world(pool: Any) -> PanelWorld:
    """The world of panels over a database of the test's own."""
    return await build_panel_world(pool)
