"""Events: when a course is taught, in how many sessions, and for how many."""
