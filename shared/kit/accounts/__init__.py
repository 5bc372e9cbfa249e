"""Accounts, sessions and who may pass a door."""
