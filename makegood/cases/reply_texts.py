"""PURE: a merchant's own texts for messages, with gaps that a case fills: {buyer}, {order}, {amount} …"""

import re
from collections.abc import Mapping

from makegood.kit.errors import Refused

GAPS: Mapping[str, str] = {
    "buyer": "the buyer's name as you see it",
    "shop": "your shop's name",
    "order": "the order number",
    "item": "what the case is about",
    "amount": "what is asked for",
    "refund": "what will be refunded as things stand",
    "reason": "the reason of the request",
    "stage": "where the case stands",
    "until": "until when the clock runs",
    "address": "your address for returns",
}
"""What a text may name in braces, with what stands there, in English."""

LONGEST_TITLE, LONGEST_BODY = 60, 2000
MOST_TEMPLATES = 200
_GAP = re.compile(r"{\s*([^{}\s]{1,40})\s*}")


class GapNotKnown(Refused):
    """“{name}” is not a name that a case can fill. You can use: {known}."""

    status = 422


class TemplateNotUsable(Refused):
    """A template needs a title of at most 60 characters and a text of at most 2,000."""

    status = 422


class TitleTaken(Refused):
    """You have a template with this title already."""


class TooManyTemplates(Refused):
    """A shop can have at most {most} templates."""


def gaps_in(body: str) -> list[str]:
    """The names in braces, each once, in their order."""
    return list(dict.fromkeys(_GAP.findall(body)))


def checked(title: str, body: str) -> tuple[str, str]:
    """A title and a text as they are kept. Raises TemplateNotUsable, and GapNotKnown for a name no case can fill."""
    title, body = title.strip(), body.replace("\r\n", "\n").strip()
    if not (0 < len(title) <= LONGEST_TITLE and 0 < len(body) <= LONGEST_BODY) or "\0" in title + body:
        raise TemplateNotUsable()
    for name in gaps_in(body):
        if name not in GAPS:
            raise GapNotKnown(name=name, known=", ".join(f"{{{known}}}" for known in GAPS))
    return title, body


def merged(body: str, values: Mapping[str, str]) -> str:
    """The text with its gaps filled. What the case cannot say yet stays in braces, to be seen before it is sent."""
    return _GAP.sub(lambda gap: values.get(gap[1]) or gap[0], body)
