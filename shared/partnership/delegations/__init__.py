"""Delegations: what a body left to a post, after consulting whom, and by when."""
