"""Hats: the roles a person holds, and the one worn at a time."""
