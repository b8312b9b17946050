"""PURE: the words of parcels in English; each is translated by the catalogue (carriers.po, lost-orders.po)."""

from makegood.carriers import EventView, ParcelView

STATUSES = {
    "asked": "Being booked",
    "booked": "Waiting to be handed over",
    "picked_up": "With the carrier",
    "in_transit": "In transit",
    "customs": "At customs",
    "out_for_delivery": "Out for delivery",
    "delivered": "Delivered",
    "delivery_failed": "Could not be delivered",
    "refused": "Refused at the door",
    "returned_to_sender": "Back with the sender",
    "lost": "Lost",
    "not_taken": "The carrier does not take it",
    "cancelled": "Taken back",
}
TONES = {
    "delivered": "good",
    "lost": "bad",
    "refused": "bad",
    "returned_to_sender": "bad",
    "delivery_failed": "soon",
}
SCANS = {
    "booked": "Booked with the carrier",
    "picked_up": "Handed over to the carrier",
    "in_transit": "In transit",
    "customs": "At customs",
    "out_for_delivery": "Out for delivery",
    "delivered": "Delivered",
    "delivery_failed": "Could not be delivered",
    "refused": "Refused at the door",
    "returned_to_sender": "Back with the sender",
    "lost": "The carrier says that it is lost",
    "damaged": "The carrier found it damaged",
    "weight_differs": "The carrier weighed something else than was told",
    "pickup_missed": "The courier did not come",
    "in_transit_sent": "Sent by the shop",
    "lost_case": "It never came, as the case found",
    "damaged_case": "It came broken, as the case found",
}
PICKUPS = {
    "asked": "Being arranged",
    "booked": "The courier comes",
    "done": "The courier was there",
    "missed": "The courier did not come",
    "leaving": "Being called off",
    "cancelled": "Called off",
    "not_taken": "The courier cannot come then",
}
HANDOVERS = {
    "pickup": "Fetched at the door",
    "drop_off": "Brought with a code",
    "own": "By a courier of one's own",
    "own_out": "Sent by the shop",
}
DIRECTIONS = {"out": "To the buyer", "back": "Back to the merchant"}
COURIERS = {
    "simulated": "Simulated carrier",
    "shunfeng": "SF Express",
    "zhongtong": "ZTO Express",
    "yuantong": "YTO Express",
    "shentong": "STO Express",
    "yunda": "Yunda Express",
    "jd": "JD Logistics",
    "jtexpress": "J&T Express",
    "ems": "EMS",
    "youzhengguonei": "China Post",
    "debangkuaidi": "Deppon",
    "danniao": "Cainiao",
}


def courier_called(code: str) -> str:
    """What a courier is called, in English; one that is not known as it was typed, with capitals."""
    return COURIERS.get(code) or code.title()


BEARERS = {
    "buyer": "Between buyer and merchant, the buyer bears it.",
    "merchant": "Between buyer and merchant, the merchant bears it.",
}
REASONS = {
    "handed over": "the parcel has been handed over already",
    "passed": "the time of the pickup has passed",
    "been there": "the courier has been there already",
    "nobody": "nobody fetches parcels at this address",
    "unknown": "this parcel is not known",
    "silent": "no reason was given",
    "no rate": "no rate was offered between these addresses",
    "no courier": "no courier comes to this address at that time",
}
"""What carriers of ours say when they refuse; others say it in words of their own."""
LISTS = {"coming": "On their way", "over": "Over", "out": "To buyers"}
RECOVERIES = {
    "open": "Open",
    "paid": "Reimbursed",
    "refused": "Refused",
    "written_off": "Written off",
    "dropped": "Found again",
}
BECAUSE = {"lost": "Lost", "damaged": "Damaged"}
RECOVERIES_DONE = {
    "ended": "It is put down.",
    "reversed": "The payment is taken back; the claim is open again.",
}


def scan_of(event: EventView) -> str:
    """The word in SCANS for what was told: by its carrier, or of the parcel by the shop or the case."""
    told = f"{event.scan.value}_{event.raw_code}"
    return told if told in SCANS else event.scan.value


def handover_of(parcel: ParcelView) -> str:
    """The word in HANDOVERS for how a parcel is handed over."""
    own_out = f"{parcel.handover}_{parcel.direction}"
    return own_out if own_out in HANDOVERS else parcel.handover


TABLES = (
    STATUSES, SCANS, PICKUPS, HANDOVERS, DIRECTIONS, COURIERS, BEARERS, REASONS, LISTS, RECOVERIES, BECAUSE, RECOVERIES_DONE,
)  # fmt: skip
