"""PURE: what people of the desk are called to the parties: a number, always that of the same person. Real names stay inside."""

from hashlib import blake2b

from makegood.desk.model import person_of

_NUMBERS = 10**7


def public_number(label: str) -> str:
    """The number by which the parties know somebody of the desk, whatever their role was: `372-0418`."""
    drawn = blake2b(person_of(label).encode(), digest_size=8, person=b"desk-number").digest()
    digits = f"{int.from_bytes(drawn, 'big') % _NUMBERS:07d}"
    return f"{digits[:3]}-{digits[3:]}"
