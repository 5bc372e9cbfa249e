"""The audit trail: who did what to which record, in a chain nobody can mend quietly."""
