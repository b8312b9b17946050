"""Pages of panels of users: a juror's invitations and what they judge, and the setting for operators."""
