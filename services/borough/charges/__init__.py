"""Charges: what employers are asked for places nobody used, and what was waived."""
