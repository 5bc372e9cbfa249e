"""Who the child was and how the death came about: locked, and opened for few."""
