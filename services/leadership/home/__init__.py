"""What a member of the leadership group sees first."""
