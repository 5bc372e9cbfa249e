"""What the leadership group is told of a borough's child death reviews."""
