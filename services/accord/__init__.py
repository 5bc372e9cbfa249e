"""The command line, and a whole federation on one machine."""
