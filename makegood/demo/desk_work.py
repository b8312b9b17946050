"""The demo's desk at work: what its people can take, their texts, and rulings that were made twice."""

from datetime import timedelta

import msgspec

from makegood.accounts import Principal
from makegood.cases import CaseState
from makegood.db.writes import Connection
from makegood.demo.desk_work_stories import MACROS, RULED_TWICE, SKILLS
from makegood.demo.play import Player
from makegood.desk import DeskPerson, Skills, keep_macro, keep_person, macros_kept, person_of

_ANSWER = """
UPDATE blind_reviews SET second_person = $3, taken_at = $4, until = $5, second_favour = $6, second_amount_minor = $7,
    second_reason = $8, answered_at = $5 WHERE bucket = $1 AND case_id = $2 AND answered_at IS NULL
"""


async def set_up_desk(player: Player) -> None:
    """Keep skills, texts and pairs of rulings. What is there stays as it is."""
    now, staff = player.clock.now(), player.staff
    async with player.engine.pool.acquire() as connection, connection.transaction():
        for key, fields in SKILLS.items():
            who = staff[key]
            one = DeskPerson(person_of(who.label), who.name, Skills(**fields))
            await keep_person(connection, one, staff["operator"], now)
        if not await macros_kept(connection):
            for title, body in MACROS:
                await keep_macro(connection, None, title, body, staff["senior"].label, now, player.engine.ids)
        for key, second, favour, why in RULED_TWICE:
            await _rule_twice(connection, player.cases[key], staff[second], favour, why)


async def _rule_twice(
    connection: Connection, state: CaseState, who: Principal, favour: str, why: str
) -> None:
    """The first ruling of a case and a second one, a day later."""
    first = await connection.fetchrow(
        "SELECT seq, who, at, data -> 'ruling' ->> 'favour' AS favour, (data -> 'ruling' ->> 'amount_minor')::bigint AS amount"
        " FROM case_events WHERE bucket = $1 AND case_id = $2 AND name = 'case.ruled' ORDER BY seq LIMIT 1",
        state.bucket, state.id,
    )  # fmt: skip
    row = {
        "bucket": state.bucket, "case_id": state.id, "ruled_seq": first["seq"], "reason": state.reason,
        "currency": state.currency, "first_person": person_of(first["who"]), "first_favour": first["favour"],
        "first_amount_minor": first["amount"], "ruled_at": first["at"],
    }  # fmt: skip
    await connection.execute("SELECT draw_blind_reviews($1)", msgspec.json.encode([row]).decode())
    amount = state.requested_minor if favour == "buyer" else 0
    taken, answered = first["at"] + timedelta(hours=1), first["at"] + timedelta(hours=2)
    await connection.execute(
        _ANSWER, state.bucket, state.id, person_of(who.label), taken, answered, favour, amount, why
    )
