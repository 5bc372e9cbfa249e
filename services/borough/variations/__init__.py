"""Pages on which shared items are varied, and items of our own are added."""
