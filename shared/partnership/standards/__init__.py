"""The rules of standards: kinds, items, and what a version changes."""
