"""What the leadership group defines once for all three boroughs."""
