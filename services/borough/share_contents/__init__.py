"""What the parts of a case say that can be shared."""
