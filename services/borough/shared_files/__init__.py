"""Files that came with what other boroughs shared."""
