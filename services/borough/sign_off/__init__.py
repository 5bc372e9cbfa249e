"""The steps of a self-assessment between its agency and the partnership."""
