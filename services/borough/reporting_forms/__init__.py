"""Reporting forms asked of agencies: who is asked, chased, and asked for more."""
