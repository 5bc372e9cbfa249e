"""Decisions: what a body decided, on which basis, and where each partner stood."""
