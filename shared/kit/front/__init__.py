"""The front page: what changed, what is late and what is mine, from live records."""
