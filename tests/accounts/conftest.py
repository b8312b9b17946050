"""What tests of accounts may ask for."""

from __future__ import annotations

from typing import Any

import pytest

from tests.accounts.world import Accounts, build_accounts


@pytest.fixture
async def accounts(pool: Any) -> Accounts:
    """Accounts over a database of the test's own."""
    return build_accounts(pool)
