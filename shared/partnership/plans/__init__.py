"""Plans and what their letters mean: where actions are kept, and how they are named."""
