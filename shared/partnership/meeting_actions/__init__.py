"""A body's actions as its meeting looks at them: what changed, and what may close."""
