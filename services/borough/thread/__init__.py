"""The golden thread: from recommendation to action, indicator and impact."""
