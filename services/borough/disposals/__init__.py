"""How long locked records are kept, what holds them, and how two people end them."""
