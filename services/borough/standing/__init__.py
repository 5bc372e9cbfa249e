"""How aligned this borough is by its own records, and what leadership knows of it."""
