"""Every borough's position on every standard: agreed difference, and drift."""
