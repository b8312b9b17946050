"""kuaidi100 (快递100): follows parcels of nearly every Chinese courier. https://api.kuaidi100.com/document

A number is subscribed to once; from then on its way is pushed, signed with a salt that is made from the installation's secret.
"""

import hashlib
from collections.abc import Mapping

import httpx
import msgspec

from makegood.carriers.calls import Calls
from makegood.carriers.carrier import BadPush, CarrierRefused, CarrierUnavailable, Surroundings
from makegood.carriers.couriers import COURIERS
from makegood.carriers.kuaidi100_terms import Result, Taken, events_of, push_of, signed
from makegood.carriers.model import Known, TrackingEvent

BASE = "https://poll.kuaidi100.com"
_ALREADY_FOLLOWED = "501"
_NOTHING_YET = frozenset({"400", "500"})
"""Answers that say that nothing is known of a number as yet."""


class Kuaidi100:
    """One account: `customer` and `key` are those of its page. `callback` is where it pushes to."""

    def __init__(
        self, customer: str, key: str, *, salt: str, callback: str, name: str = "kuaidi100", base: str = BASE,
        timeout_seconds: float = 20,
    ) -> None:  # fmt: skip
        self.name = name
        self._customer = customer
        self._key = key
        self._salt = salt
        self._callback = callback
        client = httpx.AsyncClient(base_url=base, timeout=timeout_seconds)
        self._calls = Calls(name, client, lambda answer: "no reason was given")

    def carries(self, courier: str) -> bool:
        """Whether we know the courier by its code there."""
        return courier in COURIERS

    async def follow(self, parcel: Known) -> None:
        """Subscribe to a number."""
        param = {
            "company": parcel.courier, "number": parcel.tracking_no, "key": self._key,
            "parameters": {"callbackurl": self._callback, "salt": self._salt, "resultv2": "4"},
        }  # fmt: skip
        form = {"schema": "json", "param": msgspec.json.encode(param).decode()}
        answer = await self._calls.ask(Taken, "POST", "/poll", data=form)
        if not answer.result and answer.return_code != _ALREADY_FOLLOWED:
            raise CarrierRefused(self.name, answer.message or answer.return_code)

    async def track(self, parcel: Known) -> tuple[TrackingEvent, ...]:
        """Ask for the way of a number now."""
        param = msgspec.json.encode(
            {"com": parcel.courier, "num": parcel.tracking_no, "resultv2": "4"}
        ).decode()
        form = {
            "customer": self._customer,
            "sign": signed(param, self._key, self._customer),
            "param": param,
        }
        body = await self._calls.send("POST", "/poll/query.do", data=form)
        try:
            refusal = msgspec.json.decode(body, type=Taken)
            found = msgspec.json.decode(body, type=Result)
        except (msgspec.DecodeError, UnicodeDecodeError):
            raise CarrierUnavailable(self.name) from None
        if refusal.return_code in _NOTHING_YET:
            return ()
        if refusal.return_code:
            raise CarrierRefused(self.name, refusal.message or refusal.return_code)
        return events_of(found)

    def read_push(self, headers: Mapping[str, str], body: bytes) -> tuple[TrackingEvent, ...]:
        """What a push says that carries our signature."""
        push = push_of(body, self._salt)
        if push is None:
            raise BadPush
        return events_of(push.last_result) if push.last_result else ()

    async def close(self) -> None:
        """Close the connections."""
        await self._calls.close()


def build(name: str, options: Mapping[str, str], surroundings: Surroundings) -> Kuaidi100:
    """Options: `customer`, `key`, `base`, `timeout_seconds` (20). The salt is made from the installation's secret."""
    salt = hashlib.blake2b(surroundings.secret.encode(), person=b"kuaidi100", digest_size=16).hexdigest()
    return Kuaidi100(
        options["customer"], options["key"], salt=salt if surroundings.secret else "", name=name,
        callback=f"{surroundings.home}/api/carriers/{name}/push", base=options.get("base", BASE),
        timeout_seconds=float(options.get("timeout_seconds", "20")),
    )  # fmt: skip
