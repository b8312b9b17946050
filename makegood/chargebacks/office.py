"""What people and systems do about chargebacks: tell of them, read them, answer them."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

import msgspec

from makegood.accounts import Principal, authorise
from makegood.chargebacks import decide, refusals
from makegood.chargebacks.answers import (
    files_of,
    newest_answer,
    on_record,
    require_files,
    write_answer,
)
from makegood.chargebacks.evidence import FILES, TEXTS, paypal_evidence, texts_for
from makegood.chargebacks.lists import ChargebacksWanted, chargebacks_for
from makegood.chargebacks.model import Chargeback, ChargebackMove
from makegood.chargebacks.store import locked_chargeback, read_chargeback, write_chargeback
from makegood.chargebacks.taking import Taking
from makegood.chargebacks.views import (
    ChargebackAnswer,
    ChargebackPage,
    ChargebackTold,
    ChargebackView,
    EvidenceDraft,
    view_of,
)
from makegood.db.once import Kept, once
from makegood.db.pool import Pool
from makegood.db.writes import Connection, Writes
from makegood.kit.clock import Clock
from makegood.kit.errors import Invalid
from makegood.kit.ids import IdMaker, bucket_of
from makegood.payments import Processors, TakesEvidence

SUBMIT = "submit_evidence"
"""The job that sends an answer to its processor."""
LARGEST_ANSWER_BYTES = 4_500_000
"""Of all files together: what card networks take (https://docs.stripe.com/disputes/responding)."""
_NUMBER = "SELECT external_id FROM orders WHERE bucket = $1 AND id = $2"


@dataclass(frozen=True, slots=True)
class ChargebackOffice:
    """Given to pages and the API as the dependency `chargeback_office`."""

    pool: Pool
    clock: Clock
    ids: IdMaker
    taking: Taking
    processors: Processors

    async def listed(
        self, who: Principal, wanted: ChargebacksWanted, cursor: str | None, limit: int
    ) -> ChargebackPage:
        """A page of those that are the reader's to see."""
        return await chargebacks_for(self.pool, self.clock, who, wanted, cursor, limit)

    async def read(self, who: Principal, chargeback_id: int) -> ChargebackView:
        """One of them. Raises NotFound."""
        return await self._view(self.pool, await self._seen(who, chargeback_id), who)

    async def tell(self, who: Principal, told: ChargebackTold, key: str | None) -> Kept:
        """Put down how chargebacks stand that no adapter tells of: one, or one of each order that was paid together."""
        authorise(who, "chargeback.tell")
        if told.told_at.tzinfo is None or (told.evidence_due_at and told.evidence_due_at.tzinfo is None):
            raise Invalid(field="told_at", problem="a moment has a zone")
        if told.told_at > self.clock.now():
            raise Invalid(field="told_at", problem="it lies in the future")

        async def work(connection: Connection) -> tuple[int, ChargebackPage]:
            taken = await self.taking.take(connection, told.as_told(), who.label)
            return 200, ChargebackPage([await self._view(connection, one, who) for one in taken], None)

        return await self._once(who, key, ("tell_chargeback", told), work)

    async def draft(self, who: Principal, chargeback_id: int) -> EvidenceDraft:
        """An answer as it is drawn up from the record. Raises NotFound."""
        one = await self._seen(who, chargeback_id)
        authorise(who, "chargeback.answer", one.buyer_id, one.merchant_id)
        known = await on_record(self.pool, one)
        is_paypal = one.processor == "paypal"
        return EvidenceDraft(
            form="paypal" if is_paypal else "stripe", texts=texts_for(one.reason, known), text_places=list(TEXTS),
            file_places=list(FILES), files=await files_of(self.pool, one),
            payload=paypal_evidence(one.reason, known) if is_paypal else None,
            answer=await newest_answer(self.pool, one.id),
        )  # fmt: skip

    async def answer(
        self, who: Principal, chargeback_id: int, said: ChargebackAnswer, key: str | None
    ) -> Kept:
        """Answer the bank, once. The processor is sent it by a worker; until it took it, it may still refuse it."""

        async def work(connection: Connection) -> tuple[int, ChargebackView]:
            one = await locked_chargeback(connection, chargeback_id)
            authorise(who, "chargeback.answer", one.buyer_id, one.merchant_id)
            if one.processor not in self.processors or not isinstance(
                self.processors[one.processor], TakesEvidence
            ):
                raise refusals.NoAnswersThere(processor=one.processor)
            move = decide.answered(one, who.label, self.clock.now())
            texts = await self._texts(connection, one, said)
            await self._give(connection, move, texts, said)
            return 202, await self._view(connection, move.after, who)

        return await self._once(who, key, ("answer_chargeback", str(chargeback_id), said), work)

    async def _texts(self, connection: Connection, one: Chargeback, said: ChargebackAnswer) -> dict[str, str]:
        texts = texts_for(one.reason, await on_record(connection, one)) if said.texts is None else said.texts
        texts = {place: text for place, text in texts.items() if text.strip()}
        unknown = [
            *(place for place in texts if place not in TEXTS),
            *(f.place for f in said.files if f.place not in FILES),
        ]
        if unknown:
            raise refusals.NoSuchPlace(place=unknown[0])
        if len({file.place for file in said.files}) < len(said.files):
            raise Invalid(field="files", problem="each place of the form takes one file")
        if not texts and not said.files:
            raise refusals.NothingToSay()
        if await require_files(connection, one, said.files) > LARGEST_ANSWER_BYTES:
            raise refusals.FileNotTaken(file=said.files[-1].file_id)
        return texts

    async def _give(
        self, connection: Connection, move: ChargebackMove, texts: dict[str, str], said: ChargebackAnswer
    ) -> None:
        bucket, writes = bucket_of(move.after.id), Writes()
        await self.taking.follow(connection, move, None)
        await write_chargeback(connection, move)
        await write_answer(connection, move.after, self.ids(bucket), texts, said.files, move.who, move.at)
        payload = {"chargeback_id": str(move.after.id), "version": move.after.version}
        writes.add(
            "defer_jobs",
            {"bucket": bucket, "id": self.ids(bucket), "kind": SUBMIT, "run_at": move.at, "payload": payload},
        )
        await writes.send(connection)

    async def _seen(self, who: Principal, chargeback_id: int) -> Chargeback:
        one = await read_chargeback(self.pool, chargeback_id)
        authorise(who, "chargeback.read", one.buyer_id, one.merchant_id)
        return one

    async def _view(self, connection: Connection, one: Chargeback, who: Principal) -> ChargebackView:
        number = await connection.fetchval(_NUMBER, bucket_of(one.order_id), one.order_id)
        return view_of(one, number, who, self.clock.now())

    async def _once(
        self,
        who: Principal,
        key: str | None,
        said: Any,
        work: Callable[[Connection], Awaitable[tuple[int, Any]]],
    ) -> Kept:
        return await once(self.pool, who.label, key, msgspec.to_builtins(said), self.clock.now(), work)
