"""Agreed difference told apart from drift, by the same rules wherever it is looked at."""
