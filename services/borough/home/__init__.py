"""The front page: what waits, what changed, where to start."""
