"""What leadership asks of a draft, and what this borough says of it."""
