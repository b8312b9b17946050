"""The desk: its queue, the file of both sides in one view, rulings with their grounds, hand-over, flagged messages."""
