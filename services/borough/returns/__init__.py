"""Returns: what leaves, seen by one person and approved by another."""
