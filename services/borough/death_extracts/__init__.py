"""One case as a file, for the coordinator's own submission to the national database."""
