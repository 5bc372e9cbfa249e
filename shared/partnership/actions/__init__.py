"""Actions: what was agreed to be done, by whom, by when, and how far it has come."""
