"""Everything that ever left this borough, version by version."""
