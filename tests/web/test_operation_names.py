"""What a refusal says of an operation: words in the reader's language, while its code stays in the fields."""

from __future__ import annotations

import pytest

from makegood.accounts import OPERATIONS
from makegood.web.operation_names import NAMES, operation_name
from tests.web_app import Site
from tests.world import merchant_of


@pytest.mark.parametrize("operation", sorted(OPERATIONS))
def test_every_operation_has_words(operation: str) -> None:
    assert operation_name(operation, "en") != operation
    assert operation_name(operation, "zh-CN") not in (operation, operation_name(operation, "en"))


def test_nothing_is_named_that_is_no_operation() -> None:
    assert set(NAMES) - set(OPERATIONS) == {"a form of another site"}


async def test_a_refusal_names_the_operation_in_words_and_keeps_its_code(shop: Site) -> None:
    order = await shop.world.order("N-1")
    answer = await shop.client.get("/api/console/settings", headers=shop.as_(merchant_of(order)))
    told = answer.json()
    assert (answer.status_code, told["fields"]["operation"]) == (403, "console.read")
    assert told["detail"] == "Your role (merchant) may not open the operator's console."
