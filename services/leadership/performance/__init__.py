"""What the boroughs released, side by side with the official figures."""
