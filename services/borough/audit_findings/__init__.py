"""What an audit found, and what is done about it."""
