"""Chasing reporting forms that are out: the ladder, and who is told at each rung."""
