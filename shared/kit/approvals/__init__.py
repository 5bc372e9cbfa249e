"""Approvals: what one person asked for and a second one agrees to or refuses."""
