"""What boroughs told of their training, side by side, and how places are pooled."""
