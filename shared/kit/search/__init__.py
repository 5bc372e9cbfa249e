"""Search: one box for all that a person may open; slices register finders."""
