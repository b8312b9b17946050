"""Notifications: parties are told what happened in their cases, in the product, by e-mail and by text message."""

from makegood.notifications.arising import LONGEST_TITLE_CHARACTERS, arisen_from, decided_by
from makegood.notifications.choosing import choices_of, keep_choices
from makegood.notifications.citing import in_words
from makegood.notifications.kinds import (
    KINDS,
    USUAL_PACE,
    Kind,
    choice_name,
    kinds_for,
    kinds_in_app,
    wanted,
    without_mail,
)
from makegood.notifications.lay_out import SEND, LayOut
from makegood.notifications.leaving import LeaveLinks
from makegood.notifications.letters import Letter, code_letter
from makegood.notifications.mailer import AddressRefused, KeepingMailer, Mailer, MailNotTaken, SmtpMailer
from makegood.notifications.matters import Matter, count_of, matter_number, tell_operators
from makegood.notifications.model import (
    Arisen,
    Channel,
    Choices,
    Notification,
    Pace,
    Told,
    person_of,
    recipients_of,
    role_of,
)
from makegood.notifications.of_chargebacks import arisen_from_chargeback
from makegood.notifications.of_claims import About, arisen_from_claim
from makegood.notifications.of_recoveries import arisen_from_recovery
from makegood.notifications.reading import Unread, note_seen
from makegood.notifications.sending import BACKOFF, DIGEST, Notifier
from makegood.notifications.sentences import NEXT_JUROR, happened, named, quoted, sentences, your_move
from makegood.notifications.sms import SmsHook, sms_hook
from makegood.notifications.store import forget_notifications, mark_all, mark_case, page_of, unread_cases

__all__ = [
    "BACKOFF",
    "DIGEST",
    "KINDS",
    "LONGEST_TITLE_CHARACTERS",
    "NEXT_JUROR",
    "SEND",
    "USUAL_PACE",
    "About",
    "AddressRefused",
    "Arisen",
    "Channel",
    "Choices",
    "KeepingMailer",
    "Kind",
    "LayOut",
    "LeaveLinks",
    "Letter",
    "MailNotTaken",
    "Mailer",
    "Matter",
    "Notification",
    "Notifier",
    "Pace",
    "SmsHook",
    "SmtpMailer",
    "Told",
    "Unread",
    "arisen_from",
    "arisen_from_chargeback",
    "arisen_from_claim",
    "arisen_from_recovery",
    "choice_name",
    "choices_of",
    "code_letter",
    "count_of",
    "decided_by",
    "forget_notifications",
    "happened",
    "in_words",
    "keep_choices",
    "kinds_for",
    "kinds_in_app",
    "mark_all",
    "mark_case",
    "matter_number",
    "named",
    "note_seen",
    "page_of",
    "person_of",
    "quoted",
    "recipients_of",
    "role_of",
    "sentences",
    "sms_hook",
    "tell_operators",
    "unread_cases",
    "wanted",
    "without_mail",
    "your_move",
]
