"""PURE: where a dispute is heard, read and decided, before any appeal."""

from makegood.cases.model import Stage

DISPUTED = (
    Stage.DISPUTE_EVIDENCE, Stage.DISPUTE_RULING, Stage.DISPUTE_JURY, Stage.DISPUTE_REVIEW, Stage.DISPUTE_SENIOR,
)  # fmt: skip
"""The stages in which a dispute waits for its ruling; before it, evidence has no time of its own."""
