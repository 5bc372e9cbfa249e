"""Who may open a case: taken, opened to others, hidden by conflicts, urgent."""
