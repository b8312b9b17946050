"""The second factor: codes of an app (TOTP, RFC 6238), and recovery codes for when the phone is gone. Chance only."""

import hmac
import io
import re
import secrets
from datetime import datetime

import pyotp
import segno

STEP_SECONDS = 30
STEPS_AROUND = 1
"""How many steps a phone's clock may be early or late."""

RECOVERY_CODES = 10
_RECOVERY_LETTERS = "0123456789abcdefghjkmnpqrstvwxyz"
_CODE = re.compile(r"[0-9]{6}")


def new_secret() -> str:
    """A secret for an app: 160 bits, as base32."""
    return pyotp.random_base32()


def app_address(secret: str, email: str, issuer: str) -> str:
    """What the QR code says: an `otpauth:` address that apps understand."""
    return pyotp.TOTP(secret).provisioning_uri(name=email, issuer_name=issuer)


def qr_picture(address: str) -> bytes:
    """An address as a QR code, SVG with its own white ground, so that it can be read in the dark theme too."""
    picture = io.BytesIO()
    segno.make(address, error="m", micro=False).save(
        picture, kind="svg", scale=5, border=4, light="#ffffff", dark="#000000", xmldecl=False
    )
    return picture.getvalue()


def step_of(secret: str, code: str, now: datetime, last_step: int) -> int | None:
    """The time step that a code is of, when it is later than `last_step`: no code is good twice. None for a wrong one."""
    typed = digits_of(code)
    if not _CODE.fullmatch(typed):
        return None
    app = pyotp.TOTP(secret)
    current = int(now.timestamp()) // STEP_SECONDS
    found = None
    for step in range(current - STEPS_AROUND, current + STEPS_AROUND + 1):
        # Every step is compared, so that the time does not tell which one it was.
        right = hmac.compare_digest(app.generate_otp(step), typed)
        if right and step > last_step and found is None:
            found = step
    return found


def digits_of(typed: str) -> str:
    """A code as typed, without the gaps that people leave in it."""
    return re.sub(r"[\s-]", "", typed)


def new_recovery_codes() -> list[str]:
    """Codes that work once each, of 80 random bits, in groups of four letters that are not mistaken for each other."""
    return [
        _grouped("".join(secrets.choice(_RECOVERY_LETTERS) for _ in range(16))) for _ in range(RECOVERY_CODES)
    ]


def recovery_code_of(typed: str) -> str | None:
    """A recovery code as it is kept, out of what was typed; None for what cannot be one."""
    letters = digits_of(typed).lower().replace("o", "0").replace("i", "1").replace("l", "1")
    if len(letters) != 16 or any(letter not in _RECOVERY_LETTERS for letter in letters):
        return None
    return _grouped(letters)


def _grouped(letters: str) -> str:
    return "-".join(letters[at : at + 4] for at in range(0, len(letters), 4))
