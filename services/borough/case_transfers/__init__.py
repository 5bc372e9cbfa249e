"""Offers of a case to the area in which the child lived, and their answers."""
