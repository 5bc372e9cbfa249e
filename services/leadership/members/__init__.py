"""Who belongs to the federation, with which keys, in which signed version."""
