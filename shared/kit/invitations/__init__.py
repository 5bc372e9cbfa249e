"""Invitations: how a person comes by an account, once, and by whose word."""
