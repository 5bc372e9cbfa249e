"""What boroughs told of their audits, on one scale."""
