"""The action log of a body: what its plans and its meetings asked for, on one page."""
