"""Bookings: who asked for a place at an event, for whom, and who said yes to it."""
