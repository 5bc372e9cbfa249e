"""The forward plan: what comes to which body when, and where it has been."""
