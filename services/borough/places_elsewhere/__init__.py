"""Places our people ask other boroughs for, and what those answered."""
