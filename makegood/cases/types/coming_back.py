"""PURE: the rows of goods that come back, as every case type has them: awaited, on their way, being looked at.

A type says what is its own: the moves, where they lead, and what silence means to it in words.
"""

from datetime import timedelta

from makegood.cases.model import Role, Stage
from makegood.cases.protocol import Branch, Cap, Clock, Move, Silence, StageRow, go, move
from makegood.cases.types.stages import APPEAL_BESIDE, ESCALATE, SAY, SUPPLY_FACTS, WITHDRAW, ask


def awaiting_return(nothing_sent: str, *moves: Move) -> StageRow:
    """The buyer sends the goods. `nothing_sent`: what it means when none come."""
    return StageRow(
        Stage.AWAITING_RETURN,
        Role.BUYER,
        Clock("return_shipping", timedelta(days=7)),
        (Silence("close", go(Stage.CLOSED, Branch(Stage.UNDER_APPEAL, "appealed")), nothing_sent),),
        (
            move("ship", Role.BUYER, Stage.IN_RETURN_TRANSIT),
            *moves,
            SUPPLY_FACTS,
            WITHDRAW,
            ESCALATE,
            *APPEAL_BESIDE,
            SAY,
            ask(Role.BUYER),
        ),
    )


def in_return_transit(arrive: tuple[Move, ...], *moves: Move) -> StageRow:
    """The carrier has them. `arrive`: how they get to who awaits them; `moves`: what else may happen but their loss."""
    return StageRow(
        Stage.IN_RETURN_TRANSIT,
        Role.CARRIER,
        Clock("return_transit", timedelta(days=10)),
        (
            Silence(
                "trace",
                go(Stage.DISPUTE_EVIDENCE),
                "The parcel is traced; both sides are heard, and the desk decides who bears the loss.",
            ),
        ),
        (
            *arrive,
            move("report_lost", Role.CARRIER, Stage.DISPUTE_EVIDENCE),
            *moves,
            SUPPLY_FACTS,
            ESCALATE,
            *APPEAL_BESIDE,
            SAY,
        ),
    )


def awaiting_inspection(accepted: tuple[Branch, ...], meaning: str, inspect: Move) -> StageRow:
    """The merchant looks at them. `accepted`: where the case goes on when it does not say otherwise, `meaning` in words."""
    return StageRow(
        Stage.AWAITING_INSPECTION,
        Role.MERCHANT,
        # Consumer Protection Law art. 25: the money goes back within seven days of the merchant's receipt.
        Clock(
            "inspection",
            timedelta(days=10),
            cap=Cap("received_at", "inspection_from_receipt", timedelta(days=7)),
        ),
        (Silence("approve", accepted, meaning),),
        (
            inspect,
            move("approve", Role.MERCHANT, accepted),
            SUPPLY_FACTS,
            ESCALATE,
            *APPEAL_BESIDE,
            SAY,
        ),
    )
