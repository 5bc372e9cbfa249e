"""Agencies look together at their work with children whose names stay outside."""
