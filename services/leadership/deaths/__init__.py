"""What boroughs told of their child death reviews, side by side."""
