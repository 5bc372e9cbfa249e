"""Bodies: the groups that decide, who sits on them and when they can decide."""
