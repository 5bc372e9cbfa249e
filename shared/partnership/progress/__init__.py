"""How all plans stood at the end of a day, as a written report keeps it."""
