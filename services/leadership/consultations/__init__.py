"""Ask boroughs what they say of a draft, and tell them what became of it."""
