"""PURE but for the clock it is given: self-routing 64-bit ids and the buckets they carry.

An id is 41 bits of milliseconds since 2020, 12 bits of bucket and 10 bits of sequence, so that any id
names the bucket (and with it the shard) of its row. It passes 2^53, hence it is a string in JSON.
"""

import hashlib
import random
import time
from collections.abc import Callable

BUCKETS = 4096
_EPOCH_MILLISECONDS = 1_577_836_800_000
_SEQUENCES = 1024


def stable_bucket(text: str) -> int:
    """The bucket (0 to 4095) of a name; the same on every machine and in every version."""
    return int.from_bytes(hashlib.blake2b(text.encode(), digest_size=8).digest()) % BUCKETS


def bucket_of(identifier: int) -> int:
    """The bucket that an id carries."""
    return (identifier >> 10) & (BUCKETS - 1)


def in_bucket(identifier: int, bucket: int) -> int:
    """The same moment and sequence in another bucket: a new id made of a new id."""
    return (identifier & ~((BUCKETS - 1) << 10)) | (bucket << 10)


def _milliseconds() -> int:
    return time.time_ns() // 1_000_000


class IdMaker:
    """Makes ids. Two makers may meet on one id (once in a thousand within one millisecond and bucket):
    the primary key refuses the second and the write path tries again with a new one.
    """

    def __init__(self, milliseconds: Callable[[], int] = _milliseconds, seed: int | None = None) -> None:
        self._milliseconds = milliseconds
        self._random = random.Random(seed)
        self._last = 0
        self._sequence = 0

    def __call__(self, bucket: int) -> int:
        """A new id in `bucket`, larger than every earlier one of this maker in that bucket."""
        now = max(self._milliseconds(), self._last)
        if now > self._last:
            self._sequence = self._random.randrange(_SEQUENCES // 2)
        else:
            self._sequence += 1
            if self._sequence == _SEQUENCES:
                now, self._sequence = now + 1, 0
        self._last = now
        return ((now - _EPOCH_MILLISECONDS) << 22) | (bucket << 10) | self._sequence
