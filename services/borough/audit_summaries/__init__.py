"""What the leadership group is told of audits, once two people have looked."""
