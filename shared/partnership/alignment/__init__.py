"""Agreed difference told apart from drift, by the same rules for everybody."""
