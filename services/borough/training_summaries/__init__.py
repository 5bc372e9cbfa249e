"""What the leadership group is told of a quarter's training."""
