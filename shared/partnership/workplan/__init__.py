"""Priorities, and the yearly programmes inside delivery plans that carry them out."""
