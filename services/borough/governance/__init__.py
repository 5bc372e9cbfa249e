"""How the partnership stands on a day, as the leadership group is told of it."""
