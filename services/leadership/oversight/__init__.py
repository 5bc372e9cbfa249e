"""How the partnerships stand, as each of them released it."""
