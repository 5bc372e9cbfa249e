"""The technical library every service stands on; it knows no domain word."""
