"""Disputes between partners, on their way up the ladder to an independent review."""
