"""Grades agencies meet to agree, moderation beside them, and how they spread."""
