"""Recommendations of reviews: what partners say to them, their actions and impact."""
