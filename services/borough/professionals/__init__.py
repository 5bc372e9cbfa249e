"""Professionals who knew a child: who is asked for a reporting form."""
