"""Pages of notifications: what was told, how to be told, and leaving the e-mails without signing in."""
