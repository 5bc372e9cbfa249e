"""The weekly letter: how much waits, with links, and nothing of what it is."""
