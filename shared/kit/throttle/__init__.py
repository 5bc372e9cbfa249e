"""Guesses at passwords and codes: counted, slowed down and stopped."""
