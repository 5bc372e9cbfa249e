"""Serious incidents: the notification, the rapid review and its outcome."""
