"""A story: something happened to a case, and the world is told: each event goes to the outbox. PURE."""

from makegood.cases import Happening, event_name, public_event


def announce(happening: Happening) -> None:
    """One outbox row for each event of a decision."""
    state = happening.decision.after
    first = state.version - len(happening.decision.recorded) + 1
    for seq, recorded in enumerate(happening.decision.recorded, first):
        happening.writes.add(
            "add_to_outbox",
            {
                "bucket": state.bucket, "id": happening.new_id(), "event": event_name(recorded.event),
                "subject": state.id, "merchant_id": state.merchant_id, "at": recorded.at,
                "payload": public_event(state, recorded, seq),
            },
        )  # fmt: skip
