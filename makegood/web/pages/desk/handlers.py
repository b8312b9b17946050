"""Every page of the desk."""

from typing import Any

from makegood.web.pages.desk.api import DESK_ROUTES
from makegood.web.pages.desk.blind import BLIND_HANDLERS
from makegood.web.pages.desk.claims import CLAIM_HANDLERS
from makegood.web.pages.desk.evidence import EVIDENCE_HANDLERS
from makegood.web.pages.desk.file import FILE_HANDLERS
from makegood.web.pages.desk.flags import FLAG_HANDLERS
from makegood.web.pages.desk.handover import HANDOVER_HANDLERS
from makegood.web.pages.desk.judgement import DECIDE_HANDLERS
from makegood.web.pages.desk.macros import MACRO_HANDLERS
from makegood.web.pages.desk.queue import QUEUE_HANDLERS
from makegood.web.pages.desk.service import SERVICE_HANDLERS

DESK_HANDLERS: list[Any] = [
    *QUEUE_HANDLERS,
    *FILE_HANDLERS,
    *EVIDENCE_HANDLERS,
    *DECIDE_HANDLERS,
    *CLAIM_HANDLERS,
    *HANDOVER_HANDLERS,
    *FLAG_HANDLERS,
    *SERVICE_HANDLERS,
    *BLIND_HANDLERS,
    *MACRO_HANDLERS,
    *DESK_ROUTES,
]
"""The queue, the file with its forms, flagged messages, and the same for machines."""
