"""PURE: the words of what can be done in a repair; each is translated by the catalogue."""

OPERATIONS = {
    "diagnose": "Say what is wrong and who pays",
    "accept_quote": "Agree to the price",
    "decline_quote": "Have it back unrepaired",
    "record_repair_payment": "Record the payment of the repair",
    "wait_for_parts": "Wait for a part",
    "parts_arrived": "The part has arrived",
    "send_repaired": "Repaired: send it back",
    "send_unrepaired": "Send it back as it came",
    "report_unrepairable": "It cannot be repaired",
    "keep_waiting": "Wait on",
    "take_refund": "Take a refund instead of the repair",
    "take_replacement": "Take the same model instead",
    "confirm_repaired": "It is back",
    "report_still_faulty": "It still does not work",
    "note_loaner": "Note a loaner",
}
"""What the button says."""

CONSEQUENCES = {
    "diagnose": "Under warranty you repair it for nothing; else the buyer agrees to your price first.",
    "accept_quote": "You agree to the price. The repair begins when it is paid.",
    "decline_quote": "It comes back to you as it is, for nothing.",
    "record_repair_payment": "The repair begins next.",
    "wait_for_parts": "The time counts: a repair may wait for a part once, and not for ever.",
    "parts_arrived": "The clock of the repair begins anew.",
    "send_repaired": "Tell us what was done and the parcel, so that everybody can follow it.",
    "send_unrepaired": "Tell us the parcel; what was paid for the repair goes back to the buyer.",
    "report_unrepairable": "Under warranty the buyer chooses a refund or the same model; else the goods go back.",
    "keep_waiting": "The repairer gets a fresh clock.",
    "take_refund": "What was paid goes back to you, less what the rules deduct for the time of use.",
    "take_replacement": "The same model is sent to you at no further price.",
    "confirm_repaired": "The case is settled.",
    "report_still_faulty": "The repair counts as failed; two failed repairs open a replacement or a return.",
    "note_loaner": "Name what you lend; leave it empty to note that it is back.",
}
"""What follows from it."""

DONE = {
    "diagnose": "Your finding is on the record.",
    "accept_quote": "You agreed to the price.",
    "decline_quote": "The goods come back to you as they are.",
    "record_repair_payment": "The payment of the repair is on the record.",
    "wait_for_parts": "The waiting is on the record.",
    "parts_arrived": "The repair goes on.",
    "send_repaired": "The parcel with the repaired goods is on the record.",
    "send_unrepaired": "The parcel with the goods is on the record.",
    "report_unrepairable": "That it cannot be repaired is on the record.",
    "keep_waiting": "The repairer has more time.",
    "take_refund": "The refund takes the place of the repair.",
    "take_replacement": "The same model takes the place of the repair.",
    "confirm_repaired": "That it is back is on the record.",
    "report_still_faulty": "That it still does not work is on the record.",
    "note_loaner": "The loaner is on the record.",
}
"""What is said when it is done."""

STAGES = {
    "under_repair": "Under repair",
    "awaiting_parts": "Waiting for a part",
    "awaiting_choice": "Waiting for a choice of the buyer",
    "awaiting_repair_payment": "Waiting for the repair to be paid",
    "repaired_in_transit": "On its way back to the buyer",
}
"""Its stages."""

YOUR_TURN = {
    "under_repair": "Your turn: repair what came",
    "awaiting_parts": "Your turn: get the part and repair",
    "awaiting_choice": "Your turn: choose how it goes on",
    "awaiting_repair_payment": "Your turn: pay the repair",
}
"""The stages for who has the ball."""

THEIR_TURN = {
    "under_repair": "{merchant} repairs it",
    "awaiting_parts": "{merchant} waits for a part",
    "awaiting_choice": "{buyer} chooses how it goes on",
    "awaiting_repair_payment": "{buyer} pays the repair",
    "repaired_in_transit": "It is on its way back to {buyer}",
}
"""And for everybody else."""
