"""PURE: the ways in which the fake processor can be told to behave."""

from enum import StrEnum

import msgspec


class Script(StrEnum):
    """How one refund goes. A payment whose reference ends in `-` and one of these words follows it
    (`pay_81-timeout-after`); FAIL_ONCE and TIMEOUT_BEFORE then concern the first call of each key only.
    """

    SUCCEED = "succeed"
    FAIL = "fail"  # refused for good
    FAIL_ONCE = "fail-once"  # refused for now
    TIMEOUT_BEFORE = "timeout-before"  # no answer, and nothing was done
    TIMEOUT_AFTER = "timeout-after"  # no answer, but it was done
    LATE = "late"  # pending, then done
    LATE_FAIL = "late-fail"  # pending, then refused
    TWICE = "twice"  # its notification comes twice
    EARLY = "early"  # its notification comes before the answer


class Course(msgspec.Struct, frozen=True):
    """What a script makes happen, when it touches the money at all."""

    succeeds: bool = True
    late: bool = False
    answer_is_lost: bool = False
    notified_early: bool = False
    notifications_owed: int = 1


COURSES = {
    Script.SUCCEED: Course(),
    Script.FAIL: Course(succeeds=False),
    Script.TIMEOUT_AFTER: Course(answer_is_lost=True),
    Script.LATE: Course(late=True),
    Script.LATE_FAIL: Course(late=True, succeeds=False),
    Script.TWICE: Course(notifications_owed=2),
    Script.EARLY: Course(notified_early=True, notifications_owed=0),
}
"""The scripts that decide the refund. FAIL_ONCE and TIMEOUT_BEFORE leave it undecided."""

FIRST_CALL_ONLY = frozenset({Script.FAIL_ONCE, Script.TIMEOUT_BEFORE})

_LONGEST_FIRST = sorted(Script, key=len, reverse=True)


def script_of(processor_reference: str, calls: int) -> Script:
    """The script that a payment's reference asks for on the given call of a key (1 is the first)."""
    for script in _LONGEST_FIRST:
        if processor_reference.endswith(f"-{script}"):
            return Script.SUCCEED if script in FIRST_CALL_ONLY and calls > 1 else script
    return Script.SUCCEED
