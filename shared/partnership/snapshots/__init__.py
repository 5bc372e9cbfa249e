"""Pictures of all plans as at a day, locked when they are taken."""
