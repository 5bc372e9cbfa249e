"""Recommendations of the panel, each answered by actions of the one action log."""
