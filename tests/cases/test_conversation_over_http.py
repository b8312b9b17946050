"""The conversation over HTTP: writing, asking, the thread with its pages and marks, and the desk's list of flags."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from makegood.accounts import Principal
from tests.web_app import Site, site
from tests.world import DESK, MARKETPLACE, OPERATOR, buyer_of, merchant_of

OPENED = {
    "order": "T-1",
    "type": "return_refund",
    "items": [{"line_no": 1}],
    "reason": "quality",
    "note": "It is wet.",
}


class Talk:
    """A case on the tea over HTTP."""

    def __init__(self, web: Site, buyer: Principal, merchant: Principal, case_id: str) -> None:
        self.web, self.buyer, self.merchant, self.path = web, buyer, merchant, f"/api/cases/{case_id}"

    async def post(self, who: Principal, resource: str, body: Any, **headers: str) -> Any:
        return await self.web.client.post(
            f"{self.path}/{resource}", json=body, headers=self.web.as_(who, **headers)
        )

    async def thread(self, who: Principal, language: str = "en", **query: Any) -> Any:
        headers = self.web.as_(who) | {"Accept-Language": language}
        found = await self.web.client.get(f"{self.path}/messages", params=query, headers=headers)
        assert found.status_code == 200, found.text
        return found.json()


async def talk(web: Site) -> Talk:
    order = await web.world.order()
    buyer = buyer_of(order)
    case = (await web.client.post("/api/cases", json=OPENED, headers=web.as_(buyer))).json()
    return Talk(web, buyer, merchant_of(order), case["id"])


async def test_a_question_and_its_answer(fresh_dsn: str, tmp_path: Path) -> None:
    async with site(fresh_dsn, tmp_path) as web:
        case = await talk(web)
        asked = await case.post(case.merchant, "questions", {"to": "buyer", "text": "Which tin?"})
        body = asked.json()
        assert (asked.status_code, body["ball"], body["question"]["text"]) == (200, "buyer", "Which tin?")
        assert body["silence"].startswith("The question lapses")
        allowed = {one["name"]: one for one in body["allowed_operations"]}
        assert (allowed["say"]["allowed"], allowed["ask"]["code"]) == (True, "question_stands")
        answered = (await case.post(case.buyer, "messages", {"text": "The third."})).json()
        assert (answered["ball"], answered["question"]) == ("merchant", None)
        names = [entry["name"] for entry in answered["timeline"]]
        assert names == ["case.opened", "case.question_asked", "case.message_posted"]


async def test_the_thread_comes_in_pages_with_fixed_texts_in_the_readers_language(
    fresh_dsn: str, tmp_path: Path
) -> None:
    async with site(fresh_dsn, tmp_path) as web:
        case = await talk(web)
        await case.post(case.merchant, "messages", {"reply": "send_photos", "text": "Thanks!"})
        for number in range(3):
            await case.post(case.buyer, "messages", {"text": f"{number}"})
        first = await case.thread(case.buyer, "zh-CN", limit=2)
        assert [message["text"] for message in first["messages"]] == ["It is wet.", "Thanks!"]
        assert first["messages"][1]["fixed_text"] == "麻烦提供商品和外包装的照片。"
        assert "goods_intact" in {reply["code"] for reply in first["replies"]}
        rest = await case.thread(case.buyer, cursor=first["next_cursor"])
        assert ([message["text"] for message in rest["messages"]], rest["next_cursor"]) == (
            ["0", "1", "2"],
            None,
        )
        assert [m["seq"] for m in (await case.thread(DESK, after=4))["messages"]] == [5]


async def test_read_marks(fresh_dsn: str, tmp_path: Path) -> None:
    async with site(fresh_dsn, tmp_path) as web:
        case = await talk(web)
        await case.post(case.buyer, "messages", {"text": "Hello?"})
        assert (await case.thread(case.merchant))["unread"] == 2

        async def read(who: Principal, seq: Any) -> Any:
            return await web.client.put(f"{case.path}/read", json={"seq": seq}, headers=web.as_(who))

        told = (await read(case.merchant, 2)).json()
        assert (told["unread"], [(mark["role"], mark["seq"]) for mark in told["read"]]) == (
            0,
            [("merchant", 2)],
        )
        assert (await case.thread(case.buyer))["read"][0]["role"] == "merchant"
        assert (await read(case.buyer, -1)).status_code == 400
        assert (await read(OPERATOR, 1)).status_code == 403
        stranger = Principal(case.buyer.role, 1)
        assert (await read(stranger, 1)).status_code == 404


async def test_the_desk_judges_what_was_flagged(fresh_dsn: str, tmp_path: Path) -> None:
    async with site(fresh_dsn, tmp_path) as web:
        case = await talk(web)
        await case.post(case.merchant, "messages", {"text": "加微信，傻逼"})
        seen = (await case.thread(case.buyer))["messages"][-1]["flags"]
        assert seen == ["off_platform_contact"]
        headers = web.as_(DESK)
        listed = (await web.client.get("/api/flagged-messages", headers=headers)).json()["messages"]
        assert [message["kinds"] for message in listed] == [["off_platform_contact", "abuse"]]
        path = f"/api/flagged-messages/{listed[0]['case_id']}/{listed[0]['seq']}/settle"
        told = await web.client.post(path, json={"verdict": "upheld", "note": "warned"}, headers=headers)
        assert (told.status_code, told.json()["verdict"]) == (200, "upheld")
        other = await web.client.post(path, json={"verdict": "dismissed"}, headers=headers)
        assert (other.status_code, other.json()["code"]) == (409, "already_judged")
        assert (await web.client.get("/api/flagged-messages", headers=headers)).json()["messages"] == []
        for who in (case.buyer, case.merchant, OPERATOR, MARKETPLACE):
            assert (await web.client.get("/api/flagged-messages", headers=web.as_(who))).status_code == 403


async def test_what_is_no_message_is_refused_in_words(fresh_dsn: str, tmp_path: Path) -> None:
    async with site(fresh_dsn, tmp_path) as web:
        case = await talk(web)
        wrong = [
            ("messages", {}, 422), ("messages", {"text": "x" * 2001}, 400), ("messages", {"text": "\0"}, 400),
            ("messages", {"files": ["1"] * 11}, 400), ("messages", {"files": ["a"]}, 400), ("messages", {"files": ["1"]}, 422),
            ("messages", {"reply": "nothing_such"}, 422),
            ("messages", {"facts": {"intact": True, "nonsense": 1}, "text": "a"}, 422),
            ("messages", {"speaker": "desk"}, 400), ("questions", {"to": "buyer", "text": "?"}, 403),
            ("questions", {"to": "system", "text": "?"}, 403), ("questions", {"to": "nobody", "text": "?"}, 400),
            ("questions", {"to": "merchant"}, 400),
        ]  # fmt: skip
        for resource, body, status in wrong:
            answer = await case.post(case.buyer, resource, body)
            assert answer.status_code == status, (body, answer.text)
            assert answer.headers["content-type"].startswith("application/problem+json")
        chinese = await case.post(case.buyer, "messages", {}, **{"Accept-Language": "zh-CN"})
        assert "快捷回复" in chinese.json()["detail"]


async def test_a_dry_run_and_a_key(fresh_dsn: str, tmp_path: Path) -> None:
    async with site(fresh_dsn, tmp_path) as web:
        case = await talk(web)
        headers = web.as_(case.buyer) | {"Idempotency-Key": "once"}
        body = {"text": "Hello"}
        dry = await web.client.post(
            f"{case.path}/messages?dry_run=true", json=body, headers=web.as_(case.buyer)
        )
        assert dry.json()["version"] == 2
        for _ in range(2):
            said = await web.client.post(f"{case.path}/messages", json=body, headers=headers)
            assert said.json()["version"] == 2
        assert len((await case.thread(case.buyer))["messages"]) == 2
