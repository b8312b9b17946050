"""kuaidi100 against a local server that answers as its documentation says."""

from __future__ import annotations

import hashlib
import json
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from typing import Any
from urllib.parse import parse_qs, urlencode

import pytest

from makegood.carriers import BadPush, CarrierRefused, CarrierUnavailable, Known, Scan, courier_of
from makegood.carriers.adapters.kuaidi100 import Kuaidi100
from tests.carriers.answers import Answers, answering

KNOWN = Known("shunfeng", "SF1391400000001")
RESULT: dict[str, Any] = {
    "message": "ok", "nu": "SF1391400000001", "ischeck": "1", "condition": "F00", "com": "shunfeng", "status": "200",
    "state": "3",
    "data": [
        {"time": "2026-03-04 16:22:10", "ftime": "2026-03-04 16:22:10", "context": "【上海市】您的快件已签收", "status": "签收",
         "statusCode": "301", "areaCode": "CN310000000000", "areaName": "上海", "location": ""},
        {"time": "2026-03-03 08:00:00", "ftime": "2026-03-03 08:00:00", "context": "包裹外包装破损", "status": "疑难",
         "statusCode": "209", "areaName": "杭州"},
        {"time": "2026-03-02 19:30:00", "ftime": "2026-03-02 19:30:00", "context": "快件已揽收", "status": "揽收",
         "statusCode": "103", "areaName": "浙江,杭州市"},
        {"time": "bad", "ftime": "bad", "context": "?", "status": "揽收"},
        {"time": "2026-03-02 19:30:00", "ftime": "2026-03-02 19:30:00", "context": "?", "status": "不明"},
    ],
}  # fmt: skip


@pytest.fixture
async def server() -> AsyncIterator[Answers]:
    async with answering() as answers:
        yield answers


@pytest.fixture
async def kuaidi(server: Answers) -> AsyncIterator[Kuaidi100]:
    carrier = Kuaidi100(
        "CUSTOMER", "KEY", salt="salted", callback="https://care.example/push", base=server.url
    )
    yield carrier
    await carrier.close()


def form_of(body: bytes) -> dict[str, str]:
    return {name: values[0] for name, values in parse_qs(body.decode()).items()}


async def test_a_number_is_subscribed_to(server: Answers, kuaidi: Kuaidi100) -> None:
    server.tell("POST /poll", {"result": True, "returnCode": "200", "message": "提交成功"})
    await kuaidi.follow(KNOWN)
    form = form_of(server.asked[0].body)
    param = json.loads(form["param"])
    assert form["schema"] == "json"
    assert (param["company"], param["number"], param["key"]) == ("shunfeng", "SF1391400000001", "KEY")
    assert param["parameters"] == {
        "callbackurl": "https://care.example/push",
        "salt": "salted",
        "resultv2": "4",
    }


async def test_subscribed_twice_is_once(server: Answers, kuaidi: Kuaidi100) -> None:
    server.tell("POST /poll", {"result": False, "returnCode": "501", "message": "重复订阅"})
    await kuaidi.follow(KNOWN)


async def test_a_courier_it_does_not_know(server: Answers, kuaidi: Kuaidi100) -> None:
    server.tell("POST /poll", {"result": False, "returnCode": "700", "message": "不支持的快递公司"})
    with pytest.raises(CarrierRefused, match="不支持"):
        await kuaidi.follow(KNOWN)


async def test_tracking_is_asked_for_with_a_signature(server: Answers, kuaidi: Kuaidi100) -> None:
    server.tell("POST /poll/query.do", RESULT)
    events = await kuaidi.track(KNOWN)
    assert [event.scan for event in events] == [Scan.DELIVERED, Scan.DAMAGED, Scan.PICKED_UP]
    assert events[0].at == datetime(2026, 3, 4, 8, 22, 10, tzinfo=UTC)
    assert events[2].place == "浙江,杭州市"
    form = form_of(server.asked[0].body)
    wanted = (
        hashlib.md5((form["param"] + "KEY" + "CUSTOMER").encode(), usedforsecurity=False).hexdigest().upper()
    )
    assert form["sign"] == wanted


async def test_nothing_yet_is_nothing(server: Answers, kuaidi: Kuaidi100) -> None:
    server.tell(
        "POST /poll/query.do", {"result": False, "returnCode": "500", "message": "查询无结果，请隔段时间再查"}
    )
    assert await kuaidi.track(KNOWN) == ()


async def test_a_wrong_signature_is_told(server: Answers, kuaidi: Kuaidi100) -> None:
    server.tell("POST /poll/query.do", {"result": False, "returnCode": "503", "message": "验证签名失败"})
    with pytest.raises(CarrierRefused, match="签名"):
        await kuaidi.track(KNOWN)


async def test_an_unreadable_answer_is_none(server: Answers, kuaidi: Kuaidi100) -> None:
    server.tell("POST /poll/query.do", b"<html>")
    with pytest.raises(CarrierUnavailable):
        await kuaidi.track(KNOWN)


def pushed(salt: str, last_result: dict[str, Any] | None = RESULT) -> bytes:
    param = json.dumps({"status": "polling", "message": "", "lastResult": last_result}, ensure_ascii=False)
    sign = hashlib.md5((param + salt).encode(), usedforsecurity=False).hexdigest()
    return urlencode({"sign": sign, "param": param}).encode()


async def test_a_push_is_signed_with_our_salt(kuaidi: Kuaidi100) -> None:
    assert len(kuaidi.read_push({}, pushed("salted"))) == 3
    assert kuaidi.read_push({}, pushed("salted", None)) == ()
    for body in (
        pushed("other"),
        b"",
        b"param=x",
        b"\xff\xfe",
        pushed("salted").replace(b"shunfeng", b"yuantong"),
    ):
        with pytest.raises(BadPush):
            kuaidi.read_push({}, body)


def test_couriers_by_what_people_type() -> None:
    assert [courier_of(typed) for typed in (" 顺丰 ", "SF  Express", "ZTO", "BlueFreight")] == [
        "shunfeng", "shunfeng", "zhongtong", "bluefreight",
    ]  # fmt: skip
