"""The link by which somebody stops the e-mails without signing in: signed, for one person, and good for a year."""

from itsdangerous import BadSignature, URLSafeTimedSerializer

_SALT = "makegood.no-more-mail"
GOOD_FOR_SECONDS = 366 * 24 * 3600
LONGEST_TOKEN_CHARACTERS = 400


class LeaveLinks:
    """Makes and reads such links with the installation's secret."""

    def __init__(self, secret: str, home: str) -> None:
        self._serializer = URLSafeTimedSerializer(secret, salt=_SALT)
        self._home = home

    def link(self, person: str, recipient: str) -> str:
        """The address for a person, who hears of what a party is told."""
        return f"{self._home}/unsubscribe?t={self._serializer.dumps([person, recipient])}"

    def read(self, token: str) -> tuple[str, str] | None:
        """The person and the party of a link; None when it is not ours, altered or too old."""
        if len(token) > LONGEST_TOKEN_CHARACTERS:
            return None
        try:
            person, recipient = self._serializer.loads(token, max_age=GOOD_FOR_SECONDS)
        except (BadSignature, ValueError, TypeError):
            return None
        return str(person), str(recipient)
