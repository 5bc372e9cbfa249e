"""The words of progress: four states, what may happen to an action, and why not."""
