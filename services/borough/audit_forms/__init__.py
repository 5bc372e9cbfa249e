"""The page of one form: what an agency graded, and what was agreed in the end."""
