"""What happened to a review's learning: noted, and taken back with a reason."""
