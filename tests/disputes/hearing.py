"""A dispute of the named world over HTTP: the leaves are damp, and the parties, the desk and a stranger may speak."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from io import BytesIO
from typing import Any

import httpx
from PIL import Image

from makegood.accounts import Principal
from makegood.orders import OrderRecorded
from tests.web_app import Site
from tests.world import buyer_of, merchant_of, tea_order


def picture() -> bytes:
    """A small photo of leaves."""
    kept = BytesIO()
    Image.new("RGB", (64, 48), "darkgreen").save(kept, "PNG")
    return kept.getvalue()


PNG = picture()
KNOWN = {
    "goods_kind": "shoes", "receipt_confirmed": False, "traits": [], "guarantees": [], "return_possible": True,
    "merchant_refuses_choice": False,
}  # fmt: skip


@dataclass
class Dispute:
    """A case that the buyer has brought before the desk."""

    site: Site
    order: OrderRecorded
    case_id: str

    @property
    def path(self) -> str:
        """Its address."""
        return f"/api/cases/{self.case_id}"

    @property
    def buyer(self) -> Principal:
        """Who bought."""
        return buyer_of(self.order)

    @property
    def merchant(self) -> Principal:
        """Who sold."""
        return merchant_of(self.order)

    async def get(self, who: Principal, what: str, **params: Any) -> httpx.Response:
        """Read something of the case."""
        return await self.site.client.get(f"{self.path}/{what}", headers=self.site.as_(who), params=params)

    async def post(
        self, who: Principal, what: str, body: Any, key: str = "", **params: Any
    ) -> httpx.Response:
        """Do something in the case."""
        headers = self.site.as_(who) | ({"Idempotency-Key": key} if key else {})
        return await self.site.client.post(f"{self.path}/{what}", headers=headers, json=body, params=params)

    async def heard(self) -> None:
        """Where the desk still waits for the parties, both say that this is all."""
        for who in (self.buyer, self.merchant):
            case = (await self.get(who, "")).json()
            if any(
                each["name"] == "said_everything" and each["allowed"] for each in case["allowed_operations"]
            ):
                assert (await self.post(who, "last-word", {})).status_code == 200

    async def answered(self) -> None:
        """The party that did not appeal tells its side."""
        appeal = (await self.get(self.buyer, "")).json()["appeal"]
        other = self.merchant if appeal["by"] == "buyer" else self.buyer
        told = await self.post(other, "statements", {"note": "It was rightly ruled."})
        assert told.status_code == 200, told.text

    async def put(self, who: Principal, what: str, body: Any) -> httpx.Response:
        """Say what is to be so."""
        return await self.site.client.put(f"{self.path}/{what}", headers=self.site.as_(who), json=body)

    async def shows(self, who: Principal, name: str) -> str:
        """Somebody shows a photo; its name as a piece of evidence."""
        sent = await self.site.client.post(
            f"{self.path}/files", headers=self.site.as_(who), files={"file": (name, PNG, "image/png")}
        )
        assert sent.status_code == 201, sent.text
        file_id = sent.json()["id"]
        said = await self.post(who, "messages", {"text": f"See {name}", "files": [file_id]})
        assert said.status_code == 200, said.text
        return f"file:{file_id}"


async def dispute(site: Site, number: str = "D-1", price_minor: int = 3334, **facts: Any) -> Dispute:
    """The buyer says that one can see what is wrong, and calls the desk in; the merchant has told their side."""
    now = site.app.state.clock.now()
    order = tea_order(number)
    order["lines"][0] |= {"facts": KNOWN, "unit_price_minor": price_minor}
    order["payments"][0]["amount_minor"] = 3 * price_minor + 800 - 501
    parcel = {"carrier": "SF", "tracking_no": number, "shipped_at": ago(now, 4), "delivered_at": ago(now, 2)}
    payments = [each | {"paid_at": ago(now, 5)} for each in order["payments"]]
    recorded = await site.world.order(
        number, lines=order["lines"], placed_at=ago(now, 5), parcels=[parcel], payments=payments
    )
    asked = {
        "order": number, "type": "return_refund", "items": [{"line_no": 1}], "reason": "quality", "note": "Damp leaves",
        "facts": {"defect_visible": True, **facts},
    }  # fmt: skip
    opened = await site.client.post("/api/cases", headers=site.as_(buyer_of(recorded)), json=asked)
    assert opened.status_code == 201, opened.text
    made = Dispute(site, recorded, opened.json()["id"])
    assert (
        await made.post(made.merchant, "refusal", {"reason": "no_fault_found", "note": "Dry here"})
    ).status_code == 200
    called = await made.post(made.buyer, "escalation", {"note": "Look here"})
    assert called.status_code == 200, called.text
    told = await made.post(made.merchant, "statements", {"note": "It was dry"})
    assert told.status_code == 200, told.text
    return made


def ago(now: datetime, days: int) -> str:
    """A time some days before now, as the marketplace tells it."""
    return (now - timedelta(days=days)).isoformat()
