"""Meetings: when a body meets, about what, who came and what they declared."""
