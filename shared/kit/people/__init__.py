"""People as an administrator tends them: accounts, roles, and fresh second steps."""
