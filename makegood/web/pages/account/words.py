"""PURE: the words of accounts, in English: standings, what was done, and the record of changes."""

from makegood.accounts import AuditEvent

STATUSES = {"invited": "Invited", "active": "Active", "disabled": "Shut out"}
"""Whether an account can be used."""

WAYS = {
    "password": "With a password", "link": "With a link", "oidc": "With the sign-in service",
    "code": "With an order's code", "demo": "In the demo",
}  # fmt: skip
"""How a session began."""

TOLD = {
    "password": "Your password is changed. You are signed out everywhere else.",
    "removal": "The second factor is removed.",
    "others": "You are signed out everywhere else.",
    "session": "That session is ended.",
}
"""What was done to one's own account."""

DONE = {
    "invited": "The invitation is on its way.",
    "invitation": "The link is on its way.",
    "role": "The role is changed. They sign in again.",
    "disabling": "They are shut out, and signed out everywhere.",
    "enabling": "They are let in again.",
    "second-factor-reset": "The second factor is reset. Staff set up a new one when they sign in.",
    "sessions-ending": "They are signed out everywhere.",
}
"""What was done to somebody's account."""

CHANGES = {
    "person.invited": "Invited",
    "person.added": "Added by the sign-in service",
    "person.link_made": "Got a new link",
    "person.role_changed": "Role changed",
    "person.disabled": "Shut out",
    "person.enabled": "Let in again",
    "person.signed_in": "Signed in",
    "person.password_set": "Password set",
    "person.second_factor_set": "Second factor set up",
    "person.second_factor_reset": "Second factor reset",
    "person.second_factor_dropped": "Second factor removed",
    "person.recovery_codes_renewed": "New recovery codes",
    "person.sessions_ended": "Signed out everywhere",
    "job.discarded": "Job that gave up discarded",
}
"""The record of changes, by what happened."""

CHANGED = {
    "role": "Role",
    "subject": "Buyer or shop",
    "status": "Account",
    "second_factor": "Second factor",
    "way": "How",
    "by": "By",
    "sessions_ended": "Sessions ended",
    "kind": "Job",
}
"""What a change can be of."""

ABOUT = {"job": "A job"}
"""What changes are about, beside people."""

SET_BY = {
    "oidc": "The sign-in service",
    "owner": "The person",
    "invitation": "An invitation",
    "password": "A link for a new password",
}
"""By what something of an account was set."""

TABLES = (STATUSES, WAYS, TOLD, DONE, CHANGES, CHANGED, ABOUT, SET_BY)


def audit_words(entry: AuditEvent) -> str:
    """What happened, in English; its code where there is no word for it."""
    return CHANGES.get(entry.what, entry.what)
