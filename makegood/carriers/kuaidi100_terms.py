"""PURE: the words of kuaidi100 (快递100) in ours. https://api.kuaidi100.com/document

Times there are Chinese local time. `statusCode` of a line says more than its `status` where the subscription asked for it
(`resultv2` 4): it is the first digits that group, such as 3xx for signed and 2xx for trouble.
"""

import hashlib
from datetime import UTC, datetime, timedelta, timezone
from urllib.parse import parse_qsl

import msgspec
from msgspec import Struct

from makegood.carriers.model import Scan, TrackingEvent

_LOCAL = timezone(timedelta(hours=8))
_BY_CODE = {
    "0": Scan.IN_TRANSIT, "1": Scan.PICKED_UP, "2": Scan.DELIVERY_FAILED, "3": Scan.DELIVERED,
    "4": Scan.RETURNED_TO_SENDER, "5": Scan.OUT_FOR_DELIVERY, "6": Scan.IN_TRANSIT, "7": Scan.IN_TRANSIT,
    "8": Scan.CUSTOMS, "10": Scan.CUSTOMS, "11": Scan.CUSTOMS, "12": Scan.CUSTOMS, "13": Scan.CUSTOMS,
    "14": Scan.REFUSED,
    "101": Scan.BOOKED, "102": Scan.BOOKED, "103": Scan.PICKED_UP, "1001": Scan.IN_TRANSIT, "1002": Scan.IN_TRANSIT,
    "1003": Scan.IN_TRANSIT, "501": Scan.OUT_FOR_DELIVERY, "203": Scan.REFUSED, "209": Scan.DAMAGED,
    "201": Scan.DELIVERY_FAILED, "202": Scan.DELIVERY_FAILED, "204": Scan.DELIVERY_FAILED, "205": Scan.DELIVERY_FAILED,
    "206": Scan.DELIVERY_FAILED, "207": Scan.DELIVERY_FAILED, "208": Scan.IN_TRANSIT,
    "301": Scan.DELIVERED, "302": Scan.DELIVERED, "303": Scan.DELIVERED, "304": Scan.DELIVERED,
    "401": Scan.RETURNED_TO_SENDER,
}  # fmt: skip
_BY_WORD = {
    "揽收": Scan.PICKED_UP, "在途": Scan.IN_TRANSIT, "派件": Scan.OUT_FOR_DELIVERY, "签收": Scan.DELIVERED,
    "退签": Scan.RETURNED_TO_SENDER, "退回": Scan.IN_TRANSIT, "疑难": Scan.DELIVERY_FAILED, "清关": Scan.CUSTOMS,
    "拒签": Scan.REFUSED, "转投": Scan.IN_TRANSIT,
}  # fmt: skip


class Line(Struct, frozen=True):
    """One line of a parcel's way. `ftime` is formatted, `time` as the courier wrote it."""

    context: str = ""
    time: str = ""
    ftime: str = ""
    status: str = ""
    statusCode: str = ""  # as it is written there
    areaName: str | None = None  # as it is written there
    location: str | None = None


class Result(Struct, frozen=True):
    """What is known of a number. `status` 200 is an answer; `com` is the courier's code, `nu` the number."""

    message: str = ""
    status: str = ""
    state: str = ""
    com: str = ""
    nu: str = ""
    data: list[Line] = []


class Push(Struct, frozen=True, rename={"last_result": "lastResult"}):
    """What is sent of its own accord: the whole way each time."""

    status: str = ""
    last_result: Result | None = None


class Taken(Struct, frozen=True, rename={"return_code": "returnCode"}):
    """The answer to a subscription (200 is taken, 501 was there already, others are refused), or an error of a query."""

    result: bool = False
    return_code: str = ""
    message: str = ""


def events_of(result: Result) -> tuple[TrackingEvent, ...]:
    """What a result tells; lines without a time or a status that we know are left out."""
    return tuple(event for line in result.data if (event := _event(result, line)))


def _event(result: Result, line: Line) -> TrackingEvent | None:
    scan = _BY_CODE.get(line.statusCode) or _BY_CODE.get(line.status) or _BY_WORD.get(line.status)
    at = _moment(line.ftime or line.time)
    if scan is None or at is None:
        return None
    return TrackingEvent(
        courier=result.com.lower(), tracking_no=result.nu, scan=scan, at=at, place=(line.areaName or line.location or "")[:200],
        raw_code=line.statusCode or line.status, words=line.context[:300],
    )  # fmt: skip


def _moment(told: str) -> datetime | None:
    try:
        return datetime.strptime(told, "%Y-%m-%d %H:%M:%S").replace(tzinfo=_LOCAL).astimezone(UTC)
    except ValueError:
        return None


def push_of(body: bytes, salt: str) -> Push | None:
    """What a push says; None for one that was not signed with our salt or cannot be read."""
    try:
        form = dict(parse_qsl(body.decode(), keep_blank_values=True))
    except (UnicodeDecodeError, ValueError):
        return None
    param = form.get("param", "")
    if not salt or not _same(form.get("sign", ""), signed(param, salt)):
        return None
    try:
        return msgspec.json.decode(param, type=Push)
    except (msgspec.DecodeError, UnicodeDecodeError):
        return None


def signed(*parts: str) -> str:
    """The signature of kuaidi100: MD5 of the parts, in capitals. It is what they ask for; the secret makes it hard to forge."""
    return hashlib.md5("".join(parts).encode(), usedforsecurity=False).hexdigest().upper()


def _same(given: str, wanted: str) -> bool:
    """Compared without telling by time where they differ; they write capitals or small letters."""
    digests = (hashlib.sha256(text.upper().encode()).digest() for text in (given, wanted))
    return next(digests) == next(digests)
