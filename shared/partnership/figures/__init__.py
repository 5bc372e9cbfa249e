"""Areas, indicators and observations: the figures every member can hold."""
