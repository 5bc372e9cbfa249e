"""Seals of shares from other boroughs: opened, and held against what they came as."""
