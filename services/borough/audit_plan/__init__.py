"""Which audits are planned, and which are to be done again."""
