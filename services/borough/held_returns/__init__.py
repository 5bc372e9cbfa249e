"""Returns that agencies signed in other boroughs, held here as they were shared."""
