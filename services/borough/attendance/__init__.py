"""Attendance: who was there for each session, and what became of each place."""
