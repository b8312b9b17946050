"""The file of a case to take away: one archive with what its reader may see, recorded as a reading of each piece."""

from __future__ import annotations

import hashlib
import io
import zipfile
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import msgspec
import pytest

from makegood.accounts import Principal
from makegood.evidence import custody_of
from makegood.kit.settings import Mode
from tests.attack.shop import held
from tests.disputes.hearing import Dispute, dispute
from tests.disputes.test_ruled_marks import appealed, decided, recorded
from tests.evidence.made import opened, snapshot
from tests.web.pages_world import Browser
from tests.web_app import Site, site
from tests.world import DESK, MARKETPLACE, OPERATOR

PHONE = "13800138000"


@pytest.fixture
async def shop(fresh_dsn: str, tmp_path: Path) -> AsyncIterator[Site]:
    """The application with all packs in force at once."""
    async with held(site(fresh_dsn, tmp_path, Mode.DEMO)) as made:
        yield made


async def told(shop: Site) -> tuple[Dispute, str]:
    """A dispute in which the buyer has shown a photo named after their telephone, tied it, and written the number."""
    case = await dispute(shop)
    sent = await shop.client.post(
        f"{case.path}/files", headers=shop.as_(case.buyer), files={"file": (f"ring {PHONE}.jpg", snapshot())}
    )
    file_id = sent.json()["id"]
    await case.post(case.buyer, "messages", {"text": f"Ring me on {PHONE}", "files": [file_id]})
    await case.post(case.buyer, "exhibits", {"piece": f"file:{file_id}", "fact": "buyer_proof"})
    return case, file_id


async def archive_of(shop: Site, case: Dispute, who: Principal, language: str = "en") -> zipfile.ZipFile:
    """The archive as somebody gets it."""
    headers = shop.as_(who, **{"Accept-Language": language})
    answer = await shop.client.get(f"{case.path}/file", headers=headers)
    assert answer.status_code == 200, answer.text
    assert answer.headers["content-type"] == "application/zip"
    found = zipfile.ZipFile(io.BytesIO(answer.content))
    assert found.testzip() is None
    return found


def evidence_in(archive: zipfile.ZipFile) -> dict[str, bytes]:
    """The evidence in an archive by its path."""
    return {name: archive.read(name) for name in archive.namelist() if name.startswith("evidence/")}


def data_of(archive: zipfile.ZipFile) -> Any:
    """The case as data."""
    return msgspec.json.decode(archive.read("case.json"))


async def test_the_desk_takes_originals_with_the_whole_chain_of_custody(shop: Site) -> None:
    case, file_id = await told(shop)
    archive = await archive_of(shop, case, DESK)
    ((path, content),) = evidence_in(archive).items()
    assert content == snapshot()
    assert PHONE in path
    data = data_of(archive)
    (piece,) = (each for each in data["evidence"] if each["path"])
    assert piece["piece"]["file"]["sha256"] == hashlib.sha256(content).hexdigest()
    assert {each["what"] for each in piece["custody"]} == {"given", "shown"}
    assert data["format"] == "makegood-case-file/1"
    assert PHONE in archive.read("case.html").decode()
    (reading,) = [
        each for each in await custody_of(shop.app.state.pool, [int(file_id)]) if each.what == "read"
    ]
    assert (reading.who, reading.about["copy"]) == (DESK.label, "original")


async def test_a_party_takes_copies_without_the_other_sides_personal_data(shop: Site) -> None:
    case, _ = await told(shop)
    archive = await archive_of(shop, case, case.merchant)
    ((path, content),) = evidence_in(archive).items()
    assert (b"PHONE-SERIAL-4711" in content, content == snapshot()) == (False, False)
    everything = archive.read("case.html") + archive.read("case.json") + path.encode()
    place = everything.find(PHONE.encode())
    assert place < 0, everything[place - 200 : place + 40]
    assert b"138****00" in everything
    assert case.buyer.label.encode() not in everything
    (piece,) = (each for each in data_of(archive)["evidence"] if each["path"])
    assert {each["who"] for each in piece["custody"]} == {""}
    assert piece["piece"]["ties"][0]["fact"] == "buyer_proof"


