"""Files that leave with a share, in sealed pieces."""
