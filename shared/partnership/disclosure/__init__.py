"""What may leave a member: small-number control at the edge."""
