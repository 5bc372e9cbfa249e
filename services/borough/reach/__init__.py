"""Reach: how many of each agency's workforce came to training in a year."""
