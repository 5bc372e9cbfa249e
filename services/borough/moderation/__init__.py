"""Scores of self-assessments as a panel sees them, and the gaps that become actions."""
