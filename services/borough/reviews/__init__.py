"""Learning reviews of every kind, from the decision to begin to what is published."""
