"""Which key of another borough a coordinator confirmed by voice, to seal to."""
