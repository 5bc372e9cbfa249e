"""What of a milestone leaves for other boroughs: shown to a second person first."""
