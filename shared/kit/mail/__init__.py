"""Letters to people: written with the act that causes them, sent afterwards."""
