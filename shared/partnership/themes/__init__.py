"""Themes: what records of several kinds have in common."""
