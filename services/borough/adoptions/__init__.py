"""Where this borough stands on each standard, and what it works to because of it."""
