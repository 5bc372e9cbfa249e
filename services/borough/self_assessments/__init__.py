"""Self-assessments under section 11 and section 175: who is asked, and what came."""
