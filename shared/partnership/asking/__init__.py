"""Pages that ask for one record: the form, its faults, and somebody else's change."""
