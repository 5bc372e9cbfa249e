"""Written reports on all plans for a committee: drafted, issued and then locked."""
