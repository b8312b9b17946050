"""PURE: which rulings are made a second time in the dark: a share of all, drawn so that nobody can foresee or steer it."""

import hashlib

DEFAULT_SHARE_PERCENT = 5
"""Of a hundred rulings, so many are made twice, where nothing else is configured."""
_PARTS = 10_000


def is_sampled(case_id: int, ruled_seq: int, share_percent: int, secret: str = "") -> bool:
    """Whether a ruling belongs to the sample; the same answer whenever it is asked, and spread evenly over rulings.

    `secret`: without it nobody can work out beforehand which rulings are looked at again.
    """
    told = f"{case_id}\x1f{ruled_seq}".encode()
    key = hashlib.blake2b(secret.encode(), digest_size=32, person=b"blind sample").digest()
    drawn = int.from_bytes(hashlib.blake2b(told, digest_size=8, key=key).digest()) % _PARTS
    return drawn < share_percent * (_PARTS // 100)