async def test_it_is_for_the_two_sides_and_the_desk_alone(shop: Site) -> None:
    case, _ = await told(shop)
    for who in (OPERATOR, MARKETPLACE):
        answer = await shop.client.get(f"{case.path}/file", headers=shop.as_(who))
        assert (answer.status_code, answer.json()["code"]) == (403, "not_permitted")
    stranger = Principal(case.buyer.role, (case.buyer.subject or 0) + 1)
    assert (await shop.client.get(f"{case.path}/file", headers=shop.as_(stranger))).status_code == 404
    assert (await shop.client.get(f"{case.path}/file")).status_code == 401


async def test_what_was_erased_is_left_out_with_a_word(shop: Site) -> None:
    case, file_id = await told(shop)
    await shop.app.state.pool.execute("UPDATE files SET erased_at = '2026-01-02' WHERE id = $1", int(file_id))
    archive = await archive_of(shop, case, DESK, "zh-CN")
    assert evidence_in(archive) == {}
    assert "2026-01-02" in archive.read("case.html").decode()


async def test_the_page_of_the_case_has_the_button_for_those_who_may(shop: Site) -> None:
    case, _ = await told(shop)
    number = case.path.rpartition("/")[2]
    for who, place in ((case.buyer, "/cases"), (case.merchant, "/cases"), (DESK, "/desk/cases")):
        page = await Browser(shop, who).open(f"{place}/{number}")
        assert f'href="/cases/{number}/file"' in page.text
    page = await Browser(shop, OPERATOR).open(f"/cases/{number}")
    assert f'href="/cases/{number}/file"' not in page.text


async def test_what_its_sender_blacked_out_is_black_for_the_other_side_and_said(shop: Site) -> None:
    case, file_id = await told(shop)
    whole = {"left": 0, "top": 0, "width": 1000, "height": 1000}
    hidden = await shop.client.put(
        f"/api/files/{file_id}/hidden", json={"regions": [whole]}, headers=shop.as_(case.buyer)
    )
    assert hidden.status_code == 200
    archive = await archive_of(shop, case, case.merchant)
    ((_, content),) = evidence_in(archive).items()
    black = opened(content).convert("L").getextrema()
    assert black == (0, 0)
    assert "Parts of it were blacked out" in archive.read("case.html").decode()
    desk = await archive_of(shop, case, DESK)
    assert list(evidence_in(desk).values()) == [snapshot()]
    assert "Parts of it were blacked out" not in desk.read("case.html").decode()


async def test_marks_of_a_ruling_are_in_it_and_those_against_the_buyer_not_for_the_shop(shop: Site) -> None:
    case = await dispute(shop)
    assert data_of(await archive_of(shop, case, DESK))["marks"] == []
    await case.post(DESK, "facts", {"facts": {"decline_ground": "sham_trade"}})
    await decided(case, DESK, "ruling", favour="merchant")
    await recorded(case)
    everybody = {("sham_trade", "buyer"), ("sham_trade", "merchant")}
    for who, told in (
        (case.buyer, everybody),
        (case.merchant, {("sham_trade", "merchant")}),
        (DESK, everybody),
    ):
        archive = await archive_of(shop, case, who)
        assert {(each["mark"], each["against"]) for each in data_of(archive)["marks"]} == told
        page = archive.read("case.html").decode()
        assert "Against the merchant" in page
        assert ("Against the buyer" in page) is (len(told) == 2)


async def test_a_mark_that_an_appeal_took_back_stands_there_as_taken_back(shop: Site) -> None:
    case = await dispute(shop)
    await case.post(DESK, "facts", {"facts": {"defect": "established"}})
    await decided(case, DESK, "ruling", favour="buyer")
    await recorded(case)
    await appealed(case, case.merchant, "merchant", departs=True)
    await recorded(case)
    archive = await archive_of(shop, case, case.merchant, "zh-CN")
    (mark,) = data_of(archive)["marks"]
    assert (mark["mark"], mark["why"]) == ("seller_fault", "appeal")
    assert "申诉后撤销" in archive.read("case.html").decode()
