"""Virtual goods in a refund: what was delivered and not used is revoked before its money goes out."""
